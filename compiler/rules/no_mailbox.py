"""A message is to be left with a user who has no mailbox.

A user has a mailbox unless `voicemail: false` is written, or neither an extension nor a number for
the mailbox.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], voicemail: false, forward: {to: +16475550188}}
callflows:
  main:
    - voicemail: user.anna  # expect: REF104
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
callflows:
  main:
    - voicemail: user.anna
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.reading import quote
from schema.tree import Account

CODE = "REF104"
NAME = "no-mailbox"
SEVERITY = "error"
BOXES = ("mailbox", "user")


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds voicemail steps whose user has no mailbox."""
    for mention in walk(account).mentions:
        if mention.kinds != BOXES or mention.reference.kind != "user":
            continue
        user = account.users.get(mention.reference.name)
        if user is not None and not user.box_number:
            refused = user.voicemail is None
            why = "it says `voicemail: false`" if refused else "it has no extension"
            message = f"{quote(mention.reference)} has no mailbox: {why}."
            hint = "Remove that line." if refused else "Give the user one."
            yield Diagnostic(CODE, NAME, message, mention.origin, help=hint)
