"""A reference of a kind that can't stand there, such as a schedule where a call should go.

A call can go to a user, device, group, menu, callflow or mailbox. Rung can be users, devices and
groups.

```yaml bad
schedules:
  office: {open: {mon-fri: 08:00-17:00}}
numbers:
  +19025550101: schedule.office  # expect: REF103
```

```yaml good
schedules:
  office: {open: {mon-fri: 08:00-17:00}}
numbers:
  +19025550101:
    - schedule: {use: office, closed: [hangup]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.kinship import names_of
from compiler.walk import Mention, walk
from schema.reading import did_you_mean, quote
from schema.things import kinds
from schema.tree import Account

CODE = "REF103"
NAME = "wrong-kind"
SEVERITY = "error"
WORDS = {"media": "recording", "hold_music": "class of hold music", "caller_list": "caller list"}


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds references of a kind that their field does not take."""
    for mention in walk(account).mentions:
        if mention.reference.kind not in mention.kinds:
            yield _finding(account, mention)


def _finding(account: Account, mention: Mention) -> Diagnostic:
    reference, allowed = mention.reference, mention.kinds
    names = [_word(kind) for kind in allowed]
    wanted = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    what = f"is of no known kind ({quote(reference.kind)})"
    if reference.kind in kinds():
        what = f"is a {_word(reference.kind)}"
    message = f"{quote(reference)} {what}; a {wanted} belongs here."
    same = [kind for kind in allowed if reference.name in names_of(account, kind)]
    hint = f"Did you mean {same[0]}.{reference.name}?" if same else ""
    hint = hint or did_you_mean(reference.kind, allowed)
    return Diagnostic(CODE, NAME, message, mention.origin, help=hint)


def _word(kind: str) -> str:
    return WORDS.get(kind, kind)
