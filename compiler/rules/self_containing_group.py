"""A group is a member of itself, directly or through other groups.

```yaml bad
groups:
  sales: {extension: 200, members: [group.front]}  # expect: CALL104
  front: {extension: 201, members: [group.sales]}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
groups:
  sales: {extension: 200, members: [group.front]}
  front: {extension: 201, members: [user.anna]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.diagnostics import Diagnostic
from compiler.graph import Edge, find_loops
from schema.program import Origin
from schema.references import Reference
from schema.tree import Account

CODE = "CALL104"
NAME = "self-containing-group"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds circles of groups."""
    for loop in find_loops(_members(account)):
        *before, last = loop
        chain = " -> ".join([str(edge.source) for edge in (*before, last)] + [str(last.target)])
        message = f"The group rings itself: {chain}."
        related = tuple((f"{edge.source} rings {edge.target}", edge.origin) for edge in before)
        yield Diagnostic(CODE, NAME, message, last.origin, related)


def _members(account: Account) -> Iterator[Edge]:
    for name, group in account.document.section("groups").items():
        for index, member in enumerate(group.members):
            if isinstance(member.to, Reference) and member.to.kind == "group":
                origin = Origin(account.path, ("groups", name, "members", index, "to"))
                yield Edge(Reference("group", name), member.to, origin)
