"""A phone would begin to ring after the whole ring has ended.

```yaml bad
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}, mobile: {type: softphone}}
    ring:
      for: 20s
      plan: [{device: desk}, {device: mobile, after: 30s}]  # expect: CALL110
```

```yaml good
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}, mobile: {type: softphone}}
    ring:
      for: 40s
      plan: [{device: desk}, {device: mobile, after: 30s}]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.program import Origin
from schema.steps.ring import USUAL_SECONDS, Ring
from schema.things.group import Group
from schema.tree import Account

CODE = "CALL110"
NAME = "late-ring"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds members and planned devices whose turn never comes."""
    for after, whole, origin in _turns(account):
        if after >= whole:
            message = f"This would begin to ring after {after} seconds, when the ring of "
            message += f"{whole} seconds is over."
            hint = f"Ring longer than {after} seconds in all, or begin earlier."
            yield Diagnostic(CODE, NAME, message, origin, help=hint, severity="warning")


def _turns(account: Account) -> Iterator[tuple[int, int, Origin]]:
    """When each begins, how long all ring, and where that is said."""
    for name, user in account.users.items():
        for index, entry in enumerate(user.ring.plan if user.ring.strategy == "all" else ()):
            route = ("users", name, "ring", "plan", index, "after")
            yield entry.after, user.ring.for_, Origin(account.path, route)
    for model, origin in walk(account).models:
        match model:
            case Ring(strategy="all", to=members, for_=whole):
                key = "to"
            case Group(strategy="all", members=members, ring_for=whole):
                key = "members"
            case _:
                continue
        for index, member in enumerate(members):
            yield (
                member.after,
                whole or USUAL_SECONDS,
                Origin(origin.account, (*origin.route, key, index, "after")),
            )
