"""What tables of several vendors say alike: a setting that is told inside another, a flag, limits of
the rules that a phone can keep its clock by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from targets.provisioning.dialect import Setting, Spread
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

_DAY = 86_400


def never(_value: Any) -> bool:
    """Nothing is lost, whatever was wanted."""
    return False


def flag(wanted: Any) -> str:
    """`1` or `0`."""
    return "1" if wanted else "0"


def switch(wanted: Any) -> str:
    """`on` or `off`."""
    return "on" if wanted else "off"


def unspoken(words: Collection[str], said: str) -> Callable[[str], str]:
    """What is lost of a language that a phone doesn't speak; `said` is what it is told."""

    def lost(language: str) -> str:
        known = language[:2] in words
        return "" if known else f"this phone doesn't speak {language}; it is told {said}"

    return lost


def unheard(words: Collection[str]) -> Callable[[Iterable[str]], str]:
    """Which codecs a phone doesn't have, empty for none."""

    def lost(codecs: Iterable[str]) -> str:
        missing = " ".join(codec for codec in codecs if codec not in words)
        return f"this phone has no {missing}" if missing else ""

    return lost


def _within(_value: Any, _line: int) -> Iterable[Setting]:
    return ()


WITHIN = Spread(_within)
"""It stands in another setting, or is written where the whole phone is known."""


def second_of_day(zone: ZoneRule, change: Change) -> int:
    """When on its day a clock is changed. Midnight at the day's end is its last second, since the
    day behind a weekday can't be said by a weekday. ZoneRefused for a change outside of its day."""
    if not 0 <= change.seconds <= _DAY:
        raise ZoneRefused(
            f"{zone.name} changes its clocks on a day that no rule of this phone tells"
        )
    return min(change.seconds, _DAY - 1)


def hour_of_day(zone: ZoneRule, change: Change) -> int:
    """The hour on its day at which a clock is changed. ZoneRefused for anything else."""
    hour, rest = divmod(change.seconds, 3600)
    if rest or not 0 <= hour < 24:
        raise ZoneRefused(
            f"{zone.name} changes its clocks at a time that this phone has no hour for"
        )
    return hour
