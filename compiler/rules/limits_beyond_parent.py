"""A grant gives a child more than the account itself may have.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/north.yaml
type: reseller
limits: {calls: 10}
# file: accounts/north/account.yaml
# file: accounts/north/accounts/harbour.yaml
limits: {calls: 20}  # expect: LIM101
# file: accounts/north/accounts/harbour/account.yaml
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/north.yaml
type: reseller
limits: {calls: 10}
# file: accounts/north/account.yaml
# file: accounts/north/accounts/harbour.yaml
limits: {calls: 5}
# file: accounts/north/accounts/harbour/account.yaml
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from schema.grant import Limits
from schema.tree import Account

CODE = "LIM101"
NAME = "limits-beyond-parent"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds limits that are larger than those above."""
    for what in Limits.model_fields:
        own = getattr(account.grant.limits, what)
        above = _above(account, what)
        if own is not None and above is not None and own > above:
            message = f"{own} {_words(what)} are more than the {above} of this account itself."
            hint = f"Write {above} or less; left out, it may use as much as its parent."
            yield Diagnostic(CODE, NAME, message, grant_origin(account, "limits", what), help=hint)


def _above(account: Account, what: str) -> int | None:
    """The smallest limit of the accounts above."""
    limits = [getattr(one.grant.limits, what) for one in list(account.lineage())[1:]]
    return min((limit for limit in limits if limit is not None), default=None)


def _words(what: str) -> str:
    return {"inbound": "inbound calls", "outbound": "outbound calls"}.get(what, what)
