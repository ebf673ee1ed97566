"""Dates that are not like the others: closed days, holidays, and days with hours of their own.

Dates are written `2026-12-25`, `dec 25`, `dec 24-26`, `dec 24 - jan 2`, `2026-12-24 - 2027-01-02`,
`fourth thu of november`, `last mon of may`, `mon before may 25`, `easter`, `easter+1`, `easter-2`.
They are worked out for the years of `HORIZON`, so the same schedule always gives the same table; a
date that is the same in most of these years counts in later years too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schema.calendar import (
    LONG_WEEKDAYS,
    WEEKDAYS,
    CalendarProblem,
    DayHours,
    Hours,
    WeekPlan,
    day_hours,
)
from schema.program import Route
from schema.reading import did_you_mean, quote

HORIZON = range(2024, 2046)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
LONGEST_RANGE = 366


@dataclass(frozen=True, slots=True)
class DayRule:
    """What a date says: one period for all of it, hours of its own, or `normal` like any week."""

    period: str
    hours: DayHours | None = None


NORMAL = DayRule("normal")
CLOSED = DayRule("closed")
HOLIDAY = DayRule("holidays")


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Patterns over `YYYYMMDD` with what they say. A single date beats one of every year."""

    rules: tuple[tuple[str, DayRule], ...] = ()

    def on(self, day: date) -> DayRule:
        """What a date says; `normal` where it says nothing."""
        found = dict(self.rules)
        return found.get(f"{day:%Y%m%d}") or found.get(f"XXXX{day:%m%d}") or NORMAL

    @property
    def special_hours(self) -> tuple[DayHours, ...]:
        """The different hours of single days, sorted by name."""
        found = {rule.hours.name: rule.hours for _, rule in self.rules if rule.hours}
        return tuple(found[name] for name in sorted(found))


def period_at(week: WeekPlan, days: DayPlan, day: date, minute: int) -> str:
    """The period of a minute (0 to 1439) of a date."""
    rule = days.on(day)
    if rule.hours is not None:
        return rule.hours.at(minute)
    return week.at(day.weekday() * 1440 + minute) if rule == NORMAL else rule.period


# --- reading dates ------------------------------------------------------------------------------

_MONTH = "(" + "|".join(dict.fromkeys((*LONG_MONTHS, *MONTHS))) + ")"
_WEEKDAY = "(" + "|".join((*LONG_WEEKDAYS, *WEEKDAYS)) + ")"
_FULL = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*-\s*(\d{4}-\d\d-\d\d))?", re.ASCII)
_YEARLY = re.compile(rf"{_MONTH} (\d\d?)(?:\s*-\s*(?:{_MONTH} )?(\d\d?))?", re.ASCII)
_NTH = re.compile(rf"({'|'.join(ORDINALS)}) {_WEEKDAY} (?:of|in) {_MONTH}")
_BEFORE = re.compile(rf"{_WEEKDAY} (before|after) {_MONTH} (\d\d?)", re.ASCII)
_EASTER = re.compile(r"easter(?:\s*([+-])\s*(\d{1,3}))?", re.ASCII)


def read_dates(text: str) -> frozenset[date] | str:
    """The dates within HORIZON that a text says, or a sentence about what is wrong with it."""
    plain = " ".join(text.lower().split())
    for shape, read in _SHAPES:
        parts = shape.fullmatch(plain)
        if parts is not None:
            found = read(parts)
            return found or f"{quote(text)} is no date in the years {_YEARS}."
    return (
        f"{quote(text)} is not a date: write 2026-12-25, dec 25, dec 24-26, fourth thu of "
        "november, last mon of may or easter+1."
    )


_YEARS = f"{HORIZON.start} to {HORIZON.stop - 1}"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _within(days: Iterable[date | None]) -> frozenset[date]:
    return frozenset(day for day in days if day is not None and day.year in HORIZON)


def _between(first: date | None, last: date | None) -> list[date]:
    if first is None or last is None or not 0 <= (last - first).days <= LONGEST_RANGE:
        return []
    return [first + timedelta(step) for step in range((last - first).days + 1)]


def _full(parts: re.Match[str]) -> frozenset[date]:
    first, last = (_day(*map(int, text.split("-"))) for text in (parts[1], parts[2] or parts[1]))
    return _within(_between(first, last))


def _yearly(parts: re.Match[str]) -> frozenset[date]:
    start, end = (_month(parts[1]), int(parts[2])), (_month(parts[1]), int(parts[2]))
    if parts[4]:
        end = (_month(parts[3] or parts[1]), int(parts[4]))
        if end < start and not parts[3]:
            return frozenset()
    later = 1 if end < start else 0
    years = range(HORIZON.start - later, HORIZON.stop)
    return _within(
        day for year in years for day in _between(_day(year, *start), _day(year + later, *end))
    )


def _weekday(name: str) -> int:
    return WEEKDAYS.index(name[:3])


def _nth_of(year: int, ordinal: int, weekday: int, month: int) -> date | None:
    if ordinal > 0:
        first = date(year, month, 1)
        return _day(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (ordinal - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7)


def _nth(parts: re.Match[str]) -> frozenset[date]:
    ordinal, weekday, month = ORDINALS[parts[1]], _weekday(parts[2]), _month(parts[3])
    return _within(_nth_of(year, ordinal, weekday, month) for year in HORIZON)


def _before(parts: re.Match[str]) -> frozenset[date]:
    weekday, month = _weekday(parts[1]), _month(parts[3])
    fixed = [_day(year, month, int(parts[4])) for year in HORIZON]
    if parts[2] == "before":
        return _within(d - timedelta((d.weekday() - weekday - 1) % 7 + 1) for d in fixed if d)
    return _within(d + timedelta((weekday - d.weekday() - 1) % 7 + 1) for d in fixed if d)


def easter(year: int) -> date:
    """Easter Sunday of the western churches (Gregorian computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _easter(parts: re.Match[str]) -> frozenset[date]:
    steps = int(f"{parts[1] or '+'}{parts[2] or 0}")
    return _within(easter(year) + timedelta(steps) for year in HORIZON)


_SHAPES = (
    (_FULL, _full),
    (_YEARLY, _yearly),
    (_NTH, _nth),
    (_BEFORE, _before),
    (_EASTER, _easter),
)

# --- the plan of days ---------------------------------------------------------------------------


def day_plan(
    *,
    closed: Sequence[str] = (),
    holidays: Iterable[date] = (),
    own_holidays: Sequence[str] = (),
    exceptions: Mapping[str, Hours] | Sequence[str] = (),
    named: Iterable[str] = (),
    route: Route = (),
    holidays_route: Route = ("holidays",),
) -> tuple[DayPlan, tuple[CalendarProblem, ...]]:
    """The plan of special days, and the mistakes in it.

    An exception beats a holiday, a holiday beats a closed date. `holidays` are those of a country,
    `own_holidays` stand at `holidays_route` within the schedule at `route`.
    """
    problems: list[CalendarProblem] = []
    said = _dated(closed, CLOSED, (*route, "closed"), problems)
    said |= {day: HOLIDAY for day in holidays if day.year in HORIZON}
    said |= _dated(own_holidays, HOLIDAY, (*route, *holidays_route), problems)
    said |= _excepted(exceptions, frozenset(named), (*route, "except"), problems)
    return DayPlan(_rules(said)), tuple(problems)


def _dated(
    texts: Sequence[str], rule: DayRule, where: Route, problems: list[CalendarProblem]
) -> dict[date, DayRule]:
    found: dict[date, DayRule] = {}
    for at, text in enumerate(texts):
        found |= dict.fromkeys(_dates(text, (*where, at), problems), rule)
    return found


def _dates(text: str, where: Route, problems: list[CalendarProblem]) -> frozenset[date]:
    days = read_dates(text)
    if isinstance(days, str):
        problems.append(CalendarProblem(where, days))
        return frozenset()
    return days


def _excepted(
    exceptions: Mapping[str, Hours] | Sequence[str],
    named: frozenset[str],
    where: Route,
    problems: list[CalendarProblem],
) -> dict[date, DayRule]:
    """The exceptions by date. Of two for the same date, the one for fewer dates counts."""
    if not isinstance(exceptions, Mapping):
        return _dated(exceptions, NORMAL, where, problems)
    read = []
    for text, value in exceptions.items():
        days = _dates(text, (*where, text), problems)
        read.append((days, _exception(value, named, (*where, text), problems)))
    found: dict[date, DayRule] = {}
    for days, rule in sorted(read, key=lambda one: -len(one[0])):
        found |= dict.fromkeys(days, rule)
    return found


def _exception(
    value: Hours, named: frozenset[str], where: Route, problems: list[CalendarProblem]
) -> DayRule:
    known = {"normal", "closed", "holidays", "open", *named}
    if isinstance(value, str) and value in known:
        return DayRule(value)
    if isinstance(value, str) and not re.search(r"\d", value):
        sentence = f"{quote(value)} is neither hours nor a period of this schedule."
        problems.append(CalendarProblem(where, sentence, help=did_you_mean(value, known)))
        return NORMAL
    hours, wrong = day_hours(value, where)
    problems += wrong
    return DayRule("hours", hours)


def _rules(said: Mapping[date, DayRule]) -> tuple[tuple[str, DayRule], ...]:
    """Patterns for dates: one for all years where most say the same, and those that differ."""
    rules: dict[str, DayRule] = {}
    for month, day in sorted({(one.month, one.day) for one in said}):
        years = [found for year in HORIZON if (found := _day(year, month, day))]
        counted = Counter(said.get(one, NORMAL) for one in years)
        usual = counted.most_common(1)[0][0]
        if usual != NORMAL:
            rules[f"XXXX{month:02}{day:02}"] = usual
        rules |= {f"{d:%Y%m%d}": said.get(d, NORMAL) for d in years if said.get(d, NORMAL) != usual}
    return tuple(sorted(rules.items()))
