"""A zone as Cisco's phones keep it: one of a list of offsets, and a rule for summer time.

`start=3/-1/7/2:0:0` is month, day, weekday (Sunday is 7) and time: the first such weekday on or after
the day, or on or before it where the day is counted from the month's end (-1: its last day). So a
change before midnight or a day later can be told as well, except a day later than a month's last
weekday, which may be in the next month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from targets.provisioning.dialect import Setting
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

_DAY = 86400
_WHOLE = frozenset(f"GMT{hours:+03d}:00" for hours in range(-12, 14)) - {"GMT+00:00"}
_BROKEN = frozenset(
    f"GMT{told}" for told in ("-03:30", "+03:30", "+05:30", "+05:45", "+06:30", "+09:30")
)
SPA = _WHOLE | _BROKEN | {"GMT"}
"""Offsets that SPA phones offer."""
MPP = SPA | {"GMT+04:30", "GMT+14:00"}
"""Offsets that Multiplatform phones offer."""


def clock_settings(offered: frozenset[str]) -> Callable[[Any, int], Iterator[Setting]]:
    """Settings of a zone, for phones that offer these offsets. ZoneRefused for one they can't keep."""

    def settings(zone: Any, line: int) -> Iterator[Setting]:
        rule: ZoneRule = zone
        yield "Time_Zone", _offset(rule, offered)
        if rule.starts is None or rule.ends is None:
            yield "Daylight_Saving_Time_Enable", "No"
            yield "Daylight_Saving_Time_Rule", ""
            return
        yield "Daylight_Saving_Time_Enable", "Yes"
        starts, ends = _change(rule, rule.starts), _change(rule, rule.ends)
        yield (
            "Daylight_Saving_Time_Rule",
            f"start={starts};end={ends};save={_time(rule.saving)}",
        )

    return settings


def _offset(rule: ZoneRule, offered: frozenset[str]) -> str:
    hours, rest = divmod(abs(rule.offset), 3600)
    sign = "-" if rule.offset < 0 else "+"
    told = f"GMT{sign}{hours:02d}:{rest // 60:02d}" if rule.offset else "GMT"
    if rest % 60 or told not in offered:
        raise ZoneRefused(f"{rule.name} is at {told}, which these Cisco phones don't offer")
    return told


def _change(rule: ZoneRule, change: Change) -> str:
    days, seconds = divmod(change.seconds, _DAY)
    day = (-1 if change.week == 5 else (change.week - 1) * 7 + 1) + days
    if not (1 <= day <= 31 if change.week < 5 else -31 <= day <= -1):
        raise ZoneRefused(
            f"{rule.name} changes its clocks {change.seconds} s after the midnight of a day that a "
            "Cisco phone can't be told"
        )
    weekday = (change.weekday + days - 1) % 7 + 1
    return f"{change.month}/{day}/{weekday}/{_time(seconds)}"


def _time(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60}:{seconds % 60}"
