"""The plan of ringing a person names a device that the person does not have.

```yaml bad
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}}
    ring: {plan: [{device: dekst}]}  # expect: REF105
```

```yaml good
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}}
    ring: {plan: [{device: desk}]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.things.user import User
from schema.tree import Account

CODE = "REF105"
NAME = "unknown-planned-device"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds planned devices that do not exist."""
    for name, user in account.users.items():
        yield from _strange(user, Origin(account.path, ("users", name)))


def _strange(user: User, origin: Origin) -> Iterator[Diagnostic]:
    for index, entry in enumerate(user.ring.plan):
        if entry.device not in user.devices:
            message = f"{quote(user.name)} has no device {quote(entry.device)} to ring."
            at = Origin(origin.account, (*origin.route, "ring", "plan", index, "device"))
            hint = did_you_mean(entry.device, user.devices)
            yield Diagnostic(CODE, NAME, message, at, help=hint)
