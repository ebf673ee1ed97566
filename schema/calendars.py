"""What asking a schedule means: a routine that leaves the period in `period`.

What a phone has overridden counts first. Then dates: exceptions, public holidays, closed dates.
Then the week, in which named periods beat the opening hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from schema.calendar import CalendarProblem, DayHours, Hours, WeekPlan, week_plan
from schema.calendar_dates import NORMAL, DayPlan, DayRule, day_plan
from schema.calendar_patterns import day_patterns, minute_patterns
from schema.lowering import Writer
from schema.program import (
    Address,
    Assign,
    Block,
    Const,
    Enter,
    Entry,
    Find,
    LiveKey,
    Now,
    Origin,
    Recall,
    Return,
    Route,
    Switch,
    Table,
    Unit,
    Var,
)
from schema.references import Reference

if TYPE_CHECKING:
    from schema.things.schedule import Schedule

ASK = "ask"

# Several rules ask for the week and the days of a schedule, and many accounts keep the same.
PLANS_KEPT = 256

_HoursByDay: TypeAlias = tuple[tuple[str, Hours], ...]

# What can be chosen by phone, and the prompt that confirms it. The order gives the digit.
OVERRIDES = {"auto": "schedule-auto", "open": "schedule-open", "closed": "schedule-closed"}


def override_key(name: str) -> LiveKey:
    """Where a schedule's override lives."""
    return LiveKey(Const(f"schedule.{name}"), Const("override"))


def plan_week(
    schedule: Schedule, route: Route = ()
) -> tuple[WeekPlan, tuple[CalendarProblem, ...]]:
    """The week of a schedule, and the mistakes in it."""
    named = tuple((name, tuple(hours.items())) for name, hours in schedule.named.items())
    return _week_of(tuple(schedule.open_.items()), named, route)


@lru_cache(PLANS_KEPT)
def _week_of(
    open_hours: _HoursByDay, named: tuple[tuple[str, _HoursByDay], ...], route: Route
) -> tuple[WeekPlan, tuple[CalendarProblem, ...]]:
    return week_plan(dict(open_hours), {name: dict(hours) for name, hours in named}, route)


def plan_days(
    schedule: Schedule, holidays: Iterable[date] = (), route: Route = ()
) -> tuple[DayPlan, tuple[CalendarProblem, ...]]:
    """The special days of a schedule, and the mistakes in them."""
    exceptions = tuple(schedule.except_.items())
    dates = (schedule.closed, tuple(holidays), schedule.holidays.dates)
    return _days_of(*dates, exceptions, tuple(schedule.named), route)


@lru_cache(PLANS_KEPT)
def _days_of(
    closed: tuple[str, ...],
    holidays: tuple[date, ...],
    own_holidays: tuple[str, ...],
    exceptions: _HoursByDay,
    named: tuple[str, ...],
    route: Route,
) -> tuple[DayPlan, tuple[CalendarProblem, ...]]:
    return day_plan(
        closed=closed,
        holidays=holidays,
        own_holidays=own_holidays,
        exceptions=dict(exceptions),
        named=named,
        route=route,
        holidays_route=("holidays", "dates"),
    )


@lru_cache(PLANS_KEPT)
def days_unit(plan: DayPlan) -> str:
    """The unit of some special days: the same for all who keep the same days."""
    return f"days-{hashlib.sha256(repr(plan).encode()).hexdigest()[:8]}"


def enter_schedule(writer: Writer, reference: Reference, zone: str | None) -> Enter:
    """Asking a schedule, perhaps with the clock of another zone."""
    found = writer.account.thing(reference)
    label = str(reference) + (f".{_plain(zone)}" if zone else "")
    return Enter(writer.once(label, lambda _: _lower(writer, label, found, zone)))


def _plain(zone: str) -> str:
    return hashlib.sha256(zone.encode()).hexdigest()[:6]


def _lower(writer: Writer, label: str, found: Any, zone: str | None) -> None:
    """Writes a schedule's routine into the account that asks it."""
    schedule: Schedule = found.thing
    origin: Origin = found.origin
    name = found.reference.name
    week, _ = plan_week(schedule)
    days, _ = plan_days(schedule, found.owner.holidays.get(name, ()))
    clock_zone = zone or schedule.timezone or found.owner.timezone
    chosen = Recall("period", override_key(name), Const(schedule.override))
    done = writer.block(f"{label}.done", origin=origin)
    auto = (("auto", writer.at(f"{label}.clock")),)
    writer.block(label, chosen, end=Switch(Var("period"), auto, done), origin=origin)
    now = Now(clock_zone, "date", "minute")
    of_week = writer.at(f"{label}.week")
    if days.rules:
        ask = Enter(Address(days_unit(days), ASK))
        by_day = Switch(Var("period"), (("normal", of_week),), done)
        writer.block(f"{label}.clock", now, ask, end=by_day, origin=origin)
    else:
        writer.block(
            f"{label}.clock",
            now,
            end=Find(_week(writer, label, week, origin), Var("minute"), done),
            origin=origin,
        )
        return
    table = _week(writer, label, week, origin)
    writer.block(f"{label}.week", end=Find(table, Var("minute"), done), origin=origin)


def _week(writer: Writer, label: str, week: WeekPlan, origin: Origin) -> Address:
    """The table of the week's minutes."""
    targets = {
        period: writer.block(f"{label}.is-{period}", Assign("period", Const(period)), origin=origin)
        for period in week.periods
    }
    entries = [
        Entry(pattern, targets[period], origin=origin) for pattern, period in minute_patterns(week)
    ]
    return writer.table(f"{label}.minutes", entries)


def lower_days(plan: DayPlan) -> Unit:
    """The unit of some special days: a routine that reads `date` and `minute` and sets `period`
    (`normal`: the day is like any other)."""
    unit = days_unit(plan)
    blocks: dict[str, Block] = {}
    tables: dict[str, Table] = {}

    def says(period: str) -> Address:
        blocks[f"is-{period}"] = Block(f"is-{period}", (Assign("period", Const(period)),), Return())
        return Address(unit, f"is-{period}")

    def follows(hours: DayHours) -> Address:
        name = f"hours.{hours.name}"
        entries = tuple(
            Entry(pattern, says(period)) for pattern, period in sorted(day_patterns(hours, "X"))
        )
        tables[name] = Table(name, entries)
        blocks[name] = Block(name, (), Find(Address(unit, name), Var("minute"), says("closed")))
        return Address(unit, name)

    def target(rule: DayRule) -> Address:
        return follows(rule.hours) if rule.hours else says(rule.period)

    dates = tuple(Entry(pattern, target(rule)) for pattern, rule in plan.rules)
    tables["dates"] = Table("dates", dates)
    blocks[ASK] = Block(ASK, (), Find(Address(unit, "dates"), Var("date"), says(NORMAL.period)))
    return Unit(unit, dict(sorted(blocks.items())), dict(sorted(tables.items())))
