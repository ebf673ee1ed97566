"""Conditions of the `if` step, as they are written and what they mean.

| Condition | Holds when |
|---|---|
| `caller in caller_list.vip` | the caller's number is in the list |
| `caller is anonymous` | the caller's number is withheld |
| `dialled == 101` | this was dialled |
| `$choice == 1` | the variable has this value |
| `registered(user.anna)` | at least one of the user's phones (or the device) is registered |
| `schedule.office is open` | the schedule is in this period now: `open`, `closed`, `holidays`, a name |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, assert_never

from schema.calendars import enter_schedule
from schema.caller_lists import caller_list_routine
from schema.lowering import Site
from schema.program import Address, Const, Enter, Jump, Op, Registered, Switch, Var
from schema.reading import Reader, quote, refusal, typed
from schema.references import Kinds, Reference
from schema.variables import variable


@dataclass(frozen=True, slots=True)
class CallerIn:
    """The caller's number is in a list."""

    list_: Reference


@dataclass(frozen=True, slots=True)
class CallerAnonymous:
    """The caller's number is withheld."""


@dataclass(frozen=True, slots=True)
class IsEqual:
    """A variable has a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class IsRegistered:
    """At least one phone of a user, or a device, is registered."""

    who: Reference


@dataclass(frozen=True, slots=True)
class PeriodIs:
    """A schedule is in a period."""

    schedule: Reference
    period: str


Test = CallerIn | CallerAnonymous | IsEqual | IsRegistered | PeriodIs

_VALUE = r'"?(?P<value>[0-9a-z*#+_-]{1,40})"?'
_IN = re.compile(r"caller in (?P<list>\S+)")
_EQUAL = re.compile(rf"(?P<name>\$[a-z][a-z0-9_.]*|dialled) == {_VALUE}")
_REGISTERED = re.compile(r"registered\((?P<who>\S+)\)")
_PERIOD = re.compile(r"(?P<schedule>schedule\.\S+) is (?P<period>[a-z0-9-]+)")

_FORMS = (
    "`caller in caller_list.<name>`, `caller is anonymous`, `dialled == <digits>`, "
    "`$<variable> == <value>`, `registered(user.<name>)` or `schedule.<name> is <period>`"
)


def _read(value: Any) -> Test:
    if isinstance(value, Test):
        return value
    text = " ".join(typed(value, "a condition").split())
    if text == "caller is anonymous":
        return CallerAnonymous()
    if found := _IN.fullmatch(text):
        return CallerIn(Kinds(("caller_list",)).read(found["list"]))
    if found := _EQUAL.fullmatch(text):
        return IsEqual("$" + found["name"].removeprefix("$"), found["value"])
    if found := _REGISTERED.fullmatch(text):
        return IsRegistered(Kinds(("user", "device")).read(found["who"]))
    if found := _PERIOD.fullmatch(text):
        return PeriodIs(Kinds(("schedule",)).read(found["schedule"]), found["period"])
    raise refusal(f"{quote(text)} is not a condition; write {_FORMS}")


Condition = Annotated[Test, Reader(_read, f"A condition: {_FORMS}.")]


def lower_condition(site: Site, test: Test, yes: Address, no: Address) -> None:
    """Writes a test at a site: the call goes on at `yes` or at `no`."""
    match test:
        case CallerIn(list_):
            ask = Enter(caller_list_routine(site.writer, list_))
            site.block("", ask, end=Switch(Var("listed"), (("1", yes),), no))
        case CallerAnonymous():
            site.block("", end=Switch(Var("caller.number"), (("", yes),), no))
        case IsEqual(name, value):
            site.block("", end=Switch(variable(name), ((value, yes),), no))
        case IsRegistered(who):
            _registered(site, who, yes, no)
        case PeriodIs(schedule, period):
            ask = enter_schedule(site.writer, schedule, None)
            site.block("", ask, end=Switch(Var("period"), ((period, yes),), no))
        case _:
            assert_never(test)


def _registered(site: Site, who: Reference, yes: Address, no: Address) -> None:
    """One phone after the other, until one is registered."""
    endpoints = site.writer.account.endpoints_of(who)
    for index, endpoint in enumerate(endpoints):
        after = site.at(f"phone-{index + 1}") if index + 1 < len(endpoints) else no
        ask: Op = Registered("there", Const(endpoint))
        label = f"phone-{index}" if index else ""
        site.block(label, ask, end=Switch(Var("there"), (("1", yes),), after))
    if not endpoints:
        site.block("", end=Jump(no))
