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

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from compiler.claims import Block, Claim, granted_blocks, number_claims
from compiler.diagnostics import Diagnostic
from compiler.kinship import lineage_of, parent_of
from schema.reading import quote
from schema.tree import Account

CODE = "NUM101"
NAME = "number-in-two-accounts"
SEVERITY = "error"


class Numbers(NamedTuple):
    """The numbers that lead somewhere in an account, and those that its grant gives it."""

    claims: tuple[Claim, ...]
    blocks: tuple[Block, ...]

    def giving(self, number: str) -> Block | None:
        """The block of the grant that a number is of."""
        return next((block for block in self.blocks if block.holds(number)), None)


def facts(account: Account) -> Numbers:
    """The numbers of an account."""
    return Numbers(tuple(number_claims(account)), tuple(granted_blocks(account)))


def compare(known: Mapping[str, Numbers]) -> Iterable[Diagnostic]:
    """Finds numbers of several accounts, and grants that give the same numbers."""
    yield from _used_twice(known)
    for parent, children in _children(known).items():
        yield from _given_and_kept(known[parent], children)
        yield from _given_twice(children)


def _children(known: Mapping[str, Numbers]) -> dict[str, dict[str, Numbers]]:
    """The accounts right below each account that has any."""
    found: dict[str, dict[str, Numbers]] = {}
    for path, own in known.items():
        parent = parent_of(path)
        if parent is not None:
            found.setdefault(parent, {})[path] = own
    return found


def _used_twice(known: Mapping[str, Numbers]) -> Iterator[Diagnostic]:
    """Numbers that lead somewhere in two accounts, neither of which is above the other: that one
    account is above the other is told with the grant."""
    claimed: dict[str, list[tuple[str, Claim]]] = {}
    for path, own in known.items():
        for claim in own.claims:
            claimed.setdefault(claim.pattern, []).append((path, claim))
    for number, claims in claimed.items():
        first, *others = claims
        for path, claim in others:
            if first[0] not in lineage_of(path):
                message = f"The number {quote(number)} belongs to another account."
                hint = "A number leads somewhere in one account only."
                yield Diagnostic(CODE, NAME, message, claim.origin, help=hint)


def _given_and_kept(parent: Numbers, children: Mapping[str, Numbers]) -> Iterator[Diagnostic]:
    for claim in parent.claims:
        for child, own in children.items():
            given = own.giving(claim.pattern)
            if given is not None:
                message = f"The number {quote(claim.pattern)} is given to {quote(child)}."
                related = (("its grant gives it", given.origin),)
                hint = "Remove it here, or from the grant."
                yield Diagnostic(CODE, NAME, message, claim.origin, related, hint)


def _given_twice(children: Mapping[str, Numbers]) -> Iterator[Diagnostic]:
    given = [(child, block) for child, own in children.items() for block in own.blocks]
    given.sort(key=lambda one: (one[1].first, one[1].last))
    for (one, block), (other, later) in pairwise(given):
        if block.meets(later) and one != other:
            message = f'The number "+{later.first}" is given to {quote(one)} too.'
            related = (("it is given here as well", block.origin),)
            yield Diagnostic(CODE, NAME, message, later.origin, related)
