"""A phone that logs in here has a `number`, which is for telephones outside.

A device is either a phone of the account or a telephone outside (`cell`, `landline`). The
account's numbers are given to users and groups, or routed in `numbers`.

```yaml bad
devices:
  lobby: {number: +16475550188}  # expect: PHN102
```

```yaml good
devices:
  guard: {type: cell, number: +16475550188}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "PHN102"
NAME = "phone-with-number"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds registering devices with a number."""
    for named in account.devices.values():
        if named.device.registers and named.device.number is not None:
            message = f"{quote(named.name)} logs in here; it has no number of its own."
            hint = "Write `type: cell` or `type: landline`, or remove the number."
            origin = Origin(account.path, (*named.origin.route, "number"))
            yield Diagnostic(CODE, NAME, message, origin, help=hint)
