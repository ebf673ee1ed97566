"""A user has an extension, but a call to it can end nowhere: no phone, no forwarding, no mailbox.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], voicemail: false}  # expect: CALL106
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], voicemail: false, devices: {desk: {}}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "CALL106"
NAME = "user-without-way"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds users whom no call can reach."""
    for name, user in account.users.items():
        forwarded = user.forward.when != "never" and user.forward.to is not None
        reached = forwarded or any(device.enabled for device in user.devices.values())
        if not user.extensions or reached or user.box_number:
            continue
        message = f"A call to {quote(name)} ends nowhere: no phone, no forwarding, no mailbox."
        origin = Origin(account.path, ("users", name))
        yield Diagnostic(CODE, NAME, message, origin, severity="warning")
