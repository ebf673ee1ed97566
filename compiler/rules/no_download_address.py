"""There are phones to be provisioned, but the platform doesn't say where they get their files.

```yaml bad
account:
  platform: {domain: harbour.example}
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}  # expect: PH030
```

```yaml good
account:
  platform: {domain: harbour.example, provisioning: {url: https://phones.harbour.example}}
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phone_keys import is_provisioned
from compiler.phones import phone_edge
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "PH030"
NAME = "no-download-address"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds the first provisioned phone of an account where the platform has no address."""
    edge = phone_edge(account)
    if edge.url or not edge.known:
        return
    phones = (named for named in account.devices.values() if is_provisioned(named))
    for named in list(phones)[:1]:
        message = f"{quote(named.name)} gets its files from nowhere."
        hint = "The platform needs `provisioning: {url: https://...}`."
        at = Origin(account.path, (*named.origin.route, "model"))
        yield Diagnostic(CODE, NAME, message, at, help=hint, severity="warning")
