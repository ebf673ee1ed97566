"""Two things of an account are reached by the same extension.

Mailboxes are reached by their number too. Where a pattern such as `7XX` covers an extension, the
extension wins; that is only a warning. Two patterns that fit the same digits equally well are an
error.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101]}
  ben: {name: Ben Okafor, extensions: [101]}  # expect: NUM106
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
  ben: {name: Ben Okafor, extensions: [102]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from compiler.claims import Claim, extension_claims
from compiler.diagnostics import Diagnostic, Severity
from schema.patterns import matches, tied
from schema.reading import quote
from schema.tree import Account

CODE = "NUM106"
NAME = "extension-collision"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds extensions that two things own."""
    literals: dict[str, Claim] = {}
    patterns: list[Claim] = []
    for claim in extension_claims(account):
        if not claim.literal:
            patterns.append(claim)
            continue
        other = literals.setdefault(claim.pattern, claim)
        if other is not claim:
            yield _finding(claim, other, f"{quote(claim.pattern)} is the extension of")
    yield from _patterns(patterns, literals)


def _patterns(patterns: list[Claim], literals: dict[str, Claim]) -> Iterator[Diagnostic]:
    for one, other in combinations(patterns, 2):
        if tied(one.pattern, other.pattern) or one.pattern == other.pattern:
            said = f"{quote(other.pattern)} fits the same digits as {quote(one.pattern)} of"
            yield _finding(other, one, said)
    for claim in patterns:
        covered = [one for digits, one in literals.items() if matches(claim.pattern, digits)]
        if covered and covered[0].owner != claim.owner:
            said = f"{quote(claim.pattern)} covers {quote(covered[0].pattern)}, which stays with"
            yield _finding(claim, covered[0], said, "warning")


def _finding(claim: Claim, other: Claim, said: str, severity: Severity = "error") -> Diagnostic:
    whose = "the same thing" if other.owner == claim.owner else quote(other.owner)
    message = f"{said} {whose}{' already' if severity == 'error' else ''}."
    related = (("it is claimed here", other.origin),)
    return Diagnostic(CODE, NAME, message, claim.origin, related, severity=severity)
