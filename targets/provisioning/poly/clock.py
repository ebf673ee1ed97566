"""A zone as Poly's phones keep it: seconds from Greenwich, and an hour's summer time.

Summer time is one hour, begins and ends on a weekday of a month at a full hour of the day, and
nothing else can be said; a zone that needs more is refused. The week of a month is told by its first
day: 1, 8, 15 or 22. Weekdays count from 1, Sunday.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.provisioning.dialect import Setting
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

_SNTP = "tcpIpApp.sntp"
_SUMMER = f"{_SNTP}.daylightSavings"
_HOUR = 3600


def clock_settings(zone: Any, line: int) -> Iterator[Setting]:
    """The settings of a zone. ZoneRefused for one that a Poly phone can't keep."""
    rule: ZoneRule = zone
    yield f"{_SNTP}.gmtOffset", str(rule.offset)
    yield f"{_SNTP}.gmtOffset.overrideDHCP", "1"
    if rule.starts is None or rule.ends is None:
        yield f"{_SUMMER}.enable", "0"
        return
    if rule.saving != _HOUR:
        raise ZoneRefused(f"{rule.name} adds {rule.saving} s in summer; a Poly phone adds an hour")
    yield f"{_SUMMER}.enable", "1"
    yield f"{_SUMMER}.fixedDayEnable", "0"
    yield from _change(rule, "start", rule.starts)
    yield from _change(rule, "stop", rule.ends)


def _change(rule: ZoneRule, word: str, change: Change) -> Iterator[Setting]:
    hour, rest = divmod(change.seconds, _HOUR)
    if rest or not 0 <= hour <= 23:
        raise ZoneRefused(
            f"{rule.name} changes its clocks {change.seconds} s after midnight; "
            "a Poly phone changes them at a full hour of the day"
        )
    own = f"{_SUMMER}.{word}"
    yield f"{own}.month", str(change.month)
    yield f"{own}.dayOfWeek", str(change.weekday + 1)
    yield f"{own}.dayOfWeek.lastInMonth", "1" if change.week == 5 else "0"
    yield f"{own}.date", str(min(change.week - 1, 3) * 7 + 1)
    yield f"{own}.time", str(hour)
