"""A step, a condition or an override names a period that the schedule does not have.

Every schedule has `open`, `closed` and `holidays`; it names the others itself.

```yaml bad
schedules:
  office:
    open: {mon-fri: 08:00-17:00}
    named: {lunch: {mon-fri: 12:00-13:00}}
callflows:
  main:
    - schedule:
        use: office
        lunhc: [{play: welcome}]  # expect: TIME102
```

```yaml good
schedules:
  office:
    open: {mon-fri: 08:00-17:00}
    named: {lunch: {mon-fri: 12:00-13:00}}
callflows:
  main:
    - schedule:
        use: office
        lunch: [{play: welcome}]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.conditions import PeriodIs
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.references import Reference
from schema.steps.if_ import If
from schema.steps.schedule import Schedule as ScheduleStep
from schema.things.schedule import Schedule
from schema.tree import Account

CODE = "TIME102"
NAME = "unknown-period"
SEVERITY = "error"
ALWAYS = ("open", "closed", "holidays")


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds periods that a schedule does not have."""
    for reference, period, origin, more in _named(account):
        found = account.find(reference) if reference.kind == "schedule" else None
        if found is None or not isinstance(found.thing, Schedule):
            continue
        known = (*ALWAYS, *more, *sorted(found.thing.named))
        if period not in known:
            message = f"{quote(reference)} has no period {quote(period)}."
            hint = did_you_mean(period, known) or f"It has {', '.join(known)}."
            yield Diagnostic(CODE, NAME, message, origin, help=hint, pointing="key")


def _named(account: Account) -> Iterator[tuple[Reference, str, Origin, tuple[str, ...]]]:
    """Each period that is named: of which schedule, where, and which words may stand there too."""
    for name, schedule in account.document.section("schedules").items():
        origin = Origin(account.path, ("schedules", name, "override"))
        yield Reference("schedule", name), schedule.override, origin, ("auto",)
    for step, origin in walk(account).every(ScheduleStep):
        for period in step.periods:
            yield step.use, period, Origin(account.path, (*origin.route, "periods", period)), ()
    for test, origin in walk(account).every(If):
        if isinstance(test.condition, PeriodIs):
            at = Origin(account.path, (*origin.route, "condition"))
            yield test.condition.schedule, test.condition.period, at, ()
