"""Time zones in Fanvil's words: quarters of an hour, and a rule by weekdays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from targets.provisioning.dialect import Setting
from targets.provisioning.fanvil.names import Names
from targets.provisioning.sayings import hour_of_day
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

_QUARTER = 900
_MOST = 3600


RULES_IN_TEXT = (("DSTType", "2"), ("DSTRuleMode", "0"))
"""Summer time by a rule of one's own, and the rule by weekdays."""
RULES_IN_XML = (*RULES_IN_TEXT, ("EnableDST", "2"), ("DSTFixedType", "2"))
"""The same, and how firmware before calls it; a phone ignores the names that it doesn't know."""


def clock_of(
    names: Names, rules: tuple[tuple[str, str], ...]
) -> Callable[[ZoneRule, int], Iterator[Setting]]:
    """The settings of a zone in a dialect. ZoneRefused for more than an hour of summer time, and for
    a change at anything but an hour of its day."""

    def clock(zone: ZoneRule, _line: int) -> Iterator[Setting]:
        def named(name: str) -> str:
            return names(f"phone:date:{name}")

        yield named("TimeZone"), str(zone.offset // _QUARTER)
        yield named("TimeZoneName"), _name(zone)
        for name, value in rules:
            yield named(name), value if zone.saving else "0"
        if zone.starts is not None and zone.ends is not None:
            yield named("DSTMinOffset"), str(_saving(zone) // 60)
            yield from _change(named, "Start", zone, zone.starts)
            yield from _change(named, "End", zone, zone.ends)

    return clock


def _name(zone: ZoneRule) -> str:
    """`UTC-05`, `UTC`, `UTC+5:30`: as the phone's own list has them."""
    if zone.offset % _QUARTER:
        raise ZoneRefused(f"{zone.name} is not a whole number of quarters of an hour from UTC")
    hours, minutes = divmod(abs(zone.offset) // 60, 60)
    rest = f":{minutes:02}" if minutes else ""
    if not zone.offset:
        return "UTC"
    return f"UTC+{hours}{rest}" if zone.offset > 0 else f"UTC-{hours:02}{rest}"


def _saving(zone: ZoneRule) -> int:
    if zone.saving > _MOST:
        raise ZoneRefused(f"{zone.name} adds more than an hour in summer, which Fanvil can't")
    return zone.saving


def _change(named: Names, which: str, zone: ZoneRule, change: Change) -> Iterator[Setting]:
    yield named(f"DST{which}Mon"), str(change.month)
    yield named(f"DST{which}Week"), str(change.week)
    yield named(f"DST{which}Wday"), str(change.weekday)
    yield named(f"DST{which}Hour"), str(hour_of_day(zone, change))
