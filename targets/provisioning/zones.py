"""Time zones as rules that a phone can keep: an offset, and when summer time begins and ends.

A phone is given a rule, not a table, so a zone is taken from the last line of its file in the tz
database (RFC 9636, section 3.3: a POSIX TZ string), of the version that is installed with pbxc. A
zone that is still to change in ways that no yearly rule tells (Morocco's Ramadan) is refused.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_OFFSET = r"[+-]?\d{1,3}(?::\d{2}(?::\d{2})?)?"
_CHANGE = rf"M\d{{1,2}}\.\d\.\d(?:/{_OFFSET})?"
_POSIX = re.compile(
    rf"{_NAME}(?P<standard>{_OFFSET})"
    rf"(?:{_NAME}(?P<summer>{_OFFSET})?,(?P<starts>{_CHANGE}),(?P<ends>{_CHANGE}))?"
)
_LASTING = 2_145_916_800
"""The first second of 2038: a table that goes on behind it replaces a rule."""


class ZoneRefused(ValueError):
    """A zone that no rule tells. Its message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """When clocks are changed: the `week`th (5: last) `weekday` (0: Sunday) of a month, so many
    seconds after local midnight, by the clock that was right until then."""

    month: int
    week: int
    weekday: int
    seconds: int


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A zone's rule: seconds east of UTC in winter, seconds added in summer (0: never), when that
    begins and ends, and the whole as a POSIX TZ string."""

    name: str
    offset: int
    saving: int
    starts: Change | None
    ends: Change | None
    posix: str


@cache
def zone_rule(name: str) -> ZoneRule:
    """The rule of a zone of the tz database. ZoneRefused where there is none."""
    data = _zone_file(name)
    posix = data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    found = _POSIX.fullmatch(posix)
    if found is None:
        raise ZoneRefused(f"{name} has no rule that a phone can keep ({posix!r})")
    if _last_change(data) > _LASTING:
        raise ZoneRefused(f"{name} changes its clocks by a calendar, not by a yearly rule")
    standard = -_seconds(found["standard"])
    if found["starts"] is None:
        return ZoneRule(name, standard, 0, None, None, posix)
    summer = -_seconds(found["summer"]) if found["summer"] else standard + 3600
    starts, ends = _change(found["starts"]), _change(found["ends"])
    if summer < standard:  # Ireland: its summer is what is standard, its winter the exception
        standard, summer, starts, ends = summer, standard, ends, starts
    return ZoneRule(name, standard, summer - standard, starts, ends, posix)


def _zone_file(name: str) -> bytes:
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*", name):
        raise ZoneRefused(f"{name!r} is not the name of a time zone")
    try:
        return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise ZoneRefused(f"{name} is not in the tz database") from None


def _last_change(data: bytes) -> int:
    """The last moment in the table of a zone's file, in its part of 64-bit numbers."""
    counts = struct.unpack(">6l", data[20:44])
    isut, isstd, leaps, times, types, chars = counts
    second = 44 + times * 5 + types * 6 + chars + leaps * 8 + isstd + isut
    times = struct.unpack(">6l", data[second + 20 : second + 44])[3]
    if not times:
        return 0
    last = second + 44 + 8 * (times - 1)
    return int(struct.unpack(">q", data[last : last + 8])[0])


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    return sign * (hours * 3600 + minutes * 60 + seconds)


def _change(text: str) -> Change:
    day, _, at = text[1:].partition("/")
    month, week, weekday = (int(part) for part in day.split("."))
    return Change(month, week, weekday, _seconds(at) if at else 7200)
