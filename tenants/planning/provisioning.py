"""Desk phones whose settings change, so that they must fetch them again."""

from __future__ import annotations

from schema.tree import Account, NamedDevice


def phones_to_provision(old: Account | None, new: Account | None) -> tuple[str, ...]:
    """The phones that get their settings from us (they have a hardware address) and whose settings
    are others now, by their full names."""
    if new is None:
        return ()
    return tuple(
        name
        for name, named in new.devices.items()
        if named.device.mac and _settings(new, named) != _settings_before(old, name)
    )


def _settings_before(old: Account | None, name: str) -> tuple[object, ...]:
    named = old.devices.get(name) if old else None
    return _settings(old, named) if old and named else ()


def _settings(account: Account, named: NamedDevice) -> tuple[object, ...]:
    """All that stands in a phone's own settings."""
    device, user = named.device, named.user
    own = (device.model, device.mac, device.line_label, device.sip, device.rotate, device.enabled)
    person = (user.name, user.extensions, user.language, user.rotate) if user else ()
    return (account.realm, account.timezone, account.document.account.rotate, *own, *person)
