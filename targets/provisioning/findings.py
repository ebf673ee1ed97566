"""What is wrong with a phone before any file is written: a finding, and what is judged.

The compiler knows no vendors, so these are plain; whoever knows both makes diagnostics of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from schema.program import Origin
from targets.provisioning.capability import Fit, Model
from targets.provisioning.dialect import Dialect, Setting, logical_settings
from targets.provisioning.facts import Phone
from targets.provisioning.text import Hole, parts_of
from targets.provisioning.vendor import Vendor

Severity: TypeAlias = Literal["error", "warning"]

SAFETY = (
    "line.active", "line.user", "line.auth_user", "line.password", "line.server", "line.port",
    "line.proxy", "line.transport", "line.srtp", "admin.password", "download.url",
    "download.user", "download.password", "download.check_certificates",
    "notify.from_server_only", "dial.plan",
)  # fmt: skip
"""Logical settings that nobody may write freely."""


@dataclass(frozen=True, slots=True)
class PhoneFinding:
    """One finding: a code of `compiler.codes_phones`, how bad, a sentence, where it was written, and
    what helps."""

    code: str
    severity: Severity
    sentence: str
    origin: Origin
    help: str = ""


@dataclass(frozen=True)
class Judged:
    """A phone with all that is known of its model and vendor."""

    phone: Phone
    model: Model
    vendor: Vendor
    dialect: Dialect

    @property
    def name(self) -> str:
        """How its model is called: `Yealink SIP-T54W`."""
        model, vendor = self.model.name, self.vendor.name
        return model if model.startswith(vendor) else f"{vendor} {model}"

    @cached_property
    def written(self) -> dict[str, Setting]:
        """The settings that pbxc writes, by name. ZoneRefused, KeyError or CantCarry where it can't."""
        return {setting[0]: setting for setting in self.dialect.settings(self.phone)}

    @cached_property
    def safe(self) -> frozenset[str]:
        """The names of those that nobody may write freely: safety's, and all that hold a secret."""
        secret = {
            name
            for name, value in self.written.values()
            if any(isinstance(part, Hole) for part in parts_of(value))
        }
        return frozenset(secret | set(self._told_for_safety()))

    def _told_for_safety(self) -> Iterable[str]:
        for name, line, value in logical_settings(self.phone):
            if name in SAFETY:
                yield from (one for one, _ in self.dialect.table[name].settings(value, line))


Check: TypeAlias = Callable[[Judged], Iterable[PhoneFinding]]

SEVERITIES: dict[Fit, Severity] = {"some": "warning", "none": "error"}
"""How bad it is that something fits by some sources, or by none. By all, or by no source at all, is
nothing to be told."""


def at(origin: Origin, *route: str) -> Origin:
    """A place within the place of a phone."""
    return Origin(origin.account, (*origin.route, *route)) if origin.route else origin
