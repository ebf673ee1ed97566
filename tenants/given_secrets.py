"""Secrets that were given to us (a carrier's password): from the environment, or a file outside git.

An account finds its own only. In the environment `carrier` of the root account is
`PBXC_SECRET_CARRIER`, and of the account north/harbour `PBXC_SECRET_NORTH__HARBOUR__CARRIER`. In the
file the account's path comes first, `/` for the root:

```yaml
/:             {carrier: 8dk3tq}
north/harbour: {door-phone: 2kd9vw}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic, Place
from compiler.source import read_yaml
from schema.inventory import Inventory
from schema.program import Origin
from schema.secret import Secret
from tenants import codes
from tenants.key_file import Refused, read_private
from tenants.secrets import DerivedSecrets, given_name, mailbox_numbers

PREFIX = "PBXC_SECRET_"
ROOT_ACCOUNT = "/"


@dataclass(frozen=True, slots=True)
class GivenSecrets:
    """What was given: by account path (`/` for the root) and name in a file, and in variables."""

    file: Mapping[tuple[str, str], Secret]
    environment: Mapping[str, str]

    def find(self, account: str, name: str) -> Secret | None:
        """A secret of an account. The environment comes first."""
        variable = variable_of(account, name)
        if variable and self.environment.get(variable):
            return Secret(self.environment[variable])
        return self.file.get((account or ROOT_ACCOUNT, name))


def variable_of(account: str, name: str) -> str:
    """The environment variable of a given secret; empty where another could be named the same."""
    parts = [*filter(None, account.split("/")), name]
    if any("--" in part or part.endswith("-") for part in parts):
        return ""
    return PREFIX + "__".join(part.replace("-", "_").upper() for part in parts)


def read_given(path: Path | None, environment: Mapping[str, str]) -> GivenSecrets:
    """All that was given. Refused where the file is not as it must be; what stands in it is told by
    no message."""
    if path is None:
        return GivenSecrets({}, environment)
    reading = read_yaml(read_private(path, "secrets file").encode(), str(path))
    for wrong in reading.diagnostics:
        line = wrong.origin.line if isinstance(wrong.origin, Place) else 0
        raise Refused(f"{path}:{line} can't be read ({wrong.name}): see pbxc explain {wrong.code}")
    return GivenSecrets(dict(_by_account(path, reading.tree)), environment)


def _by_account(path: Path, tree: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], Secret]]:
    for account, names in tree.items():
        if not isinstance(names, dict):
            raise Refused(f"In {path}, {account} is no mapping of names to secrets.")
        for name, value in names.items():
            if not isinstance(value, str) or not value:
                raise Refused(f"In {path}, {name} of {account} holds no text.")
            yield (account, name), Secret(value)


def gather_secrets(
    inventory: Inventory, root_key: bytes, given: GivenSecrets
) -> tuple[DerivedSecrets, tuple[Diagnostic, ...]]:
    """The secrets of everything there is, and a finding for each that should have been given."""
    found: dict[str, Secret] = {}
    missing: list[Diagnostic] = []
    for full_name, origin in _given_names(inventory):
        account, name = given_name(full_name)
        secret = given.find(account, name)
        if secret is None:
            missing.append(_missing(account, name, origin))
        else:
            found[full_name] = secret
    return DerivedSecrets(root_key, found, mailbox_numbers(inventory.mailboxes)), tuple(missing)


def _given_names(inventory: Inventory) -> Iterator[tuple[str, Origin]]:
    named = [(gateway.secret, gateway.origin) for gateway in inventory.gateways]
    named += [(box.secret, box.origin) for box in inventory.mailboxes]
    return ((name, origin) for name, origin in named if given_name(name)[1])


def _missing(account: str, name: str, origin: Origin) -> Diagnostic:
    variable = variable_of(account, name)
    ways = [f"set {variable}"] if variable else []
    ways.append(f'write "{account or ROOT_ACCOUNT}: {{{name}: ...}}" in the file for --secrets')
    message = f'The secret "{name}" was not given.'
    help_ = ", or ".join(ways)
    return codes.MISSING_SECRET.at(origin, message, f"{help_[0].upper()}{help_[1:]}.")
