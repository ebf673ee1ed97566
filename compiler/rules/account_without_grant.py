"""A child account has a folder, but its parent has written it no grant.

What an account may use is said by its parent, in `accounts/<child>.yaml` beside the child's folder.

```yaml bad
account: {name: North, timezone: America/Halifax, country: CA, type: master}
# file: accounts/marina/account.yaml
account: {name: Marina, timezone: America/Halifax, country: CA}  # expect: LIM106
```

```yaml good
account: {name: North, timezone: America/Halifax, country: CA, type: master}
# file: accounts/marina.yaml
type: standard
# file: accounts/marina/account.yaml
account: {name: Marina, timezone: America/Halifax, country: CA}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "LIM106"
NAME = "account-without-grant"
SEVERITY = "error"
ALLOW = "never"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds accounts below the root that nobody has given anything."""
    if not account.granted:
        message = f"The account {quote(account.slug)} has no grant from its parent."
        origin = Origin(account.path, ("account",))
        hint = f"Write accounts/{account.slug}.yaml in the parent's folder."
        yield Diagnostic(CODE, NAME, message, origin, help=hint, pointing="key")
