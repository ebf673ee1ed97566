"""Two mailboxes have the same number.

A user's mailbox has the number of the first extension unless it says another one.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101]}
  ben:
    name: Ben Okafor
    extensions: [102]
    voicemail: {number: 101}  # expect: NUM109
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
  ben:
    name: Ben Okafor
    extensions: [102]
    voicemail: {number: 102}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import Claim, box_claims, extension_claims
from compiler.diagnostics import Diagnostic
from schema.reading import quote
from schema.tree import Account

CODE = "NUM109"
NAME = "mailbox-collision"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds mailboxes of one number, but for those whose extensions collide anyway."""
    dialled = {claim.origin for claim in extension_claims(account)}
    first: dict[str, Claim] = {}
    for claim in box_claims(account):
        other = first.setdefault(claim.pattern, claim)
        if other is claim or {claim.origin, other.origin} <= dialled:
            continue
        message = f"{quote(claim.pattern)} is the number of the mailbox of {quote(other.owner)}."
        related = (("its number comes from here", other.origin),)
        yield Diagnostic(CODE, NAME, message, claim.origin, related)
