"""Two things are reached by the same star code, or one code hides part of another.

A code that captures what is dialled behind it takes every longer code that begins like it:
`*55<number>` and `*551` can't stand together. The codes of the preset count; an empty value
removes one.

```yaml bad
callflows:
  taxi: {steps: [hangup], codes: ["*97"]}  # expect: NUM108
```

```yaml good
feature_codes: {voicemail: null}
callflows:
  taxi: {steps: [hangup], codes: ["*97"]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from compiler.claims import Claim, code_claims
from compiler.diagnostics import Diagnostic
from schema.patterns import is_open, overlap
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "NUM108"
NAME = "code-collision"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds codes that mean two things, one finding for each pair of places."""
    told: set[tuple[Origin, Origin]] = set()
    for one, other in _rivals(tuple(code_claims(account))):
        places = (one.origin, other.origin)
        if one.origin != other.origin and places not in told:
            told.add(places)
            yield _finding(one, other)


def _rivals(claims: tuple[Claim, ...]) -> Iterator[tuple[Claim, Claim]]:
    """Claims that some digits fit both; the earlier one first."""
    first: dict[str, Claim] = {}
    for claim in claims:
        if first.setdefault(claim.pattern, claim) is not claim:
            yield first[claim.pattern], claim
    captures = [(at, claim) for at, claim in enumerate(claims) if is_open(claim.pattern)]
    for (at, capture), (index, other) in product(captures, enumerate(claims)):
        if capture.pattern != other.pattern and overlap(capture.pattern, other.pattern):
            yield (other, capture) if index < at else (capture, other)


def _finding(one: Claim, other: Claim) -> Diagnostic:
    related = (("it is reached by this", one.origin),)
    if one.pattern == other.pattern:
        message = (
            f"The code {quote(other.pattern.removesuffix('.'))} reaches {_named(one)} already."
        )
    else:
        codes = [quote(claim.pattern.removesuffix(".")) for claim in (one, other)]
        longer, captures = codes if one.literal else reversed(codes)
        message = f"{longer} can't be told from {captures} and what is dialled behind it."
    return Diagnostic(CODE, NAME, message, other.origin, related)


def _named(claim: Claim) -> str:
    if claim.owner.kind == "feature_codes":
        return f"the feature {claim.owner.name.replace('_', ' ')}"
    return quote(claim.owner)
