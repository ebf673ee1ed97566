"""The offset that a Yealink phone's clock has, computed from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    standard = _seconds(settings["local_time.time_zone"])
    if settings["local_time.summer_time"] == "0":
        return standard
    assert settings["local_time.summer_time"] == "1"
    assert settings["local_time.dst_time_type"] == "1"
    saving = int(settings["local_time.offset_time"]) * 60
    plain = moment.astimezone(UTC) + timedelta(seconds=standard)
    starts = _when(settings["local_time.start_time"], plain.year)
    ends = _when(settings["local_time.end_time"], plain.year) - timedelta(seconds=saving)
    summer = starts <= plain < ends if starts < ends else not ends <= plain < starts
    return standard + saving * summer


def _seconds(told: str) -> int:
    hours, _, minutes = told.lstrip("+-").partition(":")
    size = int(hours) * 3600 + int(minutes or 0) * 60
    return -size if told.startswith("-") else size


def _when(told: str, year: int) -> datetime:
    """Month/week/weekday/hour: week 5 is the last, weekday 7 is Sunday."""
    month, week, weekday, hour = (int(part) for part in told.split("/"))
    first = datetime(year, month, 1, hour, tzinfo=UTC)
    day = first + timedelta(days=(weekday - 1 - first.weekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)
