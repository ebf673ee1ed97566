"""A menu's key begins like an extension that callers may dial there.

Whoever presses the key waits until it is certain that no further digit follows
(`between_digits`), and an extension that is exactly the key can't be dialled at all.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101]}
menus:
  office:
    greeting: welcome
    dial_extensions: true
    keys:
      "1": user.anna  # expect: CALL108
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [201]}
menus:
  office:
    greeting: welcome
    dial_extensions: true
    keys:
      "1": user.anna
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import Claim, extension_claims
from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.choices import Choices
from schema.patterns import is_open, overlap, positions, written
from schema.program import Origin
from schema.reading import quote
from schema.tree import Tree

CODE = "CALL108"
NAME = "menu-key-before-extension"
SEVERITY = "warning"


def check(tree: Tree) -> Iterable[Diagnostic]:
    """Finds keys that are the beginning of an extension, or a whole one."""
    for account in tree.accounts.values():
        claims = tuple(extension_claims(account))
        for menu, origin in walk(account).every(Choices):
            able = [claim for claim in claims if _can_be_dialled(claim, menu)]
            for key in sorted(menu.keys):
                hidden = [claim for claim in able if _begins(claim.pattern, key)]
                if hidden:
                    yield _finding(key, hidden[0], menu, origin)


def _can_be_dialled(claim: Claim, menu: Choices) -> bool:
    rule = menu.dial_extensions
    if rule is None or len(positions(claim.pattern)) > menu.max_digits:
        return False
    return claim.pattern in rule.allow if rule.allow else claim.pattern not in rule.deny


def _begins(pattern: str, key: str) -> bool:
    """Whether digits that fit a pattern begin like a key."""
    places = positions(pattern)
    if len(places) < len(key):
        return is_open(pattern) and overlap(pattern, key)
    return overlap(written(places[: len(key)]), key)


def _finding(key: str, claim: Claim, menu: Choices, origin: Origin) -> Diagnostic:
    at = Origin(origin.account, (*origin.route, "keys", key))
    related = ((f"{claim.owner} has it", claim.origin),)
    if claim.pattern == key:
        message = f"The key {quote(key)} hides the extension {quote(key)}, which can't be dialled."
        return Diagnostic(CODE, NAME, message, at, related, severity="warning")
    wait = menu.between_digits
    message = f"Extensions such as {quote(claim.pattern)} begin like the key {quote(key)}: "
    message += f"whoever presses it waits {wait} second{'' if wait == 1 else 's'}."
    hint = "Use a key that no extension begins with, or a shorter between_digits."
    return Diagnostic(CODE, NAME, message, at, related, hint, "warning")
