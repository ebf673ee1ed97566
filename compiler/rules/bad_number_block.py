"""A block of numbers in a grant does not run upwards, or its ends differ in length.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
numbers:
  - {first: +19025550109, last: +19025550100}  # expect: NUM103
# file: accounts/harbour/account.yaml
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
numbers:
  - {first: +19025550100, last: +19025550109}
# file: accounts/harbour/account.yaml
```
"""

from __future__ import annotations

from collections.abc import Iterable

from compiler.claims import ends_of, grant_origin
from compiler.diagnostics import Diagnostic
from schema.reading import quote
from schema.tree import Account

CODE = "NUM103"
NAME = "bad-number-block"
SEVERITY = "error"


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds blocks that are no block."""
    for index, given in enumerate(account.grant.numbers):
        first, last = ends_of(given)
        if len(first) != len(last) or int(first) > int(last):
            message = f"{quote(first)} to {quote(last)} is no block of numbers."
            hint = "The last number is as long as the first, and not below it."
            origin = grant_origin(account, "numbers", index)
            yield Diagnostic(CODE, NAME, message, origin, help=hint)
