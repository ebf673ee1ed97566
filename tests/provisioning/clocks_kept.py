"""The clock of a phone that keeps a yearly rule, whatever its vendor calls it, and when it turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from targets.provisioning.dialect import Dialect
from targets.provisioning.zones import zone_rule
from tests.provisioning.zones_algo import seconds_in


@dataclass(frozen=True)
class Turn:
    """When clocks are changed: the `week`th (5: last) `weekday` (0: Sunday), by the clock until then."""

    month: int
    week: int
    weekday: int
    seconds: int


def kept(standard: int, saving: int, starts: Turn, ends: Turn, moment: datetime) -> int:
    """Seconds east of Greenwich at a moment, by offset and rule."""
    plain = moment.astimezone(UTC) + timedelta(seconds=standard)
    first = _when(starts, plain.year)
    last = _when(ends, plain.year) - timedelta(seconds=saving)
    summer = first <= plain < last if first < last else not last <= plain < first
    return standard + saving * summer


def _when(turn: Turn, year: int) -> datetime:
    first = datetime(year, turn.month, 1, tzinfo=UTC)
    ahead = (turn.weekday - 1 - first.weekday()) % 7
    day = first + timedelta(days=ahead + 7 * (turn.week - 1))
    if day.month != turn.month:
        day -= timedelta(days=7)
    return day + timedelta(seconds=turn.seconds)


TURNING = (
    "Europe/Amsterdam", "Europe/London", "Europe/Helsinki", "America/New_York", "America/St_Johns",
    "America/Havana", "Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "Asia/Beirut",
    "Europe/Chisinau", "Atlantic/Azores", "America/Asuncion",
)  # fmt: skip
"""Zones that change their clocks by rules of many kinds, at whole hours of a day."""

OffsetTold = Callable[[Mapping[str, str], datetime], int]


def wrong_turns(dialect: Dialect, offset_told: OffsetTold, *zones: str) -> list[tuple[str, str]]:
    """Moments just before and behind the changes of a year at which a phone's clock is wrong."""
    return [
        (zone, moment.isoformat())
        for zone in zones
        for told in [{name: str(value) for name, value in _clock(dialect, zone)}]
        for moment in _turns(zone)
        if offset_told(told, moment) != seconds_in(zone, moment)
    ]


def _clock(dialect: Dialect, zone: str) -> Iterator[tuple[str, object]]:
    yield from dialect.table["time.zone"].settings(zone_rule(zone), 0)


def _turns(zone: str) -> Iterator[datetime]:
    """Two seconds before and behind each change of 2031."""
    day = datetime(2031, 1, 1, tzinfo=UTC)
    for _ in range(365):
        if seconds_in(zone, day) != seconds_in(zone, day + timedelta(days=1)):
            turn = _turn_within(zone, day)
            yield turn - timedelta(seconds=2)
            yield turn + timedelta(seconds=2)
        day += timedelta(days=1)


def _turn_within(zone: str, day: datetime) -> datetime:
    """The second of a day at which its offset is another."""
    before, first, last = seconds_in(zone, day), 0, 86_400
    while last - first > 1:
        middle = (first + last) // 2
        same = seconds_in(zone, day + timedelta(seconds=middle)) == before
        first, last = (middle, last) if same else (first, middle)
    return day + timedelta(seconds=last)
