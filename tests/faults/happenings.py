"""What comes over a world between two operations: calls go on, and now and then something breaks.

All of it is drawn from one seeded generator, so a seed is a schedule. Each fault has a number in
its episode and can be left out, which is how a failing schedule is made short.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from targets.asterisk.live.node import NodeError, NodeLost, NodeRefused

if TYPE_CHECKING:
    from tests.faults.world import World


class Killed(BaseException):
    """The controller's process is gone; no line of it catches that."""


class LedgerFull(Exception):
    """The ledger couldn't write: its disk is full."""


class Moment(Enum):
    """Where in an operation something may happen."""

    READ = auto()
    FILE = auto()
    ROWS = auto()
    RUNNING = auto()
    MIDDLE = auto()
    AFTER = auto()
    REQUIRE = auto()
    LEDGER = auto()
    LEDGER_AFTER = auto()


CHANGING = frozenset({Moment.FILE, Moment.ROWS, Moment.RUNNING})
OF_NODE = CHANGING | {Moment.READ, Moment.MIDDLE, Moment.AFTER}
AT_REST = frozenset({Moment.READ, Moment.AFTER, Moment.REQUIRE, Moment.LEDGER_AFTER})
"""A takeover between asking for the right and using it can't be helped; at these it can."""
ANY = frozenset(Moment)


def _killed(world: World) -> None:
    raise Killed


def _machine_crashed(world: World) -> None:
    world.restart()
    raise Killed


def _cut(world: World) -> None:
    world.down = world.rng.choice((0, 0, 3, 12))
    raise NodeLost("the link was cut")


def _refused(world: World) -> None:
    raise NodeRefused("the node said no, this once")


def _lied(world: World) -> None:
    world.lie = True


def _disk_full(world: World) -> None:
    raise NodeError("no space left")


def _ledger_full(world: World) -> None:
    raise LedgerFull


def _restarted(world: World) -> None:
    world.restart()
    world.down = world.rng.choice((0, 0, 4))


def _taken_over(world: World) -> None:
    world.take_over()


def _pushed(world: World) -> None:
    world.push()


def _dialplan_reloaded(world: World) -> None:
    world.reload_dialplan()


def _context_edited(world: World) -> None:
    world.hand.edit_context()


def _context_removed(world: World) -> None:
    world.hand.remove_context()


def _file_edited(world: World) -> None:
    world.hand.edit_file()


def _file_edited_and_restarted(world: World) -> None:
    world.hand.edit_file()
    world.restart()


def _stray_file(world: World) -> None:
    world.hand.add_stray()


def _rows_edited(world: World) -> None:
    world.hand.edit_rows()


def _rows_restored(world: World) -> None:
    world.hand.restore_rows()


def _pin_changed(world: World) -> None:
    world.hand.change_pin()


KINDS: dict[str, tuple[int, frozenset[Moment], Callable[[World], None]]] = {
    "controller killed": (12, ANY, _killed),
    "machine crashed": (4, ANY, _machine_crashed),
    "link cut": (10, OF_NODE, _cut),
    "node refused": (6, CHANGING, _refused),
    "success, but nothing done": (30, frozenset({Moment.RUNNING}), _lied),
    "node's disk full": (20, frozenset({Moment.FILE, Moment.ROWS}), _disk_full),
    "ledger's disk full": (20, frozenset({Moment.LEDGER}), _ledger_full),
    "asterisk restarted": (8, ANY, _restarted),
    "another controller": (5, AT_REST, _taken_over),
    "push": (10, ANY, _pushed),
    "dialplan reloaded by hand": (3, ANY, _dialplan_reloaded),
    "context edited by hand": (3, ANY, _context_edited),
    "context removed by hand": (1, ANY, _context_removed),
    "file edited by hand": (4, ANY, _file_edited),
    "file edited and restarted": (4, ANY, _file_edited_and_restarted),
    "stray file": (1, ANY, _stray_file),
    "rows edited by hand": (2, ANY, _rows_edited),
    "rows restored": (2, ANY, _rows_restored),
    "owner changed the PIN": (6, ANY, _pin_changed),
}
DRAWN: dict[Moment, list[str]] = {
    moment: [kind for kind, (weight, at, _) in KINDS.items() if moment in at for _ in range(weight)]
    for moment in Moment
}


class Fate:
    """Draws what happens. `left` counts instants down to the next happening."""

    def __init__(self, world: World, rng: random.Random, faults: float, skipped: frozenset[int]):
        self.world = world
        self.rng = rng
        self.faults = faults
        self.skipped = skipped
        self.left = 3
        self.drawn = 0
        self.kinds: Counter[str] = Counter()

    def tick(self, moment: Moment) -> None:
        """One instant goes by."""
        self.left -= 1
        if self.left <= 0:
            self.happen(moment)

    def happen(self, moment: Moment) -> None:
        """Calls go on; with some luck nothing else."""
        roll = self.rng.random()
        self.left = 1 + int(roll * 9973) % 7
        self.world.switchboard.go_on()
        if roll < self.faults:
            self.draw(moment)

    def draw(self, moment: Moment) -> None:
        """A fault that can come at this moment."""
        kind = self.rng.choice(DRAWN[moment])
        self.drawn += 1
        if self.drawn in self.skipped:
            return
        self.kinds[kind] += 1
        self.world.note(f"-- fault {self.drawn}: {kind} ({moment.name.lower()})")
        KINDS[kind][2](self.world)
