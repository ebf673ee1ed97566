"""Programs written as a bundle, read back from its text, and told beside the simulator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.simulate import Call, World, simulate
from compiler.story import Story, compare
from schema.inventory import AccountFact, Did, Endpoint, Inventory
from schema.program import Op, Program
from schema.secret import Secret
from targets.asterisk.bundle import emit
from targets.asterisk.reader.dialplan import Dialplan, read_bundle
from targets.asterisk.reader.machine import tell_call
from targets.asterisk.reader.tell import Lexicon, lexicon_of
from tests.compiler.simulated import ACCOUNT, NUMBER, REALM

THOROUGHNESS = int(os.environ.get("PBXC_THOROUGHNESS", "1"))
"""How many times as many cases are drawn: 1 at a desk, more at night."""

DEVICES = ("anna-desk", "anna-mobile", "ben-desk", "cleo-desk")


class AnySecrets:
    """A secret for every name."""

    def text(self, name: str) -> Secret:
        """The secret of that name."""
        return Secret("4321987654")


@dataclass(frozen=True)
class Told:
    """A program in both forms."""

    program: Program
    inventory: Inventory
    dialplan: Dialplan
    lexicon: Lexicon

    def operations(self) -> Iterator[Op]:
        """Every operation of the program."""
        for unit in self.program.units.values():
            for block in unit.blocks.values():
                yield from block.ops

    def simulated(self, call: Call, world: World) -> Story:
        """The story by the program."""
        return simulate(self.program, call, world)

    def read(self, call: Call, world: World) -> Story:
        """The story by the text."""
        return tell_call(self.dialplan, call, world, self.lexicon)

    def differences(self, call: Call, world: World) -> list[str]:
        """What the two tell differently. Two calls without end agree, wherever they are cut."""
        ours, theirs = self.simulated(call, world), self.read(call, world)
        if {story.events[-1].subject for story in (ours, theirs)} == {"runaway"}:
            return []
        return compare(ours, theirs, "the simulator", "the reader")


def told_of(program: Program, inventory: Inventory | None = None) -> Told:
    """A program written and read back."""
    inventory = inventory or small_inventory()
    bundle = emit(program, inventory, AnySecrets(), {})
    phones = frozenset(endpoint.id for endpoint in inventory.endpoints)
    lexicon = lexicon_of(bundle.symbols, bundle.source_map, phones)
    return Told(program, inventory, read_bundle(bundle.files), lexicon)


def small_inventory() -> Inventory:
    """The one account of the hand-built programs, with its phones."""
    fact = AccountFact(ACCOUNT, "harbour", "Harbour", REALM, "America/Halifax")
    phones = tuple(_endpoint(name) for name in DEVICES)
    return Inventory(accounts=(fact,), endpoints=phones, dids=(Did(NUMBER, ACCOUNT),))


def _endpoint(device: str) -> Endpoint:
    secret = f"harbour:device.{device}:sip"
    return Endpoint(f"{device}@{REALM}", ACCOUNT, REALM, device, secret, "Anna", "101")
