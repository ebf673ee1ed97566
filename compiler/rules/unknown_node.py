"""A grant names a node that the platform hasn't, or that doesn't serve the parent.

The master's `platform.nodes` names the switches of a platform; one that names none has one, `main`.
An account is served by those that its grant names, else by all that serve its parent. It can't be
served where its parent isn't: its calls may leave by the parent's trunks.

```yaml bad
account:
  name: Platform
  timezone: America/Halifax
  country: CA
  type: master
  platform: {domain: pbx.example, nodes: {east: {address: 192.0.2.1}, west: {address: 192.0.2.2}}}
# file: accounts/north.yaml
type: reseller
nodes: [east]
# file: accounts/north/account.yaml
# file: accounts/north/accounts/harbour.yaml
nodes: [west]  # expect: LIM107
# file: accounts/north/accounts/harbour/account.yaml
```

```yaml good
account:
  name: Platform
  timezone: America/Halifax
  country: CA
  type: master
  platform: {domain: pbx.example, nodes: {east: {address: 192.0.2.1}, west: {address: 192.0.2.2}}}
# file: accounts/north.yaml
type: reseller
# file: accounts/north/account.yaml
# file: accounts/north/accounts/harbour.yaml
nodes: [west]
# file: accounts/north/accounts/harbour/account.yaml
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from schema.tree import Account

CODE = "LIM107"
NAME = "unknown-node"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds nodes of a grant that can't serve the account."""
    above = account.parent.nodes if account.parent else ()
    there = above or account.all_nodes
    for index, name in enumerate(account.grant.nodes):
        if name in there:
            continue
        known = name in account.all_nodes
        message = (
            f"The node {name} doesn't serve this account itself."
            if known
            else f"The platform has no node {name}."
        )
        hint = f"Write one or more of these: {', '.join(there)}."
        yield Diagnostic(CODE, NAME, message, grant_origin(account, "nodes", index), help=hint)
