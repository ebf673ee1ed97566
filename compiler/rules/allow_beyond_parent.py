"""A class of calls is allowed that an account above denies.

What any account above denies stays denied. So does what the account itself denies, for its users
and phones: such an `allow` has no effect, and is a warning.

```yaml bad
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
allow: {international: deny}
# file: accounts/harbour/account.yaml
restrict: {international: allow}  # expect: LIM103
```

```yaml good
account: {name: Platform, timezone: America/Halifax, country: CA, type: master}
# file: accounts/harbour.yaml
allow: {international: allow}
# file: accounts/harbour/account.yaml
restrict: {premium: deny}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compiler.claims import grant_origin
from compiler.diagnostics import Diagnostic
from schema.program import Origin
from schema.reading import quote
from schema.tree import Account

CODE = "LIM103"
NAME = "allow-beyond-parent"
SEVERITY = "error"

Level = tuple[Mapping[str, str], Origin]


def check(account: Account) -> Iterable[Diagnostic]:
    """Finds what is allowed in vain."""
    above = _denied(level for one in list(account.lineage())[1:] for level in _levels(one))
    granted = _denied(list(_levels(account))[:1])
    for index, (level, origin) in enumerate(_levels(account)):
        yield from _vain(level, origin, above | (granted if index else frozenset()))
    firmly = above | _denied(_levels(account))
    for level, origin in _people(account):
        for found in _vain(level, origin, firmly):
            yield Diagnostic(CODE, NAME, found.message, found.origin, severity="warning")


def _levels(account: Account) -> Iterator[Level]:
    """What is said of the account as a whole: by its grant first."""
    yield account.grant.allow, grant_origin(account, "allow")
    yield account.document.account.restrict, Origin(account.path, ("account", "restrict"))
    yield account.document.section("restrict"), Origin(account.path, ("restrict",))


def _people(account: Account) -> Iterator[Level]:
    for name, user in account.users.items():
        yield user.restrict, Origin(account.path, ("users", name, "restrict"))
    for named in account.devices.values():
        yield named.device.restrict, Origin(account.path, (*named.origin.route, "restrict"))


def _denied(levels: Iterable[Level]) -> frozenset[str]:
    return frozenset(
        name for level, _ in levels for name, right in level.items() if right == "deny"
    )


def _vain(level: Mapping[str, str], origin: Origin, denied: frozenset[str]) -> Iterator[Diagnostic]:
    for name, right in level.items():
        if right == "allow" and name in denied:
            message = f"{quote(name)} calls are denied further up; allowing them has no effect."
            at = Origin(origin.account, (*origin.route, name))
            yield Diagnostic(CODE, NAME, message, at)
