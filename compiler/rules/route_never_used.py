"""A line of the outbound routing is never used: one before it carries the same calls.

The first line that fits carries a call; a line without `match` and `when` fits every call.

```yaml bad
routes:
  - {trunks: [north]}
  - {match: {class: [international]}, trunks: [north]}  # expect: CALL111
```

```yaml good
routes:
  - {match: {class: [international]}, trunks: [north]}
  - {trunks: [north]}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.things.route import Route
from schema.tree import Account

CODE = "CALL111"
NAME = "route-never-used"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds routes behind one that takes all their calls."""
    routes = account.document.section("routes")
    for index, route in enumerate(routes):
        taker = next((i for i in range(index) if _takes_all(routes[i], route)), None)
        if taker is None:
            continue
        message = f"Route {index + 1} is never used: route {taker + 1} takes all its calls."
        related = (("this one fits first", Origin(account.path, ("routes", taker))),)
        origin = Origin(account.path, ("routes", index))
        hint = "Put the narrower line first."
        yield Diagnostic(CODE, NAME, message, origin, related, hint, "warning")


def _takes_all(one: Route, other: Route) -> bool:
    """Whether a route fits every call that another one fits."""
    if one.when is not None:
        return False
    classes = not one.match.class_ or (
        bool(other.match.class_) and set(other.match.class_) <= set(one.match.class_)
    )
    if not one.match.prefix and not one.match.country:
        return classes
    same = (one.match.prefix, one.match.country) == (other.match.prefix, other.match.country)
    return classes and same
