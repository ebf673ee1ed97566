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

from collections import Counter
from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.tree import Account, Tree

CODE = "LIM102"
NAME = "limit-exceeded"
SEVERITY = "error"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Counts users and devices against the limits."""
    for what in ("users", "devices"):
        counts = _counts(tree, what)
        for account in tree.accounts.values():
            most = getattr(account.grant.limits, what)
            if most is not None and counts[account] > most:
                message = f"There are {counts[account]} {what} here and in accounts below; "
                message += f"at most {most} are allowed."
                hint = "Whoever manages the account above can raise the limit."
                yield Diagnostic(CODE, NAME, message, Origin(account.path, (what,)), help=hint)


def _counts(tree: Tree, what: str) -> Counter[Account]:
    """How many there are in each account and all below it."""
    counts: Counter[Account] = Counter()
    for account in tree.accounts.values():
        own = len(account.users if what == "users" else account.devices)
        for one in account.lineage():
            counts[one] += own
    return counts
