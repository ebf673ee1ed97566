"""A schedule holds a mistake.

Hours that can't be read, an unknown weekday, date, country or region, or two periods at the same
time. At every moment exactly one period of a schedule holds, so two named periods can't overlap.

```yaml bad
schedules:
  office:
    open: {mon-fri: 08:00-17:00}
    named:
      lunch: {mon-fri: 12:00-13:00}
      break: {wed: 12:30-12:45}  # expect: TIME101
```

```yaml good
schedules:
  office:
    open: {mon-fri: 08:00-17:00}
    named:
      lunch: {mon-fri: 12:00-13:00}
      break: {wed: 15:30-15:45}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from schema.calendar import CalendarProblem
from schema.calendars import plan_days, plan_week
from schema.program import Origin, Route
from schema.things.schedule import Schedule
from schema.tree import Account

CODE = "TIME101"
NAME = "bad-calendar"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds every mistake that reading a schedule finds."""
    for name, schedule in account.document.section("schedules").items():
        for problem in _problems(schedule, ("schedules", name)):
            also = Origin(account.path, problem.also)
            related = (("the other one stands here", also),) if problem.also else ()
            at = Origin(account.path, problem.where)
            yield Diagnostic(CODE, NAME, problem.sentence, at, related, problem.help)


def _problems(schedule: Schedule, route: Route) -> Iterator[CalendarProblem]:
    yield from plan_week(schedule, route)[1]
    yield from plan_days(schedule, (), route)[1]
    if schedule.holidays.country:
        from compiler.holidays import holiday_dates

        region = schedule.holidays.region or ""
        yield from holiday_dates(schedule.holidays.country, region, (*route, "holidays"))[1]
