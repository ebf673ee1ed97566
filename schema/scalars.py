"""The scalars of the language: every kind of text, number and name that one field can hold.

All of them read the text that was typed, because YAML's own guesses are switched off, and take an
already right value as well. What comes out has a closed alphabet and a length, so that it can be
written into any file of a telephone switch. How they refuse: see `schema.reading`.
"""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

from schema.captions import AddressLine, CallerName, DisplayName, SpokenText
from schema.patterns import plain, set_digits
from schema.quantities import Count, Flag, Money, Port, Seconds, duration, seconds_in, whole
from schema.reading import SCALAR, Reader, did_you_mean, quote, refusal, typed

__all__ = [
    "CODECS",
    "E164",
    "AddressLine",
    "CallerName",
    "Cidr",
    "ClockTime",
    "Codec",
    "Count",
    "CountryCode",
    "DialString",
    "Digits",
    "DisplayName",
    "Email",
    "Extension",
    "Flag",
    "Host",
    "Language",
    "Mac",
    "MediaFile",
    "Money",
    "Pattern",
    "Pin",
    "Port",
    "Seconds",
    "Slug",
    "SpokenText",
    "StarCode",
    "VariableName",
    "WebAddress",
    "Zone",
    "duration",
    "seconds_in",
    "whole",
]


def _shaped(what: str, pattern: str, rule: str, change: Callable[[str], str] = str) -> Reader:
    """A reader of texts of one shape. `change` brings equal writings to one form."""
    shape = re.compile(pattern)

    def read(value: Any) -> str:
        text = typed(value, what)
        if not shape.fullmatch(text):
            raise refusal(f"{quote(text)} is not {what}: {rule}.")
        return change(text)

    description = f"{what[0].upper()}{what[1:]}: {rule}."
    return Reader(read, description, {"pattern": f"^(?:{pattern})$"})


# --- names and digits ---------------------------------------------------------------------------

Slug = Annotated[
    str,
    _shaped(
        "a name",
        r"[a-z0-9][a-z0-9-]{0,39}",
        "small letters, digits and hyphens, 40 at most, the first one no hyphen",
    ),
]
"""The name of a thing in the language: `front-desk`."""

VariableName = Annotated[
    str,
    _shaped(
        "a variable's name",
        r"[a-z][a-z0-9_]{0,31}",
        "small letters, digits and underscores, 32 at most, the first one a letter",
    ),
]
"""The name of a call's variable, without the `$`: `order_number`."""

Extension = Annotated[str, _shaped("an extension", r"[0-9]{2,7}", "2 to 7 digits")]
"""An internal number. Leading zeros count."""

Digits = Annotated[str, _shaped("a row of digits", r"[0-9]{1,32}", "1 to 32 digits")]
"""Digits and nothing else: a prefix, an area code, an account number."""

DialString = Annotated[
    str,
    _shaped(
        "something to dial",
        r"\+?[0-9*#]{1,32}",
        "digits, * and #, 32 at most, with a + in front if it is international",
    ),
]
"""What a person can dial on a phone."""

StarCode = Annotated[
    str, _shaped("a feature code", r"[0-9*#]{2,10}", "2 to 10 of the digits, * and #")
]
"""A feature code such as `*97`."""


def _read_pin(value: Any) -> str:
    """A PIN. Its text is a secret, so the refusal does not quote it."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4,16}", value):
        return value
    raise refusal("The PIN (not shown here) is not 4 to 16 digits.")


Pin = Annotated[str, Reader(_read_pin, "A PIN: 4 to 16 digits.", {"pattern": "^[0-9]{4,16}$"})]
"""A PIN, typed on a phone."""


_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")


@cache
def _possible(number: str) -> bool:
    """Whether a number's length fits its country. Loaded late: the tables are large, and the one
    length of the countries behind +1 needs none."""
    if _NORTH_AMERICAN.fullmatch(number):
        return True
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _read_e164(value: Any) -> str:
    text = typed(value, "a telephone number")
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", text):
        bare = re.sub(r"[\s().-]", "", text)
        clean = re.fullmatch(r"\+[1-9][0-9]{6,14}", bare)
        raise refusal(
            f"{quote(text)} is not a telephone number: + with the country code and all digits, "
            "without spaces, such as +14165550100.",
            f"Write {bare}." if clean else "",
        )
    if not _possible(text):
        raise refusal(f"{quote(text)} can't be a telephone number: no country has such numbers.")
    return text


E164 = Annotated[
    str,
    Reader(
        _read_e164,
        "A telephone number: + with the country code and all digits.",
        {"type": ["string", "number"], "pattern": r"^\+[1-9][0-9]{6,14}$"},
    ),
]
"""A telephone number with its country code: `+14165550100`."""

PATTERN = r"\+?(?:[0-9*#XZN]|\[(?:[0-9](?:-[0-9])?)+\])+\.?"


def _read_pattern(value: Any) -> str:
    text = typed(value, "a dial pattern")
    hint = text.upper() if re.fullmatch(PATTERN, text.upper()) else ""
    if not re.fullmatch(PATTERN, text):
        raise refusal(
            f"{quote(text)} is not a dial pattern: digits, *, #, X (0-9), Z (1-9), N (2-9), a set "
            "such as [2-4], and perhaps a dot at the end for anything more.",
            f"Write {hint}." if hint else "",
        )
    if len(text) > 80 or any(not set_digits(one) for one in re.findall(r"\[([^]]+)\]", text)):
        raise refusal(f"{quote(text)} is not a dial pattern: a set runs upwards, as in [2-4].")
    return plain(text)


Pattern = Annotated[
    str,
    Reader(
        _read_pattern,
        "A dial pattern: digits, *, #, X (0-9), Z (1-9), N (2-9), a set such as [2-4], and "
        "perhaps a dot at the end for anything more.",
        {"pattern": f"^{PATTERN}$"},
    ),
]
"""A dial pattern: `7XX`, `[2-4]X`, `9.`. Sets come out with every digit written: `[234]`."""

# --- the world outside --------------------------------------------------------------------------

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOSTNAME = rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _read_host(value: Any) -> str:
    text = typed(value, "a host")
    numeric = re.fullmatch(r"[0-9.]+", text)
    if _is_address(text) or (re.fullmatch(_HOSTNAME, text) and not numeric):
        return text.lower()
    raise refusal(
        f"{quote(text)} is not a host: a host name such as sip.example.com, or an IP address."
    )


Host = Annotated[
    str, Reader(_read_host, "A host: a name such as sip.example.com, or an IP address.")
]
"""A machine on the network, by name or address."""


def _read_cidr(value: Any) -> str:
    text = typed(value, "a network")
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise refusal(f"{quote(text)} is not a network: write it like 203.0.113.0/24.") from None
    if "/" in text and str(ipaddress.ip_interface(text).ip) != str(network.network_address):
        raise refusal(
            f"{quote(text)} is an address inside a network, not a network.", f"Write {network}."
        )
    return str(network)


Cidr = Annotated[str, Reader(_read_cidr, "A network: such as 203.0.113.0/24, or one address.")]
"""A network. One bare address is a network of one."""

Email = Annotated[
    str,
    _shaped(
        "an e-mail address",
        r"(?=.{3,254}$)(?=[^@]{1,64}@)(?!-)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@"
        rf"{_LABEL}(?:\.{_LABEL})+",
        "letters, digits, dots, plus, underscore and (not first) hyphen, then @ and a domain",
    ),
]
"""An e-mail address of the plain kind."""

WebAddress = Annotated[
    str,
    _shaped(
        "a secure web address",
        rf"https://{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{2,5}})?(?:/[A-Za-z0-9._~/%?&=+:@-]{{0,400}})?",
        "https:// and a host, perhaps a port and a path",
    ),
]
"""An address that is told of events, over https."""

Mac = Annotated[
    str,
    _shaped(
        "a MAC address",
        r"[0-9A-Fa-f]{2}(?:[:.-]?[0-9A-Fa-f]{2}){5}",
        "twelve of 0-9 and a-f, with or without : or - between",
        lambda text: re.sub(r"[:.-]", "", text).lower(),
    ),
]
"""A phone's hardware address; comes out as twelve small hexadecimal digits."""


def _clock(text: str) -> str:
    return text if len(text) == 5 else "0" + text


ClockTime = Annotated[
    str,
    _shaped("a time of day", r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", "00:00 to 23:59", _clock),
]
"""A time of day as a clock on the wall shows it: `08:30`."""

Language = Annotated[
    str,
    _shaped("a language", r"[A-Za-z]{2}(?:-[A-Za-z]{2})?", "such as en, fr or en-ca", str.lower),
]
"""A language, perhaps with its country: `en`, `en-ca`."""

MediaFile = Annotated[
    str,
    _shaped(
        "a recording's file name",
        r"(?=.{5,120}$)(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*"
        r"\.(?:wav|mp3|ogg|flac|wma)",
        "letters, digits, hyphens and underscores, with .wav, .mp3, .ogg, .flac or .wma",
    ),
]
"""A file in the account's media folder."""


def _one_of(
    what: str, rule: str, known: Callable[[], frozenset[str]], change: Callable[[str], str]
) -> Reader:
    """A reader of names from a closed list. An unknown name is answered with the nearest."""

    def read(value: Any) -> str:
        text = typed(value, what)
        if change(text) not in known():
            raise refusal(
                f"{quote(text)} is not {what} that is known.", did_you_mean(text, known())
            )
        return change(text)

    return Reader(read, f"{what[0].upper()}{what[1:]}: {rule}.", {"type": SCALAR})


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"})


_any_zone = _one_of("a time zone", "its IANA name, such as America/Halifax", _zones, str)


@cache
def _is_zone(text: str) -> bool:
    """Whether a name has the form of a region and place, and is known. To list all that are known
    takes opening six hundred files."""
    if not re.fullmatch(r"[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}", text):
        return False
    try:
        zoneinfo.ZoneInfo(text)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _read_zone(value: Any) -> str:
    return value if isinstance(value, str) and _is_zone(value) else str(_any_zone.read(value))


Zone = Annotated[str, replace(_any_zone, read=_read_zone)]
"""A time zone by its IANA name: `America/Halifax`."""


@cache
def _countries() -> frozenset[str]:
    from schema.countries import CODES

    return frozenset(CODES)


CountryCode = Annotated[
    str, _one_of("a country", "its two letters, such as CA", _countries, str.upper)
]
"""A country whose numbering is known, by its two letters: `CA`."""

CODECS = frozenset({"alaw", "g722", "g726", "g729", "gsm", "h264", "ilbc", "opus", "ulaw", "vp8"})
_CODEC_NAMES = {"pcmu": "ulaw", "pcma": "alaw", "g711u": "ulaw", "g711a": "alaw", "g.722": "g722"}

Codec = Annotated[
    str,
    _one_of(
        "a codec",
        f"one of {', '.join(sorted(CODECS))}",
        lambda: CODECS,
        lambda text: _CODEC_NAMES.get(text.lower(), text.lower()),
    ),
]
"""How sound (or picture) is coded: `g722`, `alaw`, `ulaw`, `opus`."""
