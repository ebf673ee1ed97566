"""A key of a phone leads to something that the switch doesn't have.

A lamp needs an extension with a phone behind it, a key for messages a mailbox, a key for a feature
its star code. Keys for what the switch can't do by phone (parking, hot-desking, intercom) are
refused too: a dead key is worse than none.

```yaml bad
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices:
      desk:
        model: yealink-t54w
        mac: 80:5e:c0:aa:bb:01
        keys:
          - line
          - blf: 110  # expect: PH014
```

```yaml good
users:
  anna:
    name: Anna Berg
    extensions: [101]
    devices:
      desk:
        model: yealink-t54w
        mac: 80:5e:c0:aa:bb:01
        keys:
          - line
          - blf: 102
  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phone_keys import LostKey, phone_keys
from schema.program import Origin
from schema.tree import Account

CODE = "PH014"
NAME = "key-nowhere"
SEVERITY = "error"
ABSENCE = "lookup"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds keys without an aim. Of a key in a layout it is told once."""
    found = (_finding(account, one) for keys in phone_keys(account).values() for one in keys.lost)
    yield from dict.fromkeys(one for one in found if one is not None)


def _finding(account: Account, one: LostKey) -> Diagnostic | None:
    """At the key itself; at the device where the layout is another account's."""
    own = one.origin.account == account.path
    if own and one.lost.unknown:
        return None
    message = f"The key {one.key.word} leads nowhere. {one.lost.why}"
    at = Origin(one.origin.account, (*one.origin.route, one.key.word)) if own else one.taken
    related = () if own else (("the key stands here", one.origin),)
    return Diagnostic(CODE, NAME, message, at, related, one.lost.help)
