"""An extension or a rule of dialling looks like an emergency number of the country.

Emergency numbers always go first, with and without the outside prefix, so such an extension could
not be called; and a phone that waits whether more digits follow delays a call for help. An
extension that only begins like one is a warning.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [911]}  # expect: EMG101
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [201]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import Claim, extension_claims
from compiler.diagnostics import Diagnostic
from schema.emergency import emergency_dials
from schema.patterns import is_open, matches, overlap, positions, written
from schema.program import Origin
from schema.reading import quote
from schema.references import Reference
from schema.tree import Account

CODE = "EMG101"
NAME = "emergency-shadowed"
SEVERITY = "error"
ALLOW = "parent"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds digits that are, or begin like, those that call for help."""
    dials = emergency_dials(account)
    for claim in _digits(account):
        yield from _judge(claim, dials)


def _judge(claim: Claim, dials: tuple[str, ...]) -> Iterator[Diagnostic]:
    same = next((one for one in dials if matches(claim.pattern, one)), "")
    begins = next((one for one in dials if _begins(claim.pattern, one)), "")
    if same:
        message = f"{quote(claim.pattern)} covers the emergency number {quote(same)}."
        if claim.pattern == same:
            message = f"{quote(same)} calls for help; nothing else can be reached by it."
        hint = "Choose digits that begin differently."
        yield Diagnostic(CODE, NAME, message, claim.origin, help=hint)
    elif begins:
        message = f"{quote(claim.pattern)} begins like the emergency number {quote(begins)};"
        message += " a phone may wait before it calls for help."
        yield Diagnostic(CODE, NAME, message, claim.origin, severity="warning")


def _begins(pattern: str, dialled: str) -> bool:
    """Whether something that fits a pattern begins with an emergency number and is longer."""
    places = positions(pattern)
    if len(places) < len(dialled) or (len(places) == len(dialled) and not is_open(pattern)):
        return False
    return overlap(written(places[: len(dialled)]), dialled)


def _digits(account: Account) -> Iterator[Claim]:
    yield from extension_claims(account)
    for index, rule in enumerate(account.document.dialing.extra):
        origin = Origin(account.path, ("dialing", "extra", index, "dial"))
        yield Claim(rule.dial, Reference("dialing", "extra"), origin)
