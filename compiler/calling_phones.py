"""Phones that people may call for help from."""

from __future__ import annotations

from compiler.once import once
from schema.tree import Account, NamedDevice


@once
def calling_phones(account: Account) -> tuple[NamedDevice, ...]:
    """The devices that register, and so can call, by their full names."""
    return tuple(
        named
        for named in account.devices.values()
        if named.device.registers and named.device.enabled
    )


def listed(phones: tuple[NamedDevice, ...]) -> str:
    """Some phones by name, the rest counted."""
    names = [named.name for named in phones]
    if len(names) == 1:
        return names[0]
    if len(names) <= 4:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:3])} and {len(names) - 3} more phones"
