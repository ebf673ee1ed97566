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
from itertools import pairwise

from compiler.claims import Block, Claim, granted_blocks, is_granted, number_claims
from compiler.diagnostics import Diagnostic
from compiler.kinship import children_of
from schema.reading import quote
from schema.tree import Account, Tree

CODE = "NUM101"
NAME = "number-in-two-accounts"
SEVERITY = "error"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds numbers of several accounts, and grants that give the same numbers."""
    yield from _used_twice(tree)
    for parent, children in children_of(tree).items():
        yield from _given_and_kept(parent, children)
        yield from _given_twice(children)


def _used_twice(tree: Tree) -> Iterator[Diagnostic]:
    """Numbers that lead somewhere in two accounts, neither of which is above the other: that one
    account is above the other is told with the grant."""
    claimed: dict[str, list[tuple[Account, Claim]]] = {}
    for account in tree.accounts.values():
        for claim in number_claims(account):
            claimed.setdefault(claim.pattern, []).append((account, claim))
    for number, claims in claimed.items():
        first, *others = claims
        for account, claim in others:
            if first[0] not in list(account.lineage()):
                message = f"The number {quote(number)} belongs to another account."
                hint = "A number leads somewhere in one account only."
                yield Diagnostic(CODE, NAME, message, claim.origin, help=hint)


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
    for (one, block), (other, later) in pairwise(given):
        if block.meets(later) and one is not other:
            message = f'The number "+{later.first}" is given to {quote(one.path)} too.'
            related = (("it is given here as well", block.origin),)
            yield Diagnostic(CODE, NAME, message, later.origin, related)
