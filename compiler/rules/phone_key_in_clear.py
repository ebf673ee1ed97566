"""A provisioned phone is to encrypt its calls, but its signalling carries the key in clear.

What is asked for looks safe on the phone's display and is not; so this is refused for phones that
pbxc sets up, where it is only a warning for others.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    sip: {srtp: required, transport: tcp}  # expect: PH011
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    sip: {srtp: required, transport: tls}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phone_keys import is_provisioned
from schema.program import Origin
from schema.tree import Account

CODE = "PH011"
NAME = "phone-key-in-clear"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds provisioned phones with required SRTP that don't speak TLS."""
    for named in account.devices.values():
        sip = named.device.sip
        if is_provisioned(named) and sip.srtp == "required" and sip.transport != "tls":
            message = f"SRTP is required, but its key would travel in clear over {sip.transport}."
            at = Origin(account.path, (*named.origin.route, "sip", "srtp"))
            yield Diagnostic(CODE, NAME, message, at, help="Write `transport: tls`.")
