"""A free setting of a phone holds an address that is fetched in clear.

Whoever is on the way can change what a phone gets over http: firmware, pictures, a telephone book.

```yaml bad
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    settings: {phone_setting.backgrounds: "http://files.harbour.example/wall.png"}  # expect: PH015
```

```yaml good
devices:
  lobby:
    model: yealink-t54w
    mac: 80:5e:c0:aa:bb:01
    settings: {phone_setting.backgrounds: "https://files.harbour.example/wall.png"}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compiler.diagnostics import Diagnostic
from schema.program import Origin, Route
from schema.reading import quote
from schema.tree import Account

CODE = "PH015"
NAME = "setting-in-clear"
SEVERITY = "error"
IN_CLEAR = ("http://", "ftp://", "tftp://")


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds settings of phones that begin with an address in clear."""
    for route, settings in _written(account):
        for name, value in settings.items():
            if value.lower().startswith(IN_CLEAR):
                message = f"{quote(value)} is fetched in clear."
                at = Origin(account.path, (*route, name))
                yield Diagnostic(CODE, NAME, message, at, help="Serve it over https.")


def _written(account: Account) -> Iterator[tuple[Route, Mapping[str, str]]]:
    for whose, settings in account.document.account.phones.settings.items():
        yield ("account", "phones", "settings", whose), settings
    for named in account.devices.values():
        yield (*named.origin.route, "settings"), named.device.settings
