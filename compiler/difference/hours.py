"""Opening hours compared as people tell them: when a schedule opens and closes, on which days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from compiler.difference.facts import At, Fact
from schema.calendar import DAY, WEEKDAYS, Hours, read_hours, read_weekdays, week_plan
from schema.calendars import plan_week
from schema.things.schedule import Schedule

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Minutes of a day, start to end; past midnight more than a day."""

Change: TypeAlias = tuple[Ranges, Ranges]


def week_facts(old: Schedule, new: Schedule, at: At) -> Iterator[Fact]:
    """What is otherwise in the week of a schedule: opening hours and named periods."""
    if plan_week(old)[0] == plan_week(new)[0]:
        return
    yield from hours_facts("", old.open_, new.open_, at.below("open"))
    for name in [*new.named, *(name for name in old.named if name not in new.named)]:
        here = at.below("named", name)
        if name not in new.named:
            yield here.fact(f"no {name} any more", "removed")
        elif name not in old.named:
            yield here.fact(f"{name} is new: {_said_of(new.named[name])}", "added")
        else:
            yield from hours_facts(f"{name} ", old.named[name], new.named[name], here)


def hours_facts(
    label: str, old: Mapping[str, Hours], new: Mapping[str, Hours], at: At
) -> Iterator[Fact]:
    """The days whose hours are others, days with the same change together."""
    if week_plan(old)[0] == week_plan(new)[0]:
        return
    before, after = _by_day(old), _by_day(new)
    changes: dict[Change, list[int]] = {}
    for day in range(7):
        if before[day] != after[day]:
            changes.setdefault((before[day], after[day]), []).append(day)
    used = [day for day in range(7) if before[day] or after[day]]
    for (was, now), days in changes.items():
        on = "" if days == used else f" on {_days(days)}"
        route = (*at.route, *_written_for(new, days))
        yield Fact(at.words + label + _sentence(was, now, on, bool(label)), route)


def _by_day(hours: Mapping[str, Hours]) -> list[Ranges]:
    found: list[set[tuple[int, int]]] = [set() for _ in range(7)]
    for key, value in hours.items():
        for day in read_weekdays(key) or ():
            found[day] |= set(read_hours(value, ())[0])
    return [tuple(sorted(ranges)) for ranges in found]


def _written_for(hours: Mapping[str, Hours], days: list[int]) -> tuple[str, ...]:
    """The key that says the hours of a day; none where nothing says them any more."""
    return next(((key,) for key in hours if days[0] in (read_weekdays(key) or ())), ())


def _sentence(was: Ranges, now: Ranges, on: str, named: bool) -> str:
    """The change of a day's hours: "closes at 18:00 (was 17:00)"."""
    starts, ends = ("begins", "ends") if named else ("opens", "closes")
    if len(was) == len(now) == 1:
        (old_start, old_end), (start, end) = was[0], now[0]
        if old_start == start:
            return f"{ends} at {_clock(end)}{on} (was {_clock(old_end)})"
        if old_end == end:
            return f"{starts} at {_clock(start)}{on} (was {_clock(old_start)})"
    return f"{_said(now, named)}{on} (was {_said(was, named).removeprefix('open ')})"


def _said(ranges: Ranges, named: bool) -> str:
    said = ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in ranges)
    if named:
        return f"now {said}" if said else "not at all"
    return f"open {said}" if said else "closed"


def _said_of(hours: Mapping[str, Hours]) -> str:
    by_day = _by_day(hours)
    groups: dict[Ranges, list[int]] = {}
    for day in range(7):
        if by_day[day]:
            groups.setdefault(by_day[day], []).append(day)
    return ", ".join(
        f"{_days(days)} {_said(ranges, True).removeprefix('now ')}"
        for ranges, days in groups.items()
    )


def _clock(minute: int) -> str:
    if minute > DAY:
        minute -= DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(days: list[int]) -> str:
    """Days as they are written: `mon-thu`, `sat, sun`."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"
        for run in runs
    )
