"""The clock of a phone that keeps a yearly rule, whatever its vendor calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


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
