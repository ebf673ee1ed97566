"""The name that a phone logs in as is too long: `<device>@<realm>` has 79 characters at most.

The device of a user is named `<user>-<device>`. The realm is the account's name below its parents'
domain, or what the grant says. Switches know a phone by both together, and one whose name they
would cut could not log in.

```yaml bad
users:
  the-lady-at-the-front-desk-in-the-lobby:
    name: Anna Berg
    devices:
      the-telephone-that-hangs-on-the-wall: {}  # expect: PHN103
```

```yaml good
users:
  front-desk:
    name: Anna Berg
    devices: {wall: {}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "PHN103"
NAME = "long-phone-name"
SEVERITY = "error"
LONGEST = 79


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds registering devices whose name and realm are too long together."""
    for named in account.devices.values():
        login = f"{named.name}@{account.realm}"
        if named.device.registers and len(login) > LONGEST:
            message = f"{quote(login)} has {len(login)} characters, more than {LONGEST}."
            hint = "Shorten the user's name, the device's, or the realm in the grant."
            related = (("its realm comes from here", _realm_origin(account)),)
            yield Diagnostic(CODE, NAME, message, named.origin, related, hint)


def _realm_origin(account: Account) -> Origin:
    if account.parent is None:
        return Origin(account.path, ("account", "platform", "domain"))
    return grant_origin(account, "realm")
