"""A mailbox belongs to nobody and sends no e-mail: no light would show that a message waits.

```yaml bad
mailboxes:
  front-desk: {number: 299}  # expect: CALL112
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
mailboxes:
  front-desk: {number: 299, owners: [user.anna]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "CALL112"
NAME = "mailbox-without-owner"
SEVERITY = "error"
ALLOW = "here"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds mailboxes without owners and e-mail."""
    for name, box in account.document.section("mailboxes").items():
        if not box.owners and not box.email:
            message = f"Nobody would hear what is left in {quote(name)}: it has no owners and "
            message += "sends no e-mail."
            origin = Origin(account.path, ("mailboxes", name))
            yield Diagnostic(CODE, NAME, message, origin, help="Add owners or email.")
