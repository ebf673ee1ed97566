"""The offset that a Grandstream phone's clock has, computed from its file alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

_HOURS = r"\d{1,2}(?::\d{2})?"
_RULE = re.compile(
    rf"[A-Z]{{3,5}}([+-]{_HOURS})(?:[A-Z]{{3,5}}([+-]{_HOURS})"
    rf",M(\d+)\.(\d)\.(\d)/({_HOURS}),M(\d+)\.(\d)\.(\d)/({_HOURS}))?"
)


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""
    zone = settings.get("dateTime.timezone") or settings["P64"]
    rule = settings.get("dateTime.timezone.custom") or settings["P246"]
    found = _RULE.fullmatch(rule)
    assert zone == "customize"
    assert found is not None, rule
    assert len(rule) <= 64
    standard = -_seconds(found[1])
    if not found[2]:
        return standard
    summer = -_seconds(found[2])
    plain = moment.astimezone(UTC) + timedelta(seconds=standard)
    starts = _when(plain.year, *found.groups()[2:6])
    ends = _when(plain.year, *found.groups()[6:10]) - timedelta(seconds=summer - standard)
    within = starts <= plain < ends if starts < ends else not ends <= plain < starts
    return summer if within else standard


def _seconds(told: str) -> int:
    hours, _, minutes = told.lstrip("+-").partition(":")
    size = int(hours) * 3600 + int(minutes or 0) * 60
    return -size if told.startswith("-") else size


def _when(year: int, month: str, week: str, weekday: str, at: str) -> datetime:
    """The week of 5 is the last, the weekday of 0 is Sunday."""
    first = datetime(year, int(month), 1, tzinfo=UTC)
    day = first + timedelta(days=(int(weekday) - 1 - first.weekday()) % 7 + 7 * (int(week) - 1))
    day = day if day.month == int(month) else day - timedelta(days=7)
    return day + timedelta(seconds=_seconds(at))
