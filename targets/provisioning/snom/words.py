"""Snom's words: languages, tones, codecs, and shapes of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schema.phone_facts import DialShape

LANGUAGES: Mapping[str, str] = {
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "nl": "Nederlands",
    "no": "Norsk",
    "pt": "Português",
    "ru": "Русский",
    "sl": "Slovenščina",
    "sv": "Svenska",
    "tr": "Türkçe",
}
TONES: Mapping[str, str] = {
    "AT": "AUT",
    "AU": "AUS",
    "CA": "USA",
    "CH": "SWI",
    "DE": "GER",
    "ES": "ESP",
    "FR": "FRA",
    "GB": "GBR",
    "IE": "GBR",
    "IT": "ITA",
    "NL": "NLD",
    "NZ": "NZL",
    "US": "USA",
}
CODECS: Mapping[str, str] = {
    "alaw": "pcma",
    "g722": "g722",
    "g726": "g726-32",
    "g729": "g729",
    "gsm": "gsm",
    "opus": "opus",
    "ulaw": "pcmu",
}
_SHAPE = {"x": "[0-9]", "*": r"\*", "#": "#"}


def language_of(language: str) -> str:
    """The name of a language in that language; English for one that the phone doesn't speak."""
    return LANGUAGES.get(language[:2], "English")


def codecs_of(codecs: Iterable[str]) -> str:
    """Codecs in order. Keys that are pressed go as events, so these come last."""
    return ",".join((*(CODECS[one] for one in codecs if one in CODECS), "telephone-event"))


def rules_of(shapes: Iterable[DialShape]) -> str:
    """Rules by which a complete number is dialled at once: expression, address, `d` for dial.

    Numbers that may go on, and those with a plus, which these expressions have another use for, are
    dialled when the phone's time is up or its key is pressed.
    """
    return " ".join(
        rf"|^({_expression(one.pattern)})$|sip:\1@\d|d"
        for one in shapes
        if one.at_once and not one.pattern.endswith(".") and "+" not in one.pattern
    )


def _expression(pattern: str) -> str:
    return "".join(_SHAPE.get(letter, letter) for letter in pattern)
