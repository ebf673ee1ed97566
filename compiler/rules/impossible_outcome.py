"""A step has an `on:` for an outcome that it can never have.

A `ring` can end `busy`, but a `play` can't; what an outcome leads to would never happen.

```yaml bad
callflows:
  main:
    - menu: {greeting: welcome, keys: {"1": [hangup]}}
      on:
        busy: [{play: welcome}]  # expect: CALL102
```

```yaml good
callflows:
  main:
    - menu: {greeting: welcome, keys: {"1": [hangup]}}
      on:
        timeout: [{play: welcome}]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.program import Origin
from schema.reading import quote
from schema.step import Step
from schema.tree import Account

CODE = "CALL102"
NAME = "impossible-outcome"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds `on` entries that are none of their step's outcomes."""
    for steps in walk(account).lists:
        for index, step in enumerate(steps.steps):
            yield from _strange(step, steps.step_origin(index))


def _strange(step: Step, origin: Origin) -> Iterator[Diagnostic]:
    for outcome in sorted(step.on.keys() - step.outcomes):
        message = f"A {quote(step.kind)} step never ends {quote(outcome)}."
        known = ", ".join(sorted(step.outcomes))
        hint = f"Its outcomes are {known}." if known else "It has no outcomes."
        at = Origin(origin.account, (*origin.route, "on", outcome))
        yield Diagnostic(CODE, NAME, message, at, help=hint)
