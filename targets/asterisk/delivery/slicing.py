"""Slicing: a program and its inventory as what one node is to hold.

A `Slicer` keeps what it cut: of the next program it cuts only those accounts anew that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from compiler.kept import Kept
from compiler.simplify import doors_to_others
from schema.inventory import Edge, Inventory
from schema.phone_facts import DeskPhone
from schema.program import PLATFORM, Media, Program, Unit
from schema.secret import Secrets
from targets.asterisk.delivery.base import base_of
from targets.asterisk.delivery.cutting import (
    Cut,
    Making,
    Shared,
    cut_account,
    cut_platform,
    shared_of,
)
from targets.asterisk.delivery.generation import Generation
from targets.asterisk.dialplan.generations import platform_generation, shared_generation
from targets.asterisk.dialplan.program import SHARED
from targets.asterisk.layout import Layout
from targets.asterisk.library import Library
from targets.asterisk.notify import NotifyType
from targets.asterisk.recordings import Sound
from targets.asterisk.text import Unwritable
from targets.asterisk.used import used_media


@dataclass(frozen=True)
class NodeState:
    """All that a node is to hold: its base, and each account's generation (`platform` among them).

    `private` are the files of the base that are written with mode 0600.
    """

    base: Mapping[str, bytes]
    private: frozenset[str]
    generations: Mapping[str, Generation]


def slice_program(
    program: Program,
    inventory: Inventory,
    secrets: Secrets,
    sounds: Mapping[Media, Sound],
    layout: Layout | None = None,
    node: str = "",
    notifies: Iterable[NotifyType] = (),
) -> NodeState:
    """Everything for one node; without a name, for one that serves all accounts. `notifies` are the
    ways in which phones are told of news.

    Raises `Unwritable` for a value that Asterisk can't carry, KeyError for a node that isn't there.
    """
    layout = layout or Layout()
    shares = shares_of(program, inventory)
    base = base_of(inventory.edge.of(node), secrets, layout, notifies)
    cut = Slicer(secrets, layout, node).cut(program, shares, inventory.edge, sounds)
    return NodeState(base.files, base.private, cut)


def shares_of(program: Program, inventory: Inventory) -> Mapping[str, Inventory]:
    """What of an inventory is each account's, by id. Raises `Unwritable` for an object of none."""
    listed: dict[str, dict[str, list[Any]]] = {
        fact.id: {"accounts": [fact]} for fact in inventory.accounts
    }
    for name, owner in _OWNERS.items():
        for one in getattr(inventory, name):
            if owner(one) not in listed:
                raise Unwritable("an account", owner(one), "the inventory has no such account")
            listed[owner(one)].setdefault(name, []).append(one)
    files = {one.media: one for one in inventory.audio}
    for account, lists in listed.items():
        heard = used_media(Program({account: program.units.get(account) or Unit(account)}))
        music = {media for one in lists.get("hold_music", ()) for media in one.files}
        lists["audio"] = [file for media, file in files.items() if media in heard | music]
    shares = {}
    for account, lists in listed.items():
        tuples: dict[str, Any] = {name: tuple(items) for name, items in lists.items()}
        shares[account] = Inventory(**tuples)
    return shares


_OWNERS: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(
        (
            "endpoints",
            "gateways",
            "mailboxes",
            "hints",
            "dids",
            "locations",
            "phones",
            "phone_rules",
        ),
        attrgetter("account"),
    ),
    "hold_music": lambda one: one.id.partition(".")[0],
}
"""Whose each thing of an inventory is."""


class Slicer:
    """Cuts one node's generations again and again.

    Secrets are named in what it is given: who changes what a name stands for makes a new slicer.
    """

    def __init__(self, secrets: Secrets, layout: Layout | None = None, node: str = "") -> None:
        self.secrets = secrets
        self.layout = layout or Layout()
        self.node = node
        self._shared = Kept[Shared]()
        self._platform = Kept[Generation]()
        self._entered = Kept[frozenset[str]]()
        self._reduced = Kept[Inventory]()
        self._cuts = Kept[Cut]()

    def cut(
        self,
        program: Program,
        shares: Mapping[str, Inventory],
        edge: Edge,
        sounds: Mapping[Media, Sound],
        over: Collection[str] = frozenset(),
    ) -> Mapping[str, Generation]:
        """The platform's generation, and that of each account which the node serves, by id.

        `over` are passwords from before a rotation, by name, that no phone needs any more: all others
        are taken beside the new ones. One that is as it was the last time is the same value. Raises
        `Unwritable`.
        """
        edge = edge.of(self.node)
        served = {name: share for name, share in sorted(shares.items()) if self._serves(share)}
        shared = self._share(program, shares)
        found = {PLATFORM: self._cut_platform(shared, served.values(), edge)}
        owners = frozenset(shares)
        for name, share in served.items():
            unit = program.units.get(name) or Unit(name)
            library = Library(owners, _heard(share, sounds))
            entered = {one: shared[one] for one in sorted(self._enters(unit))}
            own = self._reduce(name, share, over)
            making = Making(unit, own, entered, edge, self.secrets, library, self.layout)
            found[name] = self._cut_account(making)
        self._entered.forget_others(served)
        self._reduced.forget_others(served)
        self._cuts.forget_others(served)
        return found

    def _serves(self, share: Inventory) -> bool:
        nodes = share.accounts[0].nodes
        return not self.node or not nodes or self.node in nodes

    def _reduce(self, name: str, share: Inventory, over: Collection[str]) -> Inventory:
        """An account's inventory without what only phones themselves are told. Of those stay the
        passwords from before that are still taken."""
        made_of = (share, over)
        return self._reduced.get(name, made_of, lambda _: _reduced(share, over))

    def _enters(self, unit: Unit) -> frozenset[str]:
        return self._entered.get(unit.name, (unit,), lambda _: _units_entered(unit))

    def _share(self, program: Program, shares: Mapping[str, Inventory]) -> Mapping[str, Shared]:
        """The contexts that accounts enter, by their unit: the platform's first."""
        own = program.units.get(PLATFORM) or Unit(PLATFORM)
        platform = self._shared.get(
            PLATFORM, (own,), lambda _: shared_of(platform_generation(own, Library()))
        )
        found = {PLATFORM: platform}
        for name, unit in sorted(program.units.items()):
            if name != PLATFORM and name not in shares:
                found[name] = self._share_unit(unit, platform.context.name)
        self._shared.forget_others(found)
        return found

    def _share_unit(self, unit: Unit, platform: str) -> Shared:
        if not unit.name.startswith(SHARED):
            raise Unwritable("a unit", unit.name, "the inventory has no such account")
        made_of = (unit, platform)
        return self._shared.get(
            unit.name, made_of, lambda _: shared_of(shared_generation(unit, platform))
        )

    def _cut_platform(
        self, shared: Mapping[str, Shared], shares: Iterable[Inventory], edge: Edge
    ) -> Generation:
        """How a number is also sent depends on its length alone: one of each length will do."""
        lengths = {
            len(did.number): did.number
            for share in shares
            for did in share.dids
            if did.number.startswith(f"+{edge.country_code}")
        }
        names = tuple(one.context.name for one in shared.values())
        made_of = (names, frozenset(lengths), edge.country_code)
        return self._platform.get(
            PLATFORM,
            made_of,
            lambda _: cut_platform(shared.values(), sorted(lengths.values()), edge),
        )

    def _cut_account(self, making: Making) -> Generation:
        names = tuple(one.context.name for one in making.shared.values())
        made_of = (making.unit, making.share, names, making.edge, making.library.sounds)
        cut = self._cuts.get(making.unit.name, made_of, lambda before: cut_account(making, before))
        return cut.generation


def _reduced(share: Inventory, over: Collection[str]) -> Inventory:
    phones = tuple(
        DeskPhone(one.endpoint, one.account, one.model, one.mac, previous=one.previous)
        for one in share.phones
        if one.previous and one.previous not in over
    )
    return replace(share, phones=phones, phone_rules=())


def _units_entered(unit: Unit) -> frozenset[str]:
    """The units that calls of an account enter, the platform's always."""
    return frozenset({PLATFORM, *(address.unit for address in doors_to_others(unit))})


def _heard(share: Inventory, sounds: Mapping[Media, Sound]) -> Mapping[Media, Sound]:
    """The recordings that an account plays and that were given."""
    return {one.media: sounds[one.media] for one in share.audio if one.media in sounds}
