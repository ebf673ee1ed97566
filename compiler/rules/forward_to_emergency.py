"""Calls are forwarded to an emergency number.

Help is called by people, not by forwarding: everybody who rings this user would be put through to
the emergency service, which could call nobody back.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], forward: {to: 911}}  # expect: EMG105
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], forward: {to: +16475550188}}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.emergency import emergency_dials
from schema.hunting import Member
from schema.program import Origin
from schema.reading import quote
from schema.steps.dial import Dial
from schema.tree import Account

CODE = "EMG105"
NAME = "forward-to-emergency"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds forwarding, members and dialled numbers that call for help."""
    helps = set(emergency_dials(account))
    helps |= {account.country.calling_code + one for one in helps}
    for number, origin in _targets(account):
        if number.removeprefix("+") in helps:
            message = f"{quote(number)} calls for help; no call may be sent there by itself."
            yield Diagnostic(CODE, NAME, message, origin)


def _targets(account: Account) -> Iterator[tuple[str, Origin]]:
    for name, user in account.users.items():
        if user.forward.to:
            yield user.forward.to, Origin(account.path, ("users", name, "forward", "to"))
    for named in account.devices.values():
        if named.device.number:
            yield named.device.number, Origin(account.path, (*named.origin.route, "number"))
    for member, origin in walk(account).every(Member):
        if isinstance(member.to, str):
            yield member.to, Origin(account.path, (*origin.route, "to"))
    for dial, origin in walk(account).every(Dial):
        yield dial.number, Origin(account.path, (*origin.route, "number"))
