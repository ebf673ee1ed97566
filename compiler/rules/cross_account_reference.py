"""A reference names a thing of another account.

An account can't send calls to the people of another one, nor look at their things. Only trunks,
media, hold music, schedules and caller lists are lent, and only by the accounts above.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
callflows:
  help:
    - ring: user.anna  # expect: REF102
# file: accounts/harbour.yaml
name: Harbour Dental
# file: accounts/harbour/account.yaml
users:
  anna: {name: Anna Berg, extensions: [101]}
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
users:
  sam: {name: Sam Roy, extensions: [101]}
callflows:
  help:
    - ring: user.sam
# file: accounts/harbour.yaml
name: Harbour Dental
# file: accounts/harbour/account.yaml
users:
  anna: {name: Anna Berg, extensions: [101]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compiler.diagnostics import Diagnostic
from compiler.kinship import loose_ends, relative_with
from compiler.walk import Mention
from schema.reading import quote
from schema.tree import Account, Tree

CODE = "REF102"
NAME = "cross-account-reference"
SEVERITY = "error"
ABSENCE = "lookup"


def facts(account: Account) -> tuple[Mention, ...]:
    """The references of an account that find nothing."""
    return loose_ends(account)


def search(tree: Tree, known: Mapping[str, tuple[Mention, ...]]) -> Iterable[Diagnostic]:
    """Finds references to things of relatives in the tree."""
    for path, mentions in known.items():
        account = tree.accounts[path]
        for mention in mentions:
            other = relative_with(tree, account, mention.reference)
            if other is not None:
                whose = _whose(account, other)
                message = f"{quote(mention.reference)} belongs to {whose}; it can't be used here."
                hint = "Use a thing of this account, or a telephone number."
                yield Diagnostic(CODE, NAME, message, mention.origin, help=hint)


def _whose(account: Account, other: Account) -> str:
    """The other account, by name only where this one may know it."""
    if other in list(account.lineage()):
        return "the account above"
    if account in list(other.lineage()):
        return f"the account {quote(other.path)} below"
    return "another account"
