"""Phones are told to believe any server, and may fetch their files from anywhere.

Somebody between a phone and us could then hand it files of his own. Where phones are too old for
it, say with `networks` from where files may be fetched.

```yaml bad
account:
  phones: {check_certificates: false}  # expect: PH016
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}
```

```yaml good
account:
  phones: {check_certificates: false, networks: [203.0.113.0/24]}
devices:
  lobby: {model: htek-uc924, mac: 00:1f:c1:aa:bb:02}
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.diagnostics import Diagnostic
from compiler.phones import phone_rules, settings_of
from schema.program import Origin
from schema.tree import Account

CODE = "PH016"
NAME = "certificates-unchecked"
SEVERITY = "warning"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds accounts whose phones check no certificate, from any network."""
    for rules in phone_rules(account):
        if not rules.check_certificates and not rules.networks:
            message = "Phones believe any server, and may fetch their files from anywhere."
            own = settings_of(account).check_certificates is not None
            route = ("account", "phones", "check_certificates") if own else ("account",)
            hint = "Say with `networks` from where files may be fetched."
            at = Origin(account.path, route)
            yield Diagnostic(CODE, NAME, message, at, help=hint, severity="warning")
