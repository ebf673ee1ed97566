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

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from compiler.kinship import parent_of
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "LIM104"
NAME = "wrong-account-type"
SEVERITY = "error"
ABSENCE = "anything"


class Types(NamedTuple):
    """What an account says it is, and what its grant says."""

    said: str | None
    granted: str
    origin: Origin


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds accounts that say they are something else than their grant."""
    said = account.document.account.type_
    if account.parent is None or said is None or said == account.grant.type_:
        return
    message = f"This account says it is {quote(said)}; its grant says {quote(account.grant.type_)}."
    if said == "master":
        message = "Only the root of the tree is the master."
    origin = Origin(account.path, ("account", "type"))
    yield Diagnostic(CODE, NAME, message, origin, help="Remove the line; the grant decides.")


def facts(account: Account) -> Types:
    """The types of an account, and where the one that counts is written."""
    written = Origin(account.path, ("account", "type"))
    origin = grant_origin(account, "type") if account.parent else written
    return Types(account.document.account.type_, account.grant.type_, origin)


def compare(known: Mapping[str, Types]) -> Iterable[Diagnostic]:
    """Finds accounts that may not have those below them."""
    parents = {parent_of(path) for path in known}
    for path, types in known.items():
        if path in parents:
            yield from _parent(path, types)


def _parent(path: str, types: Types) -> Iterator[Diagnostic]:
    if not path:
        if types.said in ("master", "reseller"):
            return
        message = "An account with accounts below it is the master; this one does not say so."
        yield Diagnostic(CODE, NAME, message, types.origin, help="Write `type: master`.")
    elif types.granted == "standard":
        message = f"{quote(path)} has accounts below it, but is a standard account."
        yield Diagnostic(CODE, NAME, message, types.origin, help="Grant it `type: reseller`.")
