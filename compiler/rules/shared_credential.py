"""Several phones may log in as one device.

Whoever has one of them has them all, and a stolen password is not noticed when another phone uses
it.

```yaml bad
devices:
  lobby: {sip: {registrations: 3}}  # expect: SEC102
```

```yaml good
devices:
  lobby: {}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "SEC102"
NAME = "shared-credential"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds devices with more than one registration."""
    for named in account.devices.values():
        count = named.device.sip.registrations
        if count > 1:
            message = f"{count} phones may log in as {quote(named.name)}."
            origin = Origin(account.path, (*named.origin.route, "sip", "registrations"))
            hint = "Give each phone a device of its own."
            yield Diagnostic(CODE, NAME, message, origin, help=hint, severity="warning")
