"""A zone as Grandstream's phones keep it: a rule of one's own, in the old form of POSIX.

`STD-1DST-2,M3.5.0/2,M10.5.0/3`: names, hours west of Greenwich, and the hours of the day when clocks
are changed, from 0 to 24. A change outside of those is told at the nearest of them and said to be so;
one that is further off is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from targets.provisioning.dialect import Setting
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

OWN = "customize"
LONGEST = 64
_FURTHEST = 3 * 3600
_DAY = 24 * 3600


def clock_settings(zone: ZoneRule, line: int) -> Iterator[Setting]:
    """The settings of a zone. ZoneRefused for one that these phones can't keep."""
    yield "dateTime.timezone", OWN
    yield "dateTime.timezone.custom", _rule(zone)


def clock_lost(zone: ZoneRule) -> str:
    """How far the changes of the clock are off, empty where they aren't."""
    changes = [change for change in (zone.starts, zone.ends) if change is not None]
    off = max((abs(change.seconds - _within(change)) for change in changes), default=0)
    return f"these phones change the clock from 0 to 24 h: {off // 60} minutes off" if off else ""


def _rule(zone: ZoneRule) -> str:
    told = f"STD{_west(zone.offset)}"
    if zone.starts is not None and zone.ends is not None:
        told += f"DST{_west(zone.offset + zone.saving)}"
        told += f",{_change(zone, zone.starts)},{_change(zone, zone.ends)}"
    return told


def _west(offset: int) -> str:
    return f"{'-' if offset > 0 else '+'}{_hours(abs(offset))}"


def _change(zone: ZoneRule, change: Change) -> str:
    at = _within(change)
    if abs(change.seconds - at) > _FURTHEST:
        raise ZoneRefused(
            f"{zone.name} changes its clocks {change.seconds // 3600} hours after the midnight of a "
            "day, which Grandstream's phones can't keep"
        )
    return f"M{change.month}.{change.week}.{change.weekday}/{_hours(at)}"


def _within(change: Change) -> int:
    return min(max(change.seconds, 0), _DAY)


def _hours(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}" if rest else str(hours)
