"""Two keys of a phone are in the same place, so that one of them would be lost.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys:
      - {line: , at: 1}
      - {directory: , at: 1}  # expect: PH003
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    keys:
      - {line: , at: 1}
      - {directory: , at: 2}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phone_keys import Clash, phone_keys
from schema.program import Origin
from schema.tree import Account

CODE = "PH003"
NAME = "keys-in-one-place"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds phones with two keys in one place."""
    for name, keys in phone_keys(account).items():
        yield from (_finding(account, name, clash) for clash in keys.clashes)


def _finding(account: Account, name: str, clash: Clash) -> Diagnostic:
    place = f"place {clash.second.at}"
    place += f" of module {clash.second.module}" if clash.second.module else ""
    message = f"{clash.first.kind} and {clash.second.kind} are both in {place} of {name}."
    own = clash.second.origin.account == account.path
    at = clash.second.origin if own else Origin(account.path, account.devices[name].origin.route)
    return Diagnostic(CODE, NAME, message, at, (("the other key is here", clash.first.origin),))
