"""A telephone number is claimed by two accounts, or given to two of them.

A number belongs to exactly one account of the whole tree: what a parent gives to a child is no
longer the parent's.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
numbers:
  +19025550100: [hangup]  # expect: NUM101
# file: accounts/harbour.yaml
numbers: [+19025550100]
# file: accounts/harbour/account.yaml
numbers:
  +19025550100: [hangup]
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
numbers:
  +19025550199: [hangup]
# file: accounts/harbour.yaml
numbers: [+19025550100]
# file: accounts/harbour/account.yaml
numbers:
  +19025550100: [hangup]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import Block, Claim, granted_blocks, is_granted, number_claims
from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account, Tree

CODE = "NUM101"
NAME = "number-in-two-accounts"
SEVERITY = "error"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds numbers of several accounts, and grants that give the same numbers."""
    yield from _used_twice(tree)
    for parent in tree.accounts.values():
        children = [one for one in tree.accounts.values() if one.parent is parent]
        if children:
            yield from _given_and_kept(parent, children)
            yield from _given_twice(children)


def _used_twice(tree: Tree) -> Iterator[Diagnostic]:
    """Numbers that two accounts lead somewhere, told where the one stands that was not given it."""
    claimed: dict[str, dict[str, Claim]] = {}
    for account in tree.accounts.values():
        for claim in number_claims(account):
            claimed.setdefault(claim.pattern, {}).setdefault(account.path, claim)
    for number, claims in claimed.items():
        lineages = [tree.accounts[path].lineage() for path in claims]
        related_accounts = {path for line in lineages for path in list(_paths(line))[1:]}
        strangers = [path for path in claims if path not in related_accounts]
        if len(strangers) > 1:
            yield _finding(number, claims[strangers[1]].origin, claims[strangers[0]].origin)


def _paths(line: Iterable[Account]) -> Iterator[str]:
    return (account.path for account in line)


def _finding(number: str, origin: Origin, _other: Origin) -> Diagnostic:
    """The other account's place is not told: this account may not know it."""
    message = f"The number {quote(number)} belongs to another account."
    hint = "A number leads somewhere in one account only; remove it from one of them."
    return Diagnostic(CODE, NAME, message, origin, help=hint)


def _given_and_kept(parent: Account, children: list[Account]) -> Iterator[Diagnostic]:
    for claim in number_claims(parent):
        for child in children:
            if is_granted(child, claim.pattern):
                message = f"The number {quote(claim.pattern)} is given to {quote(child.path)}."
                given = next(b.origin for b in granted_blocks(child) if b.holds(claim.pattern))
                related = (("its grant gives it", given),)
                hint = "Remove it here, or from the grant."
                yield Diagnostic(CODE, NAME, message, claim.origin, related, hint)


def _given_twice(children: list[Account]) -> Iterator[Diagnostic]:
    given: list[tuple[Account, Block]] = [
        (child, block) for child in children for block in granted_blocks(child)
    ]
    given.sort(key=lambda one: (one[1].first, one[1].last))
    for (one, block), (other, later) in zip(given, given[1:], strict=False):
        if block.meets(later) and one is not other:
            message = f"The number \"+{later.first}\" is given to {quote(one.path)} too."
            related = (("it is given here as well", block.origin),)
            yield Diagnostic(CODE, NAME, message, later.origin, related)
