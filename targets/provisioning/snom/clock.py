"""Time zones in Snom's words.

Desk phones are told an offset and a rule, with no code of a zone, which would take a rule that the
firmware knows. DECT bases need a code for the offset, and are told the rule beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from targets.provisioning.dialect import Setting
from targets.provisioning.sayings import hour_of_day, second_of_day
from targets.provisioning.zones import Change, ZoneRefused, ZoneRule

CODES: Mapping[int, str] = {
    -36000: "USA-10",
    -32400: "USA-9",
    -28800: "USA-8",
    -25200: "USA-7",
    -21600: "USA-6",
    -18000: "USA-5",
    -14400: "CAN-4",
    -12600: "CAN-3.5",
    -10800: "ARG-3",
    -3600: "PRT-1",
    0: "GBR-0",
    3600: "GER+1",
    7200: "GRC+2",
    10800: "RUS+3",
    12600: "IRN+3.5",
    14400: "KAZ+4",
    18000: "RUS+5",
    19800: "IND+5.5",
    21600: "KAZ+6",
    25200: "RUS+7",
    28800: "KOR+8",
    34200: "AUS+9.5",
    36000: "AUS+10",
    37800: "AUS+10.5",
    39600: "NCL+11",
    43200: "NZL+12",
    45900: "NZL+12.75",
    46800: "TON+13",
}
"""A code for each offset, in seconds, that has one; the rule of its country is not used."""


def desk_clock(zone: ZoneRule, _line: int) -> Iterator[Setting]:
    """A desk phone's settings of a zone. ZoneRefused for a change outside of its day."""
    yield "timezone", ""
    yield "utc_offset", f"{zone.offset:+d}"
    if zone.starts is None or zone.ends is None:
        yield "dst", ""
    else:
        changes = f"{_desk_change(zone, zone.starts)} {_desk_change(zone, zone.ends)}"
        yield "dst", f"{zone.saving} {changes}"


def _desk_change(zone: ZoneRule, change: Change) -> str:
    """`03.05.07 02:00:00`: month, week (5: last), weekday (7: Sunday), and the time."""
    minutes, seconds = divmod(second_of_day(zone, change), 60)
    hours, minutes = divmod(minutes, 60)
    day = f"{change.month:02}.{change.week:02}.{change.weekday or 7:02}"
    return f"{day} {hours:02}:{minutes:02}:{seconds:02}"


def dect_clock(zone: ZoneRule, _line: int) -> Iterator[Setting]:
    """A DECT base's settings of a zone. ZoneRefused for an offset without a code, for a summer time
    of anything but an hour, and for a change at anything but an hour of its day."""
    if zone.offset not in CODES:
        raise ZoneRefused(f"a Snom base has no code for the offset of {zone.name}")
    yield "timezone", CODES[zone.offset]
    yield "timezone_by_country_region", "off"
    yield "dst_by_country_region", "off"
    if zone.starts is None or zone.ends is None:
        yield "dst_enable", "off"
        return
    if zone.saving != 3600:
        raise ZoneRefused(f"a Snom base adds an hour in summer, {zone.name} does not")
    yield "dst_enable", "on"
    yield "dst_fixed_day_enable", "on"
    yield from _dect_change("start", zone, zone.starts)
    yield from _dect_change("stop", zone, zone.ends)


def _dect_change(which: str, zone: ZoneRule, change: Change) -> Iterator[Setting]:
    yield f"dst_{which}_month", str(change.month)
    yield f"dst_{which}_date", "0"
    yield f"dst_{which}_time", str(hour_of_day(zone, change))
    yield f"dst_{which}_day_of_week", str(change.weekday + 1)
    yield f"dst_{which}_wday_last_in_month", str(change.week)
