"""A number is shown outside that is not the account's own.

Whoever calls back must reach the account, and showing other people's numbers is fraud in many
countries. A number is the account's own if it leads somewhere in it, or its grant gives it.

```yaml bad
users:
  anna:
    name: Anna Berg
    extensions: [101]
    caller_id: {external: {number: +19025550177}}  # expect: NUM105
```

```yaml good
numbers:
  +19025550177: user.anna
users:
  anna:
    name: Anna Berg
    extensions: [101]
    caller_id: {external: {number: +19025550177}}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import owned_numbers, owns
from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.caller_identity import CallerIdentity
from schema.program import Origin
from schema.reading import quote
from schema.things.device import Device
from schema.tree import Account

CODE = "NUM105"
NAME = "caller-id-not-owned"
SEVERITY = "error"
ABSENCE = "anything"
ALLOW = "parent"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds numbers shown outside, or to the emergency service, that others own."""
    own = owned_numbers(account)
    for number, origin in _shown(account):
        if number is None or owns(account, number, own):
            continue
        message = f"{quote(number)} is shown outside, but is not a number of this account."
        hint = "Show a number that leads here, or give it a route in numbers."
        yield Diagnostic(CODE, NAME, message, origin, help=hint)


def _shown(account: Account) -> Iterator[tuple[str | None, Origin]]:
    settings = account.document.account
    yield settings.main_number, Origin(account.path, ("account", "main_number"))
    yield settings.caller_id.number, Origin(account.path, ("account", "caller_id", "number"))
    for index, route in enumerate(account.document.section("routes")):
        yield route.caller_id, Origin(account.path, ("routes", index, "caller_id"))
    for identity, origin in walk(account).every(CallerIdentity):
        for to, shown in (("external", identity.external), ("emergency", identity.emergency)):
            yield shown.number, Origin(account.path, (*origin.route, to, "number"))
    for device, origin in walk(account).every(Device):
        place = Origin(account.path, (*origin.route, "emergency_callback"))
        yield device.emergency_callback, place
