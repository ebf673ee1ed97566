"""The keys of each phone of an account: where they are, what they dial, and what they can't reach.

A key does what the switch does: it dials the account's own star codes, and watches what the switch
tells of. What leads nowhere is remembered, and told by a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from compiler.key_targets import Aimed, Lost, aim_of, everybody_else
from compiler.once import once
from schema.phone_facts import PhoneKey
from schema.phone_keys import Key
from schema.program import Origin
from schema.tree import Account, NamedDevice


@dataclass(frozen=True, slots=True)
class LostKey:
    """A key that leads nowhere: what is written, where it is taken from a layout (or where it
    stands itself), and why."""

    key: Key
    origin: Origin
    taken: Origin
    lost: Lost


@dataclass(frozen=True, slots=True)
class Clash:
    """Two keys in one place."""

    first: PhoneKey
    second: PhoneKey


@dataclass(frozen=True, slots=True)
class PlacedKeys:
    """The keys of one phone, in their places."""

    keys: tuple[PhoneKey, ...] = ()
    lost: tuple[LostKey, ...] = ()
    clashes: tuple[Clash, ...] = ()


@once
def phone_keys(account: Account) -> Mapping[str, PlacedKeys]:
    """The keys of the provisioned phones of an account, by the names of the devices."""
    return {
        name: _placed(account, named)
        for name, named in account.devices.items()
        if is_provisioned(named) and named.device.keys
    }


def is_provisioned(named: NamedDevice) -> bool:
    """Whether a device is a phone that gets its files from us."""
    device = named.device
    return device.registers and device.enabled and device.model is not None


@dataclass(frozen=True, slots=True)
class _Written:
    """A key as it was written, here or in a layout that is taken."""

    key: Key
    origin: Origin
    taken: Origin


def _written(account: Account, named: NamedDevice) -> Iterator[_Written]:
    for index, key in enumerate(named.device.keys):
        here = Origin(account.path, (*named.origin.route, "keys", index))
        if key.use is None:
            yield _Written(key, here, here)
            continue
        found = account.find(key.use)
        layout = found.thing.keys if found else ()
        for number, one in enumerate(layout):
            owner = found.owner.path if found else ""
            there = Origin(owner, ("keys", key.use.name, "keys", number))
            yield _Written(one, there, here)


def _placed(account: Account, named: NamedDevice) -> PlacedKeys:
    written = tuple(_written(account, named))
    keys: list[PhoneKey] = []
    lost: list[LostKey] = []
    for one in written:
        if one.key.all_users:
            keys += _keys(one, everybody_else(account, named, _watched(account, named, written)))
            continue
        aim = aim_of(account, named, one.key)
        if isinstance(aim, Lost):
            lost.append(LostKey(one.key, one.origin, one.taken, aim))
        else:
            keys += _keys(one, (aim,))
    placed = _in_place(keys)
    return PlacedKeys(placed, tuple(lost), tuple(_clashes(placed)))


def _watched(account: Account, named: NamedDevice, written: tuple[_Written, ...]) -> frozenset[str]:
    """The extensions that have a lamp of their own."""
    aims = (aim_of(account, named, one.key) for one in written if one.key.blf)
    return frozenset(aim.value for aim in aims if isinstance(aim, Aimed))


def _keys(one: _Written, aims: tuple[Aimed, ...]) -> Iterator[PhoneKey]:
    """What a key that was written becomes: one, or several that follow each other. The place of a
    key is 0 where none is said."""
    for index, aimed in enumerate(aims):
        at = (one.key.at or 0) if index == 0 else 0
        label = one.key.label or aimed.label
        yield PhoneKey(aimed.kind, at, aimed.value, label, one.key.module, one.origin)


def _in_place(keys: list[PhoneKey]) -> tuple[PhoneKey, ...]:
    """Every key in its place. Where none is a line, the first key of the phone becomes one."""
    if keys and not any(one.kind == "line" for one in keys):
        keys = [PhoneKey("line", 0, origin=keys[0].origin), *keys]
    taken = {(one.module, one.at) for one in keys if one.at}
    last: dict[int, int] = {}
    found = []
    for key in keys:
        at = key.at or _next(last.get(key.module, 0), key.module, taken)
        last[key.module] = at
        # `dataclasses.replace` takes several times as long, and there are many keys.
        found.append(PhoneKey(key.kind, at, key.value, key.label, key.module, key.origin))
    return tuple(sorted(found, key=lambda one: (one.module, one.at)))


def _next(last: int, module: int, taken: set[tuple[int, int]]) -> int:
    """The first free place after the last one."""
    at = last + 1
    while (module, at) in taken:
        at += 1
    return at


def _clashes(keys: tuple[PhoneKey, ...]) -> Iterator[Clash]:
    for first, second in pairwise(keys):
        if (first.module, first.at) == (second.module, second.at):
            yield Clash(first, second)
