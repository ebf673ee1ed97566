"""A call could go round for ever: callflows lead to each other, and nobody is waited for.

A callflow may come back to one that is already on the way where a caller has to press a key for
it. Everything else would keep a silent caller, or no caller at all, on the line until the switch
gives up.

```yaml bad
callflows:
  main:
    - play: welcome
    - goto: callflow.closed  # expect: CALL103
  closed:
    - call: callflow.main
```

```yaml good
callflows:
  main:
    - play: welcome
    - goto: callflow.closed
  closed:
    - menu: {greeting: welcome, keys: {"1": callflow.main}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.graph import calls_of, find_loops
from schema.tree import Account

CODE = "CALL103"
NAME = "endless-loop"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds circles of things that enter each other without a key being pressed."""
    steady = [edge for edge in calls_of(account) if not edge.waits]
    for loop in find_loops(steady):
        *before, last = loop
        chain = " -> ".join([str(loop[0].source), *(str(edge.target) for edge in loop)])
        message = f"A call could go round for ever: {chain}."
        related = tuple((f"{edge.source} leads to {edge.target}", edge.origin) for edge in before)
        hint = "End one of them with hangup, or let a menu key lead back."
        yield Diagnostic(CODE, NAME, message, last.origin, related, hint)
