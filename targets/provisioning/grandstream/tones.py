"""Tones of countries, as Grandstream's phones and adapters are told them.

A tone is frequencies and times: `f1=400,f2=450,c=40/20-40/200;`. Phones count times in hundredths of a
second, adapters in thousandths, and those want a level with each frequency too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from targets.provisioning.dialect import Setting

_TONES: Mapping[str, tuple[str, str, str, str]] = {
    "AT": ("420", "420 1000/5000", "420 400/400", "420 200/200"),
    "AU": ("413+438", "413+438 400/200-400/2000", "425 375/375", "425 375/375"),
    "BE": ("425", "425 1000/3000", "425 500/500", "425 167/167"),
    "CH": ("425", "425 1000/4000", "425 500/500", "425 200/200"),
    "DE": ("425", "425 1000/4000", "425 480/480", "425 240/240"),
    "DK": ("425", "425 1000/4000", "425 500/500", "425 200/200"),
    "ES": ("425", "425 1500/3000", "425 200/200", "425 200/200-200/200-200/600"),
    "FI": ("425", "425 1000/4000", "425 300/300", "425 200/200"),
    "FR": ("440", "440 1500/3500", "440 500/500", "440 250/250"),
    "GB": ("350+440", "400+450 400/200-400/2000", "400 375/375", "400 400/350-225/525"),
    "IT": ("425 200/200-600/1000", "425 1000/4000", "425 500/500", "425 200/200"),
    "NL": ("425", "425 1000/4000", "425 500/500", "425 250/250"),
    "NO": ("425", "425 1000/4000", "425 500/500", "425 200/200"),
    "PT": ("425", "425 1000/5000", "425 500/500", "425 200/200"),
    "SE": ("425", "425 1000/5000", "425 250/250", "425 250/750"),
    "US": ("350+440", "440+480 2000/4000", "480+620 500/500", "480+620 250/250"),
}
TONES: Mapping[str, tuple[str, str, str, str]] = {**_TONES, "CA": _TONES["US"]}
"""Dial tone, ring back, busy and reorder: hertz, and milliseconds on and off; none: without end."""

_SAID = ("dial", "ringBack", "busy", "reorder")
_LEVELS = ("@-13", "@-19", "@-24", "@-24")
"""In dBm, those that adapters have from the factory."""


def phone_tones(country: str, _line: int) -> Iterator[Setting]:
    """The tones of a country as phones are told them, none where none are known."""
    for which, tone in zip(_SAID, TONES.get(country, ()), strict=False):
        yield f"audio.tone.{which}", _told(tone, "", 10)


def adapter_tones(country: str, _line: int) -> Iterator[Setting]:
    """The tones of a country as adapters are told them, none where none are known."""
    for which, tone, level in zip(_SAID, TONES.get(country, ()), _LEVELS, strict=False):
        yield f"audio.tone.{which}", _told(tone, level, 1)


def tones_lost(country: str) -> str:
    """That a country has no tones here, empty where it has."""
    known = country in TONES
    return "" if known else f"no tones of {country} are known; the phone keeps its own"


def _told(tone: str, level: str, unit: int) -> str:
    hertz, _, times = tone.partition(" ")
    told = [f"f{n}={one}{level}" for n, one in enumerate(hertz.split("+"), start=1)]
    if times:
        told.append(f"c={_cadence(times, unit)}")
    elif level:
        told.append("c=0/0")
    return f"{','.join(told)};"


def _cadence(times: str, unit: int) -> str:
    """On and off, in units of so many milliseconds."""
    pairs = (pair.split("/") for pair in times.split("-"))
    return "-".join("/".join(str(-(-int(one) // unit)) for one in pair) for pair in pairs)
