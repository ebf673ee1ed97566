"""Two devices have the same hardware address, so that one phone would get two configurations.

```yaml bad
devices:
  lobby: {mac: 80:5e:c0:aa:bb:01}
  shop: {mac: 80-5E-C0-AA-BB-01}  # expect: NUM111
```

```yaml good
devices:
  lobby: {mac: 80:5e:c0:aa:bb:01}
  shop: {mac: 80:5e:c0:aa:bb:02}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "NUM111"
NAME = "duplicate-mac"
SEVERITY = "error"


def facts(account: Account) -> tuple[tuple[str, Origin], ...]:
    """The hardware addresses of an account, and where they stand."""
    return tuple(
        (named.device.mac, Origin(account.path, (*named.origin.route, "mac")))
        for named in account.devices.values()
        if named.device.mac is not None
    )


def compare(known: Mapping[str, tuple[tuple[str, Origin], ...]]) -> Iterable[Diagnostic]:
    """Finds hardware addresses that stand twice in the whole tree."""
    first: dict[str, Origin] = {}
    for mac, origin in (one for own in known.values() for one in own):
        other = first.setdefault(mac, origin)
        if other == origin:
            continue
        here = other.account == origin.account
        where = "another device of the account" if here else "a device of another account"
        message = f"The hardware address {quote(mac)} is that of {where}."
        related = (("it stands here first", other),) if here else ()
        yield Diagnostic(CODE, NAME, message, origin, related)
