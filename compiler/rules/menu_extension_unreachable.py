"""Callers of a menu can't dial an extension that they should be able to dial.

A menu takes `max_digits` digits, 4 unless said otherwise; a longer extension can't be dialled
there. `allow` and `deny` name extensions that exist.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [20155]}
menus:
  office:
    greeting: welcome
    dial_extensions: true  # expect: CALL109
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [20155]}
menus:
  office:
    greeting: welcome
    dial_extensions: true
    max_digits: 5
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compiler.claims import extension_claims
from compiler.diagnostics import Diagnostic
from compiler.walk import walk
from schema.choices import Choices, ExtensionRule
from schema.patterns import matches, positions
from schema.program import Origin
from schema.reading import did_you_mean, quote
from schema.tree import Account

CODE = "CALL109"
NAME = "menu-extension-unreachable"
SEVERITY = "warning"
ABSENCE = "anything"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds menus that take too few digits, and rules about extensions that nobody has."""
    known = sorted({claim.pattern for claim in extension_claims(account)})
    for menu, origin in walk(account).every(Choices):
        if menu.dial_extensions is not None:
            at = Origin(origin.account, (*origin.route, "dial_extensions"))
            yield from _too_long(menu, menu.dial_extensions, known, at)
            yield from _unknown(menu.dial_extensions, known, at)


def _too_long(
    menu: Choices, rule: ExtensionRule, known: list[str], at: Origin
) -> Iterator[Diagnostic]:
    wanted = rule.allow or tuple(one for one in known if one not in rule.deny)
    long = [one for one in wanted if len(positions(one)) > menu.longest()]
    if long:
        message = f"The extension {quote(long[0])} has more digits than the menu takes"
        message += f" ({menu.longest()})."
        hint = f"Write `max_digits: {max(len(positions(one)) for one in long)}`."
        yield Diagnostic(CODE, NAME, message, at, help=hint, severity="warning")


def _unknown(rule: ExtensionRule, known: list[str], at: Origin) -> Iterator[Diagnostic]:
    for word, extensions in (("allow", rule.allow), ("deny", rule.deny)):
        for index, extension in enumerate(extensions):
            if any(matches(pattern, extension) for pattern in known):
                continue
            message = f"Nobody has the extension {quote(extension)}."
            place = Origin(at.account, (*at.route, word, index))
            hint = did_you_mean(extension, known)
            yield Diagnostic(CODE, NAME, message, place, help=hint, severity="warning")
