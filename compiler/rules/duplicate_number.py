"""Two things of one account claim the same telephone number.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], numbers: [+19025550101]}  # expect: NUM104
numbers:
  +19025550101: [hangup]
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], numbers: [+19025550101]}
numbers:
  +19025550102: [hangup]
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import Claim, number_claims
from compiler.diagnostics import Diagnostic
from schema.reading import quote
from schema.tree import Account

CODE = "NUM104"
NAME = "duplicate-number"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds numbers that lead to two places."""
    first: dict[str, Claim] = {}
    for claim in number_claims(account):
        other = first.setdefault(claim.pattern, claim)
        if other is not claim:
            message = f"The number {quote(claim.pattern)} leads to {quote(other.owner)} already."
            related = (("it is claimed here first", other.origin),)
            yield Diagnostic(CODE, NAME, message, claim.origin, related)
