"""Two accounts have the same SIP realm, or a realm is no domain name.

Phones log in as `<device>@<realm>`; with one realm for two accounts, one could answer for the
other. Without `realm` in the grant it is the account's name below the parent's domain.

```yaml bad
account:
  name: Platform
  timezone: America/Halifax
  country: CA
  type: master
  platform: {domain: pbx.example}
# file: accounts/harbour.yaml
realm: shared.pbx.example
# file: accounts/harbour/account.yaml
# file: accounts/north.yaml
realm: shared.pbx.example  # expect: NUM112
# file: accounts/north/account.yaml
```

```yaml good
account:
  name: Platform
  timezone: America/Halifax
  country: CA
  type: master
  platform: {domain: pbx.example}
# file: accounts/harbour.yaml
realm: harbour.example
# file: accounts/harbour/account.yaml
# file: accounts/north.yaml
name: North
# file: accounts/north/account.yaml
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from compiler.kinship import parent_of
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "NUM112"
NAME = "realm-collision"
SEVERITY = "error"
LONGEST = 120
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?=.*[a-z]){LABEL}(?:\.{LABEL})*")


def facts(account: Account) -> tuple[str, Origin]:
    """The realm of an account, and where it comes from."""
    if account.parent is None:
        return account.realm, Origin(account.path, ("account", "platform", "domain"))
    return account.realm, grant_origin(account, "realm")


def compare(known: Mapping[str, tuple[str, Origin]]) -> Iterable[Diagnostic]:
    """Finds realms that are not unique in the tree, or can't be a domain."""
    first: dict[str, str] = {}
    for path, (realm, origin) in known.items():
        if not DOMAIN.fullmatch(realm) or len(realm) > LONGEST:
            message = f"{quote(realm)} can't be the realm of an account: it is no domain name."
            hint = f"Letters, digits and hyphens between dots, {LONGEST} characters at most."
            yield Diagnostic(CODE, NAME, message, origin, help=hint)
        other = first.setdefault(realm, path)
        if other != path:
            message = f"The realm {quote(realm)} is that of another account."
            kin = parent_of(other) == parent_of(path)
            related = (("it is given here first", known[other][1]),) if kin else ()
            yield Diagnostic(CODE, NAME, message, origin, related)
