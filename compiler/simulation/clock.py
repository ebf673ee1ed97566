"""The clock of a simulated call: durations as milliseconds, and the wall clock in a zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = 10 * 24 * 3600 * 1000
"""Ten days: no duration is longer, whatever a value says."""


def milliseconds(seconds: float) -> int:
    """Seconds as whole milliseconds, never negative, never longer than ten days."""
    return int(min(max(seconds, 0.0) * 1000 + 0.5, LONGEST))


def milliseconds_of_text(text: str) -> int:
    """A duration that is known only in the call, `25` or `2.5`; what is no number is no time."""
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return milliseconds(seconds) if seconds == seconds else 0


def wall_clock(at: datetime, elapsed: int, zone: str) -> tuple[str, str]:
    """The date `YYYYMMDD` and the minute `DHHMM` (Monday is 1) in a zone, `elapsed` milliseconds
    after `at`."""
    local = (at + timedelta(milliseconds=elapsed)).astimezone(ZoneInfo(zone))
    date = f"{local.year:04d}{local.month:02d}{local.day:02d}"
    return date, f"{local.isoweekday()}{local.hour:02d}{local.minute:02d}"
