"""Settings that several lines say of the phone as a whole, said once."""

from __future__ import annotations

from collections.abc import Iterable

from targets.provisioning.dialect import Setting
from targets.provisioning.text import CantCarry, Value


def said_once(settings: Iterable[Setting], vendor: str) -> tuple[Setting, ...]:
    """Settings in their order, each once. CantCarry for one that has two values: lines that differ in
    what the phone has only once, or a setting of people's that pbxc writes too."""
    found: dict[str, Value] = {}
    for name, value in settings:
        if found.setdefault(name, value) != value:
            raise CantCarry(f"{name} would have two values, and a {vendor} phone has it only once")
    return tuple(found.items())
