"""The offset that a Poly phone's clock has, computed from its file alone, and a reader of its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from targets.provisioning.poly.directory import read_directory

_SUMMER = "tcpIpApp.sntp.daylightSavings"


def settings_read(text: str) -> dict[str, str]:
    """The settings of a directory's file."""
    return read_directory(text)


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    standard = int(settings["tcpIpApp.sntp.gmtOffset"])
    if settings[f"{_SUMMER}.enable"] == "0":
        return standard
    assert settings[f"{_SUMMER}.enable"] == "1"
    assert settings[f"{_SUMMER}.fixedDayEnable"] == "0"
    winter = moment.astimezone(UTC) + timedelta(seconds=standard)
    starts = _when(settings, "start", winter.year)
    stops = _when(settings, "stop", winter.year) - timedelta(hours=1)
    if starts < stops:
        return standard + 3600 * (starts <= winter < stops)
    return standard + 3600 * (not stops <= winter < starts)


def _when(settings: Mapping[str, str], word: str, year: int) -> datetime:
    own = f"{_SUMMER}.{word}"
    month, hour = int(settings[f"{own}.month"]), int(settings[f"{own}.time"])
    weekday = (int(settings[f"{own}.dayOfWeek"]) - 2) % 7  # 1 is Sunday; Python's 0 is Monday
    if settings[f"{own}.dayOfWeek.lastInMonth"] == "1":
        following = datetime(year + month // 12, month % 12 + 1, 1, hour, tzinfo=UTC)
        day = following - timedelta(days=1)
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    day = datetime(year, month, int(settings[f"{own}.date"]), hour, tzinfo=UTC)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
