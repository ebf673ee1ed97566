"""A schedule is never open: it has no opening hours, no named periods, and no date with hours.

```yaml bad
schedules:
  office: {closed: [dec 24]}  # expect: TIME103
```

```yaml good
schedules:
  office: {open: {mon-fri: 08:00-17:00}, closed: [dec 24]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.calendars import plan_days, plan_week
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "TIME103"
NAME = "never-open"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds schedules that say closed at every moment, or nothing else than holidays."""
    for name, schedule in account.document.section("schedules").items():
        periods = set(plan_week(schedule)[0].periods)
        rules = plan_days(schedule)[0].rules
        by_date = any(rule.hours or rule.period not in ("closed", "holidays") for _, rule in rules)
        holidays_only = bool(schedule.holidays.country or schedule.holidays.dates)
        if periods != {"closed"} or by_date or holidays_only:
            continue
        message = f"The schedule {quote(name)} is never open."
        origin = Origin(account.path, ("schedules", name))
        hint = "Give it opening hours, such as `open: {mon-fri: 08:00-17:00}`."
        yield Diagnostic(CODE, NAME, message, origin, help=hint, severity="warning")
