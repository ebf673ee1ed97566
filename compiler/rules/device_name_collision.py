"""Two devices have the same full name.

A user's device is called `<user>-<device>`, so that the device `desk-2` of `anna` and the device
`2` of a user `anna-desk` would be one.

```yaml bad
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}}  # expect: NUM110
devices:
  anna-desk: {}
```

```yaml good
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices: {desk: {}}
devices:
  lobby: {}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "NUM110"
NAME = "device-name-collision"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds full names that two devices have."""
    first: dict[str, Origin] = {}
    for name, origin in _names(account):
        other = first.setdefault(name, origin)
        if other != origin:
            message = f"Two devices are called {quote(name)}."
            related = (("the other one stands here", other),)
            yield Diagnostic(CODE, NAME, message, origin, related, "Rename one of them.")


def _names(account: Account) -> Iterator[tuple[str, Origin]]:
    for name in account.document.section("devices"):
        yield name, Origin(account.path, ("devices", name))
    for user_name, user in account.users.items():
        for name in user.devices:
            yield f"{user_name}-{name}", Origin(account.path, ("users", user_name, "devices", name))
