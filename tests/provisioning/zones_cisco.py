"""The offset that a Cisco phone's clock has, computed from its file alone, and a reader of its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from targets.provisioning.cisco.directory import read_page

_RULE = re.compile(r"start=(?P<start>[^;]+);end=(?P<end>[^;]+);save=(?P<save>[^;]+)")


def settings_read(text: str) -> tuple[tuple[str, str], ...]:
    """The people of a page."""
    return read_page(text)


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    standard = _offset(settings["Time_Zone"])
    if settings["Daylight_Saving_Time_Enable"] == "No":
        return standard
    assert settings["Daylight_Saving_Time_Enable"] == "Yes"
    rule = _RULE.fullmatch(settings["Daylight_Saving_Time_Rule"])
    assert rule is not None
    saving = int(_length(rule["save"]).total_seconds())
    winter = moment.astimezone(UTC) + timedelta(seconds=standard)
    starts = _when(rule["start"], winter.year)
    ends = _when(rule["end"], winter.year) - timedelta(seconds=saving)
    if starts < ends:
        return standard + saving * (starts <= winter < ends)
    return standard + saving * (not ends <= winter < starts)


def _offset(told: str) -> int:
    hours, _, minutes = told.removeprefix("GMT").partition(":")
    if not hours:
        return 0
    size = abs(int(hours)) * 3600 + int(minutes) * 60
    return -size if hours.startswith("-") else size


def _length(told: str) -> timedelta:
    hours, minutes, seconds = (int(part) for part in told.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _when(told: str, year: int) -> datetime:
    """Month/day/weekday/time: on or after the day, or on or before one counted from the end."""
    month, day, weekday = (int(part) for part in told.split("/")[:3])
    wanted, time = weekday - 1, _length(told.split("/")[3])  # 7 is Sunday; Python's 0 is Monday
    if day > 0:
        first = datetime(year, month, day, tzinfo=UTC)
        return first + timedelta(days=(wanted - first.weekday()) % 7) + time
    last = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) + timedelta(days=day)
    return last - timedelta(days=(last.weekday() - wanted) % 7) + time
