"""A step that no call can come to, because the one before it never goes on.

`goto`, `hangup` and `respond` end their list. A `voicemail` step goes on when the mailbox is full,
so what stands behind it is reached.

```yaml bad
callflows:
  main:
    - hangup
    - play: welcome  # expect: CALL101
```

```yaml good
callflows:
  main:
    - play: welcome
    - hangup
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.reading import quote
from schema.step import Step
from schema.tree import Account

CODE = "CALL101"
NAME = "unreachable-step"
SEVERITY = "error"
ALLOW = "here"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds the first step behind one that always ends its list."""
    for steps in walk(account).lists:
        last = next((i for i, step in enumerate(steps.steps) if _always_ends(step)), None)
        if last is None or last + 1 == len(steps.steps):
            continue
        ender, lost = steps.steps[last], steps.steps[last + 1]
        message = f"No call comes to this {quote(lost.kind)}: {quote(ender.kind)} ends the list."
        related = ((f"{ender.kind} stands here", steps.step_origin(last)),)
        yield Diagnostic(CODE, NAME, message, steps.step_origin(last + 1), related)


def _always_ends(step: Step) -> bool:
    """Whether nothing is done after a step; one that can fail goes on."""
    return step.ends and not step.outcomes
