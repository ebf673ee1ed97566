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
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.kinship import lineage_of
from schema.grant import Limits
from schema.program import Origin
from schema.tree import Account

CODE = "LIM102"
NAME = "limit-exceeded"
SEVERITY = "error"


class Counted(NamedTuple):
    """How much an account has itself, and how much it and those below it may have."""

    users: int
    devices: int
    limits: Limits


def facts(account: Account) -> Counted:
    """The users and devices of an account, and its limits."""
    return Counted(len(account.users), len(account.devices), account.grant.limits)


def compare(known: Mapping[str, Counted]) -> Iterable[Diagnostic]:
    """Counts users and devices against the limits."""
    for what in ("users", "devices"):
        counts = _counts(known, what)
        for path, own in known.items():
            most = getattr(own.limits, what)
            if most is not None and counts[path] > most:
                message = f"There are {counts[path]} {what} here and in accounts below; "
                message += f"at most {most} are allowed."
                hint = "Whoever manages the account above can raise the limit."
                yield Diagnostic(CODE, NAME, message, Origin(path, (what,)), help=hint)


def _counts(known: Mapping[str, Counted], what: str) -> Counter[str]:
    """How many there are in each account and all below it."""
    counts: Counter[str] = Counter()
    for path, own in known.items():
        number: int = getattr(own, what)
        for one in lineage_of(path):
            counts[one] += number
    return counts
