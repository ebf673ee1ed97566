"""A class of hold music has no recordings, and does not say that silence is meant.

```yaml bad
hold_music:
  waiting: {shuffle: true}  # expect: MED102
```

```yaml good
hold_music:
  waiting: {files: [welcome], shuffle: true}
  quiet: {silence: true}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "MED102"
NAME = "empty-hold-music"
SEVERITY = "error"
ALLOW = "here"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds hold music that is silent by accident, or has both recordings and silence."""
    for name, music in account.document.section("hold_music").items():
        if bool(music.files) != music.silence:
            continue
        origin = Origin(account.path, ("hold_music", name))
        both = "says silence and has recordings" if music.files else "has no recordings"
        message = f"The hold music {quote(name)} {both}."
        hint = "" if music.files else "Name files, or write `silence: true`."
        yield Diagnostic(CODE, NAME, message, origin, help=hint)
