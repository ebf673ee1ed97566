"""An account uses or passes on a telephone number that was not given to it.

A child account has the numbers that its grant gives, and a parent can give only what it was given
itself. The root has all that it writes.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
numbers: [+19025550100]
# file: accounts/harbour/account.yaml
numbers:
  +19025550101: [hangup]  # expect: NUM102
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
numbers: [{first: +19025550100, last: +19025550109}]
# file: accounts/harbour/account.yaml
numbers:
  +19025550101: [hangup]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import ends_of, grant_origin, is_granted, number_claims
from compiler.diagnostics import Diagnostic
from schema.grant import NumberBlock
from schema.reading import quote
from schema.tree import Account

CODE = "NUM102"
NAME = "number-not-granted"
SEVERITY = "error"
ABSENCE = "anything"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds numbers that an account, or its parent's grant, does not have."""
    for claim in number_claims(account):
        if not is_granted(account, claim.pattern):
            message = f"The number {quote(claim.pattern)} is not given to this account."
            hint = "Whoever manages the account above can add it to the grant."
            yield Diagnostic(CODE, NAME, message, claim.origin, help=hint)
    if account.parent is not None and account.parent.parent is not None:
        yield from _passed_on(account, account.parent)


def _passed_on(account: Account, parent: Account) -> Iterator[Diagnostic]:
    for index, given in enumerate(account.grant.numbers):
        if not _has_all(parent, given):
            first, last = ends_of(given)
            what = quote(first) if first == last else f"{quote(first)} to {quote(last)}"
            message = f"{what} can't be given: the account itself was not given it."
            yield Diagnostic(CODE, NAME, message, grant_origin(account, "numbers", index))


def _has_all(parent: Account, given: str | NumberBlock) -> bool:
    """Whether each number of a block is in one of the parent's own."""
    first, last = ends_of(given)
    return all(is_granted(parent, f"+{number}") for number in _steps(parent, int(first), int(last)))


def _steps(parent: Account, first: int, last: int) -> Iterator[int]:
    """The numbers worth asking: both ends, and whatever lies behind the end of a parent's block."""
    edges = [int(ends_of(given)[1]) + 1 for given in parent.grant.numbers]
    yield from {first, last, *(edge for edge in edges if first <= edge <= last)}
