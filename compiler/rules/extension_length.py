"""An extension is longer or shorter than the account says all its extensions are.

```yaml bad
account: {extension_length: 3}
users:
  anna: {name: Anna Berg, extensions: [1012]}  # expect: NUM107
```

```yaml good
account: {extension_length: 3}
users:
  anna: {name: Anna Berg, extensions: [101]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import extension_claims
from compiler.diagnostics import Diagnostic
from schema.patterns import positions
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "NUM107"
NAME = "extension-length"
SEVERITY = "error"
ALLOW = "here"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds extensions of another length than `extension_length`."""
    wanted = account.document.account.extension_length
    for claim in extension_claims(account):
        found = len(positions(claim.pattern))
        if wanted is None or found == wanted:
            continue
        message = f"{quote(claim.pattern)} has {found} digits; extensions here have {wanted}."
        said = Origin(account.path, ("account", "extension_length"))
        yield Diagnostic(CODE, NAME, message, claim.origin, (("it is said here", said),))
