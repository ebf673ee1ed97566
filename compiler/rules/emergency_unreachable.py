"""An account has phones, but no trunk that could carry a call for help.

Trunks of the accounts above count. One must be switched on, with a gateway that is.

```yaml bad
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, main_number: +19025550100, default_location: clinic}  # expect: EMG102
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
numbers:
  +19025550100: device.lobby
devices:
  lobby: {}
```

```yaml good
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, main_number: +19025550100, default_location: clinic}
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
numbers:
  +19025550100: device.lobby
devices:
  lobby: {}
trunks:
  north: {gateways: [{host: sip.north.example}], emergency: true}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.calling_phones import calling_phones
from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.tree import Account

CODE = "EMG102"
NAME = "emergency-unreachable"
SEVERITY = "error"
ABSENCE = "anything"
ALLOW = "parent"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds accounts with phones and without a usable trunk."""
    phones = calling_phones(account)
    if phones and not _has_line(account):
        message = f"No trunk could carry a call for help from the {len(phones)} phones here."
        if len(phones) == 1:
            message = f"No trunk could carry a call for help from {phones[0].name}."
        hint = "Add a trunk with `emergency: true`, here or in an account above."
        origin = Origin(account.path, ("account",))
        yield Diagnostic(CODE, NAME, message, origin, help=hint)


def _has_line(account: Account) -> bool:
    return any(
        gateway.enabled
        for owner in account.lineage()
        for trunk in owner.document.section("trunks").values()
        if trunk.enabled
        for gateway in trunk.gateways
    )
