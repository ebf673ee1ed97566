"""A zone as Htek's phones keep it: a number from their own list, and the days of summer time.

The list names cities. Its numbers are used for their offset alone, with summer time said beside it,
so what the list thinks of a city's summer doesn't matter. An offset that the list lacks is refused, and
so is a summer of other than one hour. Clocks are changed at a whole hour of a day: a change at any
other time is told at the nearest one of the same day and said to be so; one further off is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from targets.provisioning.dialect import Setting
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

INDEXES: Mapping[int, str] = MappingProxyType(
    {
        int(hours * 3600): str(index)
        for hours, index in (
            (-11, 105), (-10, 2), (-9, 3), (-8, 6), (-7, 10), (-6, 14), (-5, 18), (-4.5, 19),
            (-4, 20), (-3.5, 26), (-3, 30), (-2, 31), (-1, 32), (0, 33), (1, 49), (2, 57), (3, 73),
            (3.5, 74), (4, 77), (5, 83), (5.5, 84), (6, 85), (7, 88), (8, 89), (9, 93), (9.5, 94),
            (10, 96), (10.5, 100), (11, 101), (12, 102), (12.75, 103), (13, 104),
        )
    }
)  # fmt: skip
"""The number of an offset, by seconds east of Greenwich."""

NEVER, BY_RULE, BY_WEEK = "0", "1", "1"
_FURTHEST = 3 * 3600


def clock_settings(zone: ZoneRule, line: int) -> Iterator[Setting]:
    """The settings of a zone, by Htek's words. ZoneRefused for one that these phones can't keep."""
    if zone.offset not in INDEXES:
        raise ZoneRefused(f"{zone.name} is at an offset that Htek's phones don't list")
    yield "Preference_TimeZone", INDEXES[zone.offset]
    if zone.starts is None or zone.ends is None:
        yield "Preference_DaylightSavingTime", NEVER
        return
    if zone.saving != 3600:
        raise ZoneRefused(f"{zone.name} has a summer of other than one hour")
    yield "Preference_DaylightSavingTime", BY_RULE
    yield "Preference_DaylightSavingTimeType", BY_WEEK
    yield from _change("Start", zone.starts, zone)
    yield from _change("End", zone.ends, zone)


def _change(which: str, change: Change, zone: ZoneRule) -> Iterator[Setting]:
    hour = _hour(change)
    if abs(change.seconds - hour * 3600) > _FURTHEST:
        raise ZoneRefused(
            f"{zone.name} changes its clocks {change.seconds // 3600} hours after the midnight of a "
            "day, which Htek's phones can't keep"
        )
    yield f"Preference_DST{which}WeekMonth", str(change.month)
    yield f"Preference_DST{which}Weeknum", str(change.week)
    yield f"Preference_DST{which}Weekday", str(change.weekday)
    yield f"Preference_DST{which}Weekhour", str(hour)


def clock_lost(zone: ZoneRule) -> str:
    """How far the changes of the clock are off, empty where they aren't."""
    changes = [change for change in (zone.starts, zone.ends) if change is not None]
    off = max((abs(change.seconds - _hour(change) * 3600) for change in changes), default=0)
    if not off:
        return ""
    return f"these phones change the clock at whole hours of the day: {off // 60} minutes off"


def _hour(change: Change) -> int:
    return min(max(round(change.seconds / 3600), 0), 23)
