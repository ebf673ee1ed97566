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

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.tree import Tree

CODE = "REF105"
NAME = "unknown-planned-device"
SEVERITY = "error"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds planned devices that do not exist."""
    for account in tree.accounts.values():
        for name, user in account.users.items():
            for index, entry in enumerate(user.ring.plan):
                if entry.device in user.devices:
                    continue
                route = ("users", name, "ring", "plan", index, "device")
                message = f"{quote(name)} has no device {quote(entry.device)} to ring."
                hint = did_you_mean(entry.device, user.devices)
                yield Diagnostic(CODE, NAME, message, Origin(account.path, route), help=hint)
