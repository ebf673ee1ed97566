"""People forward their calls to each other in a circle.

The switch notices when such a call runs, but then nobody has been reached.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101], forward: {to: 102}}
  ben: {name: Ben Okafor, extensions: [102], forward: {to: 101}}  # expect: CALL107
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101], forward: {to: 102}}
  ben: {name: Ben Okafor, extensions: [102], forward: {to: +16475550188}}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import extension_claims
from compiler.diagnostics import Diagnostic
from compiler.graph import Edge, find_loops
from schema.program import Origin
from schema.references import Reference
from schema.tree import Account

CODE = "CALL107"
NAME = "forward-loop"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds circles of forwarding, as far as git knows them."""
    for loop in find_loops(_forwards(account)):
        *before, last = loop
        chain = " -> ".join([str(loop[0].source), *(str(edge.target) for edge in loop)])
        related = tuple((f"{edge.source} forwards", edge.origin) for edge in before)
        message = f"Calls are forwarded in a circle: {chain}."
        yield Diagnostic(CODE, NAME, message, last.origin, related, severity="warning")


def _forwards(account: Account) -> Iterator[Edge]:
    owners = {claim.pattern: claim.owner for claim in extension_claims(account)}
    for name, user in account.users.items():
        target = owners.get(user.forward.to or "")
        if user.forward.when != "never" and target is not None and target.kind == "user":
            origin = Origin(account.path, ("users", name, "forward", "to"))
            yield Edge(Reference("user", name), target, origin)
