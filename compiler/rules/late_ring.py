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
from schema.hunting import Member
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
    for ring, origin in walk(account).every(Ring):
        if ring.strategy == "all":
            yield from _members(ring.to, ring.for_, origin, "to")
    for group, origin in walk(account).every(Group):
        if group.strategy == "all":
            yield from _members(group.members, group.ring_for, origin, "members")


def _members(
    members: Iterable[Member], whole: int | None, origin: Origin, key: str
) -> Iterator[tuple[int, int, Origin]]:
    for index, member in enumerate(members):
        if member.after:
            at = Origin(origin.account, (*origin.route, key, index, "after"))
            yield member.after, whole or USUAL_SECONDS, at
