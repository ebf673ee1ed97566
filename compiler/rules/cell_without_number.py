"""A mobile or landline telephone has no number, so that it can't be rung.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], devices: {mobile: {type: cell}}}  # expect: PHN101
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], devices: {mobile: {type: cell, number: +16475550188}}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.reading import quote
from schema.tree import Account

CODE = "PHN101"
NAME = "cell-without-number"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds telephones outside that have no number."""
    for named in account.devices.values():
        if not named.device.registers and named.device.number is None:
            message = f"{quote(named.name)} is a {named.device.type_} without a number."
            hint = "Write its number, with + and the country code."
            yield Diagnostic(CODE, NAME, message, named.origin, help=hint)
