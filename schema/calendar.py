"""Opening hours: what a schedule says about every minute of the week and about single dates.

A week is 10,080 minutes from Monday 00:00. Every one of them belongs to exactly one period: `open`,
`closed`, or a named one such as `lunch`, which beats `open`. Hours are half-open: `08:00-17:00` is
open at 16:59 and closed at 17:00. Hours such as `22:00-02:00` run on into the next day. What a date
says (`schema.calendar_dates`) counts from midnight to midnight, and beats the week.

Mistakes are values: every function gives back what it could read and the problems it found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from schema.program import Route
from schema.reading import did_you_mean, quote

DAY = 24 * 60
WEEK = 7 * DAY
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_GROUPS = {"daily": range(7), "weekdays": range(5), "weekend": range(5, 7)}
RESERVED = frozenset({"open", "closed", "holidays", "normal", "use", "at_zone", "auto"})

Hours = str | Sequence[str]
"""Hours as they are written: `08:00-12:00, 13:00-17:00`, or a list of ranges, or `closed`."""


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """A mistake in a schedule: where, one plain sentence, perhaps a second place and a hint."""

    where: Route
    sentence: str
    also: Route = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Some minutes in a row, `start` to just before `end`, and the period they belong to."""

    start: int
    end: int
    period: str


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A whole week in spans, one after the other from Monday 00:00, without a gap."""

    spans: tuple[Span, ...]

    def at(self, minute: int) -> str:
        """The period of a minute of the week (0 is Monday 00:00)."""
        return next(span.period for span in self.spans if span.start <= minute < span.end)

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period that happens in the week, sorted."""
        return tuple(sorted({span.period for span in self.spans}))


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one special day in spans from 00:00 to 24:00, without a gap."""

    spans: tuple[Span, ...]

    def at(self, minute: int) -> str:
        """The period of a minute of the day."""
        return next(span.period for span in self.spans if span.start <= minute < span.end)

    @property
    def name(self) -> str:
        """A name that says the hours: `0800-1200`. Equal hours have equal names."""
        opened = (span for span in self.spans if span.period == "open")
        return ".".join(f"{_hhmm(span.start)}-{_hhmm(span.end)}" for span in opened) or "never"


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02}{minute % 60:02}"


# --- reading hours ------------------------------------------------------------------------------

_RANGE = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)", re.ASCII)


def _clock(hour: str, minute: str) -> int | None:
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= DAY else None


def _read_range(text: str) -> tuple[int, int] | str:
    """Start and end in minutes of a day (the end past midnight if need be), or what is wrong."""
    parts = _RANGE.fullmatch(text.strip())
    if parts is None:
        return f"{quote(text.strip())} is not a range of hours: write it like 08:00-17:00."
    start, end = _clock(parts[1], parts[2]), _clock(parts[3], parts[4])
    if start is None or end is None or start == DAY:
        return f"{quote(text.strip())} holds no time of day: hours run from 00:00 to 24:00."
    if start == end:
        return f"{quote(text.strip())} has no length; the whole day is 00:00-24:00."
    return start, end if end > start else end + DAY


def read_hours(
    value: Hours, where: Route
) -> tuple[tuple[tuple[int, int], ...], list[CalendarProblem]]:
    """The ranges that hours say, as minutes of a day (more than 1,440: the next day)."""
    if isinstance(value, str) and value.strip() == "closed":
        return (), []
    texts = value.split(",") if isinstance(value, str) else list(value)
    read = [_read_range(text) for text in texts]
    problems = [CalendarProblem(where, one) for one in read if isinstance(one, str)]
    return tuple(one for one in read if isinstance(one, tuple)), problems


def _weekday(text: str) -> int | None:
    for names in (WEEKDAYS, LONG_WEEKDAYS):
        if text in names:
            return names.index(text)
    return None


def _some_days(text: str) -> tuple[int, ...] | None:
    if text in DAY_GROUPS:
        return tuple(DAY_GROUPS[text])
    first, _, last = (part.strip() for part in text.partition("-"))
    start, end = _weekday(first), _weekday(last or first)
    if start is None or end is None:
        return None
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """The weekdays (Monday is 0) that `mon-thu`, `sat`, `mon, wed` or `weekdays` says, or None."""
    parts = [_some_days(part.strip().lower()) for part in text.split(",")]
    if any(part is None for part in parts):
        return None
    return tuple(sorted({day for part in parts if part for day in part}))


def _week_minutes(
    hours: Mapping[str, Hours], where: Route
) -> tuple[dict[int, Route], list[CalendarProblem]]:
    """The minutes of the week that hours by weekday cover, each with the place that says so."""
    minutes: dict[int, Route] = {}
    problems: list[CalendarProblem] = []
    for key, value in hours.items():
        days = read_weekdays(key)
        if days is None:
            problems.append(_no_weekday(key, (*where, key)))
            continue
        ranges, wrong = read_hours(value, (*where, key))
        problems += wrong
        for day in days:
            for start, end in ranges:
                covered = range(day * DAY + start, day * DAY + end)
                minutes |= dict.fromkeys((minute % WEEK for minute in covered), (*where, key))
    return minutes, problems


def _no_weekday(key: str, where: Route) -> CalendarProblem:
    return CalendarProblem(
        where,
        f"{quote(key)} is no weekday: write mon, mon-thu, sat, weekdays, weekend or daily.",
        help=did_you_mean(key, (*WEEKDAYS, *LONG_WEEKDAYS, *DAY_GROUPS)),
    )


# --- the week -----------------------------------------------------------------------------------


def week_plan(
    open_hours: Mapping[str, Hours],
    named: Mapping[str, Mapping[str, Hours]] | None = None,
    route: Route = (),
) -> tuple[WeekPlan, tuple[CalendarProblem, ...]]:
    """The plan of a week from its opening hours and named periods, and the mistakes in them."""
    opened, problems = _week_minutes(open_hours, (*route, "open"))
    places: dict[int, tuple[str, Route]] = {}
    for name, hours in (named or {}).items():
        where = (*route, "named", name)
        if name in RESERVED:
            sentence = f"{quote(name)} can't name a period: the word has a meaning of its own."
            problems.append(CalendarProblem(where, sentence))
            continue
        minutes, wrong = _week_minutes(hours, where)
        problems += [*wrong, *_overlaps(name, minutes, places)]
        places |= {at: (name, place) for at, place in minutes.items() if at not in places}
    periods = ["open" if at in opened else "closed" for at in range(WEEK)]
    for at, (name, _) in places.items():
        periods[at] = name
    return WeekPlan(spans_of(periods)), tuple(problems)


def _overlaps(
    name: str, minutes: Mapping[int, Route], places: Mapping[int, tuple[str, Route]]
) -> list[CalendarProblem]:
    """One problem for each period that a new one overlaps with, at the first common minute."""
    found: dict[str, CalendarProblem] = {}
    for at in sorted(minutes.keys() & places.keys()):
        other, place = places[at]
        moment = f"{WEEKDAYS[at // DAY]} {at % DAY // 60:02}:{at % 60:02}"
        sentence = f"{quote(name)} and {quote(other)} both claim {moment}; only one of them can."
        found.setdefault(other, CalendarProblem(minutes[at], sentence, also=place))
    return list(found.values())


def spans_of(periods: Sequence[str]) -> tuple[Span, ...]:
    """Spans from one period for each minute."""
    spans: list[Span] = []
    for period, group in groupby(periods):
        start = spans[-1].end if spans else 0
        spans.append(Span(start, start + len(list(group)), period))
    return tuple(spans)


def day_hours(value: Hours, where: Route) -> tuple[DayHours, tuple[CalendarProblem, ...]]:
    """The hours of one special day. They end at midnight; what comes after is another date."""
    ranges, problems = read_hours(value, where)
    if any(end > DAY for _, end in ranges):
        sentence = (
            "The hours of a date end at 24:00; give the hours after midnight to the date after."
        )
        problems.append(CalendarProblem(where, sentence))
    opened = {minute for start, end in ranges for minute in range(start, end)}
    periods = ["open" if minute in opened else "closed" for minute in range(DAY)]
    return DayHours(spans_of(periods)), tuple(problems)
