"""A reference leads nowhere: the account has no thing of that name.

References find things of the account itself; trunks, media, hold music, schedules, caller lists and
key layouts are also found in the accounts above it.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101]}
callflows:
  main:
    - ring: user.ana  # expect: REF101
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
callflows:
  main:
    - ring: user.anna
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler.diagnostics import Diagnostic
from compiler.kinship import loose_ends, names_of, relative_with
from compiler.walk import Mention
from schema.reading import nearest, quote
from schema.tree import Account, Tree

CODE = "REF101"
NAME = "unknown-reference"
SEVERITY = "error"
ABSENCE = "lookup"


def facts(account: Account) -> tuple[Mention, ...]:
    """The references of an account that find nothing."""
    return tuple(one for one in loose_ends(account) if one.reference.kind != "media")


def search(tree: Tree, known: Mapping[str, tuple[Mention, ...]]) -> Iterable[Diagnostic]:
    """Finds references that lead nowhere. Recordings have a rule of their own."""
    for path, mentions in known.items():
        account = tree.accounts[path]
        for mention in mentions:
            if relative_with(tree, account, mention.reference) is None:
                yield _finding(account, mention)


def _finding(account: Account, mention: Mention) -> Diagnostic:
    kind, name = mention.reference.kind, mention.reference.name
    message = f"{quote(mention.reference)} leads nowhere: there is no {_words(kind)} {quote(name)}."
    known = names_of(account, kind)
    near = nearest(name, known)
    hint = f"Did you mean {kind}.{near}?" if near else _others(account, mention)
    return Diagnostic(CODE, NAME, message, mention.origin, help=hint)


def _others(account: Account, mention: Mention) -> str:
    """The same name as a thing of another kind that can stand there, else the known names."""
    name, kind = mention.reference.name, mention.reference.kind
    for other in mention.kinds:
        if name in names_of(account, other):
            return f"Did you mean {other}.{name}?"
    known = names_of(account, kind)
    if not known:
        return f"The account has no {_words(kind)} yet."
    return f"There is {', '.join(known)}." if len(known) <= 6 else ""


def _words(kind: str) -> str:
    return "layout of keys" if kind == "keys" else kind.replace("_", " ")
