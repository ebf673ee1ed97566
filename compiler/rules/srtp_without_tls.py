"""The sound is encrypted, but its key travels in clear.

With SRTP the key is sent in the signalling; unless that goes over TLS, whoever listens has both.
Where pbxc sets up the phone and SRTP is required, it is an error (PH011).

```yaml bad
devices:
  lobby: {sip: {srtp: required}}  # expect: SEC101
```

```yaml good
devices:
  lobby: {sip: {srtp: required, transport: tls}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phone_keys import is_provisioned
from compiler.walk import walk
from schema.program import Origin
from schema.reading import quote
from schema.things.device import SipSettings
from schema.things.trunk import TrunkGateway
from schema.tree import Account

CODE = "SEC101"
NAME = "srtp-without-tls"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds phones and gateways with SRTP over UDP or TCP."""
    found = walk(account)
    refused = {
        (*named.origin.route, "sip")
        for named in account.devices.values()
        if is_provisioned(named) and named.device.sip.srtp == "required"
    }
    models: tuple[tuple[SipSettings | TrunkGateway, Origin], ...]
    models = (*found.every(SipSettings), *found.every(TrunkGateway))
    for model, origin in models:
        if model.srtp != "off" and model.transport != "tls" and origin.route not in refused:
            message = f"SRTP is {quote(model.srtp)}, but its key travels in clear over "
            message += f"{model.transport.upper()}."
            at = Origin(account.path, (*origin.route, "srtp"))
            hint = "Write `transport: tls`."
            yield Diagnostic(CODE, NAME, message, at, help=hint, severity="warning")
