"""Phones whose call for help would show no number, so that nobody could call back.

The number comes from the phone (`emergency_callback`), the user, the location (`callback`), or the
account's `main_number`.

```yaml bad
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, default_location: clinic}
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
trunks:
  north: {gateways: [{host: sip.north.example}]}
devices:
  lobby: {}  # expect: EMG104
```

```yaml good
account: {name: Harbour Dental, timezone: America/Halifax, country: CA, default_location: clinic, main_number: +19025550100}
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
trunks:
  north: {gateways: [{host: sip.north.example}]}
numbers:
  +19025550100: device.lobby
devices:
  lobby: {}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.calling_phones import calling_phones, listed
from compiler.diagnostics import Diagnostic
from schema.emergency import callback_of, location_of
from schema.references import RINGABLE_KINDS, Reference
from schema.tree import Account, NamedDevice

CODE = "EMG104"
NAME = "no-callback-number"
SEVERITY = "error"
ABSENCE = "anything"
ALLOW = "parent"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds phones without a number that reaches them back; one finding for each account."""
    lost = tuple(named for named in calling_phones(account) if _is_numberless(account, named))
    if not lost:
        return
    message = f"A call for help from {listed(lost)} would show no number to call back."
    related = tuple((f"{named.name} is here", named.origin) for named in lost[1:5])
    hint = "Give the account a main_number, or the location a callback."
    yield Diagnostic(CODE, NAME, message, lost[0].origin, related, hint)


def _is_numberless(account: Account, named: NamedDevice) -> bool:
    location = account.document.section("locations").get(location_of(account, named))
    target = location.callback if location else None
    if isinstance(target, Reference) and target.kind not in RINGABLE_KINDS:
        return False  # what stands there is wrong, and told by wrong-kind
    return not callback_of(account, named).startswith("+")
