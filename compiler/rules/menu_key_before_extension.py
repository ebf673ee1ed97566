"""A menu's key begins like an extension that callers may dial there.

Whoever presses the key waits until it is certain that no further digit follows. Two or three
seconds are the custom of the trade; told is a longer `between_digits`, and an extension that is
exactly a key and so can't be dialled at all.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101]}
menus:
  office:
    greeting: welcome
    dial_extensions: true
    between_digits: 6s
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

from collections.abc import Iterable, Iterator

from compiler.claims import Claim, extension_claims
from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.choices import Choices
from schema.patterns import is_open, overlap, positions, written
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "CALL108"
NAME = "menu-key-before-extension"
SEVERITY = "warning"
CUSTOMARY = 3


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds keys that are the beginning of an extension, or a whole one."""
    claims = tuple(extension_claims(account))
    for menu, origin in walk(account).every(Choices):
        yield from _judge(menu, [one for one in claims if _can_be_dialled(one, menu)], origin)


def _judge(menu: Choices, able: list[Claim], origin: Origin) -> Iterator[Diagnostic]:
    slow: dict[str, Claim] = {}
    for key in sorted(menu.keys):
        hidden = [claim for claim in able if _begins(claim, key)]
        if any(claim.pattern == key for claim in hidden):
            yield _hides(key, origin)
        elif hidden:
            slow[key] = hidden[0]
    if slow and menu.between_digits > CUSTOMARY:
        yield _waits(slow, menu, origin)


def _can_be_dialled(claim: Claim, menu: Choices) -> bool:
    rule = menu.dial_extensions
    if rule is None or len(positions(claim.pattern)) > menu.max_digits:
        return False
    return claim.pattern in rule.allow if rule.allow else claim.pattern not in rule.deny


def _begins(claim: Claim, key: str) -> bool:
    """Whether digits that reach something begin like a key."""
    if claim.literal:
        return claim.pattern.startswith(key)
    places = positions(claim.pattern)
    if len(places) < len(key):
        return is_open(claim.pattern) and overlap(claim.pattern, key)
    return overlap(written(places[: len(key)]), key)


def _hides(key: str, origin: Origin) -> Diagnostic:
    at = Origin(origin.account, (*origin.route, "keys", key))
    message = f"The key {quote(key)} hides the extension {quote(key)}, which can't be dialled here."
    return Diagnostic(CODE, NAME, message, at, severity="warning")


def _waits(slow: dict[str, Claim], menu: Choices, origin: Origin) -> Diagnostic:
    """One finding for all slow keys of a menu."""
    key, claim = next(iter(slow.items()))
    keys = " or ".join(quote(one) for one in slow)
    wait = f"{menu.between_digits} second{'' if menu.between_digits == 1 else 's'}"
    message = f"Whoever presses {keys} waits {wait}, since extensions such as "
    message += f"{quote(claim.pattern)} begin so."
    at = Origin(origin.account, (*origin.route, "keys", key))
    related = ((f"{claim.owner} has {claim.pattern}", claim.origin),)
    hint = "Use keys that no extension begins with, or a shorter between_digits."
    return Diagnostic(CODE, NAME, message, at, related, hint, "warning")
