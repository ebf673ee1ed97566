"""An account, with those below it, has more users or devices than its grant allows.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
limits: {users: 1}
# file: accounts/harbour/account.yaml
users:  # expect: LIM102
  anna: {name: Anna Berg, extensions: [101]}
  ben: {name: Ben Okafor, extensions: [102]}
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
limits: {users: 2}
# file: accounts/harbour/account.yaml
users:
  anna: {name: Anna Berg, extensions: [101]}
  ben: {name: Ben Okafor, extensions: [102]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.tree import Account, Tree

CODE = "LIM102"
NAME = "limit-exceeded"
SEVERITY = "error"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Counts users and devices against the limits."""
    for account in tree.accounts.values():
        for what in ("users", "devices"):
            most = getattr(account.grant.limits, what)
            if most is None:
                continue
            own = _count(account, what)
            below = sum(_count(one, what) for one in tree.accounts.values() if _is_below(one, account))
            if own + below > most:
                message = f"There are {own + below} {what}, {below} of them in accounts below;"
                if not below:
                    message = f"There are {own} {what};"
                message += f" at most {most} are allowed."
                hint = "Whoever manages the account above can raise the limit."
                yield Diagnostic(CODE, NAME, message, Origin(account.path, (what,)), help=hint)


def _count(account: Account, what: str) -> int:
    return len(account.users if what == "users" else account.devices)


def _is_below(one: Account, account: Account) -> bool:
    return one is not account and account in list(one.lineage())
