"""One ring would make more than 20 phones ring at once.

Counted are all phones of all members that ring together, those of groups in groups included, and
each registration that may share a credential. A group that rings in order counts as its largest
member.

```yaml bad
devices:
  hall: {sip: {registrations: 10}}
  shop: {sip: {registrations: 10}}
  desk: {}
groups:
  everybody:  # expect: CALL105
    extension: 200
    members: [device.hall, device.shop, device.desk]
```

```yaml good
devices:
  hall: {sip: {registrations: 10}}
  shop: {sip: {registrations: 10}}
  desk: {}
groups:
  everybody:
    extension: 200
    strategy: in_order
    members: [device.hall, device.shop, device.desk]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.hunting import Member
from schema.program import Origin
from schema.references import Reference
from schema.steps.ring import Ring
from schema.things.user import User
from schema.tree import Account

CODE = "CALL105"
NAME = "too-many-phones"
SEVERITY = "error"
ALLOW = "parent"
MOST = 20

Seen = frozenset[Reference]


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds groups and ring steps that ring too many phones together."""
    for origin, phones in _counts(account):
        if phones > MOST:
            message = f"Here {phones} phones ring at once; at most {MOST} may."
            hint = "Ring some of them later, or use the strategy in_order."
            yield Diagnostic(CODE, NAME, message, origin, help=hint)


def _counts(account: Account) -> Iterator[tuple[Origin, int]]:
    for name in account.document.section("groups"):
        origin = Origin(account.path, ("groups", name))
        yield origin, _phones(account, Reference("group", name), frozenset())
    for ring, origin in walk(account).every(Ring):
        first = ring.to[0].to
        if len(ring.to) > 1 or not isinstance(first, Reference) or first.kind != "group":
            yield origin, _together(account, ring.to, ring.strategy, frozenset())


def _together(account: Account, members: Sequence[Member], strategy: str, seen: Seen) -> int:
    counts = [
        _phones(account, member.to, seen) if isinstance(member.to, Reference) else 1
        for member in members
    ]
    return (sum if strategy == "all" else max)(counts or [0])


def _phones(account: Account, reference: Reference, seen: Seen) -> int:
    """How many phones ring at most at the same time for a reference."""
    found = account.find(reference)
    if found is None or reference in seen:
        return 0
    thing = found.thing
    if reference.kind == "group":
        return _together(account, thing.members, thing.strategy, seen | {reference})
    if reference.kind == "user":
        return _of_user(thing)
    return int(thing.sip.registrations) if reference.kind == "device" else 0


def _of_user(user: User) -> int:
    planned = [entry.device for entry in user.ring.plan] or list(user.devices)
    counts = [
        user.devices[name].sip.registrations
        for name in planned
        if name in user.devices and user.devices[name].enabled
    ]
    phones = (sum if user.ring.strategy == "all" else max)(counts or [0])
    return phones + (1 if user.forward.to and user.forward.when != "never" else 0)
