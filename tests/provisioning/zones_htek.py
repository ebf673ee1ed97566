"""The offset that an Htek phone's clock has, computed from its file alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

OFFSETS = {
    "105": -11, "2": -10, "3": -9, "6": -8, "10": -7, "14": -6, "18": -5, "19": -4.5, "20": -4,
    "26": -3.5, "30": -3, "31": -2, "32": -1, "33": 0, "49": 1, "57": 2, "73": 3, "74": 3.5,
    "77": 4, "83": 5, "84": 5.5, "85": 6, "88": 7, "89": 8, "93": 9, "94": 9.5, "96": 10,
    "100": 10.5, "101": 11, "102": 12, "103": 12.75, "104": 13,
}  # fmt: skip
"""Hours of the numbers of the list, as Wazo's plugin has them."""
WORDS = {
    "TimeZone": "P64",
    "DaylightSavingTime": "P75",
    "DaylightSavingTimeType": "P23117",
    "DSTStartWeekMonth": "P23118",
    "DSTStartWeeknum": "P23119",
    "DSTStartWeekday": "P23120",
    "DSTStartWeekhour": "P23121",
    "DSTEndWeekMonth": "P23122",
    "DSTEndWeeknum": "P23123",
    "DSTEndWeekday": "P23124",
    "DSTEndWeekhour": "P23125",
}


def offset_told(settings: Mapping[str, str], moment: datetime) -> int:
    """Seconds east of Greenwich at a moment."""

    def told(word: str) -> str:
        return settings.get(f"Preference_{word}") or settings[WORDS[word]]

    standard = round(OFFSETS[told("TimeZone")] * 3600)
    if told("DaylightSavingTime") == "0":
        return standard
    assert (told("DaylightSavingTime"), told("DaylightSavingTimeType")) == ("1", "1")
    plain = moment.astimezone(UTC) + timedelta(seconds=standard)
    starts, ends = (
        _when(plain.year, *(int(told(f"DST{which}Week{part}")) for part in PARTS))
        for which in ("Start", "End")
    )
    ends -= timedelta(hours=1)
    summer = starts <= plain < ends if starts < ends else not ends <= plain < starts
    return standard + 3600 * summer


PARTS = ("Month", "num", "day", "hour")


def _when(year: int, month: int, week: int, weekday: int, hour: int) -> datetime:
    """The week of 5 is the last, the weekday of 0 is Sunday."""
    first = datetime(year, month, 1, hour, tzinfo=UTC)
    day = first + timedelta(days=(weekday - 1 - first.weekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)
