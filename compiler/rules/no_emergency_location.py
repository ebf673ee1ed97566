"""Phones whose place nobody knows: help could not be sent to them.

A phone stands where its own `location` says, else its user's, else the account's
`default_location`.

```yaml bad
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, main_number: +19025550100}
trunks:
  north: {gateways: [{host: sip.north.example}]}
numbers:
  +19025550100: device.lobby
devices:
  lobby: {}  # expect: EMG103
```

```yaml good
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, main_number: +19025550100}
trunks:
  north: {gateways: [{host: sip.north.example}]}
numbers:
  +19025550100: device.lobby
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
devices:
  lobby: {location: clinic}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.calling_phones import calling_phones, listed
from compiler.diagnostics import Diagnostic
from schema.emergency import location_of
from schema.tree import Account

CODE = "EMG103"
NAME = "no-emergency-location"
SEVERITY = "error"
ABSENCE = "anything"
ALLOW = "parent"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds phones without a location; one finding for each account."""
    lost = tuple(named for named in calling_phones(account) if not location_of(account, named))
    if not lost:
        return
    message = f"Nobody knows where {listed(lost)} stand{'s' if len(lost) == 1 else ''}."
    related = tuple((f"{named.name} is here", named.origin) for named in lost[1:5])
    hint = "Write an address in locations, and name it as the account's default_location."
    yield Diagnostic(CODE, NAME, message, lost[0].origin, related, hint)
