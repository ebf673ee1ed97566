"""The type of an account does not fit its place in the tree.

`master` is the root only. An account has accounts below it if it is the master or a reseller; the
type of a child is what its grant says.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
type: standard
# file: accounts/harbour/account.yaml
account: {type: reseller}  # expect: LIM104
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
type: reseller
# file: accounts/harbour/account.yaml
account: {type: reseller}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account, Tree

CODE = "LIM104"
NAME = "wrong-account-type"
SEVERITY = "error"
ABSENCE = "anything"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds types that do not fit, and standard accounts with children."""
    parents = {one.parent.path for one in tree.accounts.values() if one.parent is not None}
    for account in tree.accounts.values():
        yield from _type(account)
        if account.path in parents:
            yield from _children(account)


def _type(account: Account) -> Iterator[Diagnostic]:
    said = account.document.account.type_
    if account.parent is None or said is None or said == account.grant.type_:
        return
    message = f"This account says it is {quote(said)}; its grant says {quote(account.grant.type_)}."
    if said == "master":
        message = "Only the root of the tree is the master."
    origin = Origin(account.path, ("account", "type"))
    yield Diagnostic(CODE, NAME, message, origin, help="Remove the line; the grant decides.")


def _children(account: Account) -> Iterator[Diagnostic]:
    if account.parent is None:
        said = account.document.account.type_
        if said in ("master", "reseller"):
            return
        message = "An account with accounts below it is the master; this one does not say so."
        origin = Origin(account.path, ("account", "type"))
        yield Diagnostic(CODE, NAME, message, origin, help="Write `type: master`.")
    elif account.grant.type_ == "standard":
        message = f"{quote(account.path)} has accounts below it, but is a standard account."
        origin = grant_origin(account, "type")
        yield Diagnostic(CODE, NAME, message, origin, help="Grant it `type: reseller`.")
