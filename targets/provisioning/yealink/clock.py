"""A zone as Yealink's phones keep it: hours from Greenwich, and the days when clocks are changed.

`local_time.start_time` is month/week/weekday/hour (week 5: the last; weekday 7: Sunday) by the clock
that was right until then; the hour is a whole one from 0 to 23. So a change at any other time is told
at the nearest hour of the same day and said to be so; one that is further off is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.provisioning.dialect import Setting
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

_FURTHEST = 3 * 3600
_WHOLE = range(-11, 15)
_BROKEN = frozenset(
    {"-9:30", "-4:30", "-3:30", "-2:30", "+3:30", "+4:30", "+5:30", "+5:45", "+6:30", "+8:45",
     "+9:30", "+10:30", "+12:45"}
)  # fmt: skip
"""Offsets that are no whole hours and that phones offer."""


def clock_settings(zone: ZoneRule, line: int) -> Iterator[Setting]:
    """The settings of a zone. ZoneRefused for one that these phones can't keep."""
    yield "local_time.time_zone", _offset(zone)
    yield "local_time.time_zone_name", zone.name
    if zone.starts is None or zone.ends is None:
        yield "local_time.summer_time", "0"
        return
    yield "local_time.summer_time", "1"
    yield "local_time.dst_time_type", "1"
    yield "local_time.start_time", _change(zone, zone.starts)
    yield "local_time.end_time", _change(zone, zone.ends)
    yield "local_time.offset_time", str(zone.saving // 60)


def clock_lost(zone: Any) -> str:
    """How far the changes of the clock are off, empty where they aren't."""
    changes = [change for change in (zone.starts, zone.ends) if change is not None]
    off = max((abs(change.seconds - _hour(change) * 3600) for change in changes), default=0)
    if not off:
        return ""
    return f"these phones change the clock at whole hours of the day: {off // 60} minutes off"


def _offset(zone: ZoneRule) -> str:
    sign = "-" if zone.offset < 0 else "+"
    hours, rest = divmod(abs(zone.offset), 3600)
    told = f"{sign}{hours}" if not rest else f"{sign}{hours}:{rest // 60:02d}"
    if rest % 60 or (told not in _BROKEN if rest else zone.offset // 3600 not in _WHOLE):
        raise ZoneRefused(f"{zone.name} is at {told}, which Yealink's phones don't offer")
    return "0" if told == "+0" else told


def _change(zone: ZoneRule, change: Change) -> str:
    hour = _hour(change)
    if abs(change.seconds - hour * 3600) > _FURTHEST:
        raise ZoneRefused(
            f"{zone.name} changes its clocks {change.seconds // 3600} hours after the midnight of a "
            "day, which Yealink's phones can't keep"
        )
    return f"{change.month}/{change.week}/{change.weekday or 7}/{hour}"


def _hour(change: Change) -> int:
    return min(max(round(change.seconds / 3600), 0), 23)
