"""Settings of the platform stand in an account that is not the master.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
name: Harbour Dental
# file: accounts/harbour/account.yaml
account: {platform: {domain: pbx.example}}  # expect: LIM105
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master, platform: {domain: pbx.example}}
# file: accounts/harbour.yaml
name: Harbour Dental
# file: accounts/harbour/account.yaml
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.tree import Account

CODE = "LIM105"
NAME = "platform-outside-master"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds `platform` anywhere but in the root."""
    settings = account.document.account
    outside = account.parent is not None or settings.type_ in ("standard", "reseller")
    if settings.platform is not None and outside:
        message = "Only the master account has settings of the platform."
        origin = Origin(account.path, ("account", "platform"))
        yield Diagnostic(CODE, NAME, message, origin, help="Remove them here.", pointing="key")
