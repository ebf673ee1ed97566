"""A provisioned phone is to speak TLS, but the platform's switch has no certificate for it.

It would never log in. The certificate and its key are files on the node; `platform.edge` says where.

```yaml bad
account:
  platform: {domain: harbour.example, provisioning: {url: https://phones.harbour.example}}
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    sip: {transport: tls}  # expect: PH029
```

```yaml good
account:
  platform:
    domain: harbour.example
    edge:
      tls_certificate: /etc/asterisk/keys/harbour.pem
      tls_key: /etc/asterisk/keys/harbour.key
    provisioning: {url: https://phones.harbour.example}
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    sip: {transport: tls}
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

CODE = "PH029"
NAME = "tls-without-certificate"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds provisioned phones with TLS where the switch has none."""
    edge = phone_edge(account)
    if edge.tls_port or not edge.known:
        return
    for named in account.devices.values():
        if is_provisioned(named) and named.device.sip.transport == "tls":
            message = f"{quote(named.name)} would speak TLS, but the switch has no certificate."
            at = Origin(account.path, (*named.origin.route, "sip", "transport"))
            hint = "The platform's `edge` needs `tls_certificate` and `tls_key`."
            yield Diagnostic(CODE, NAME, message, at, help=hint)
