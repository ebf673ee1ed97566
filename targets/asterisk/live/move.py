"""Moving an account on a node from one generation to another, and back if anything is wrong.

What is meant is written in the ledger before the first step, what came of it after the last. After
a crash of either side the ledger says where to go on: forward, or back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.laps import Laps
from targets.asterisk.live.node import Node, NodeRefused
from targets.asterisk.live.settling import Changes, Fence, Settling

Course = Literal["resting", "forward", "back"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands on a node, as the ledger knows it.

    `live` is the last generation that was confirmed, `tried` the one that was meant after it;
    `course` says whether it is still on its way there, or on its way back.
    """

    live: Generation | None = None
    tried: Generation | None = None
    course: Course = "resting"


class Ledger(Fence, Protocol):
    """The durable memory that a move needs. Each writing is durable on return, or raises."""

    def standing(self, node: str, account: str) -> Standing:
        """Where the account stands."""
        ...

    def left_behind(self, node: str, account: str) -> tuple[Generation, ...]:
        """The generations that were tried since the last confirmed one and given up for others: the
        node may still hold something of them."""
        ...

    def begin(self, node: str, account: str, wanted: Generation) -> None:
        """From now on the account is on its way to a generation."""
        ...

    def turn_back(self, node: str, account: str, why: str) -> None:
        """From now on it is on its way back to the live one."""
        ...

    def confirm(self, node: str, account: str, generation: Generation) -> None:
        """It has arrived, and this is the live one."""
        ...

    def returned(self, node: str, account: str) -> None:
        """It is back where it was; the generation that was tried stays refused."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move: the generation that is live now, what was changed, why not if not."""

    account: str
    live: Generation
    changes: Changes = field(default_factory=Changes)
    refused: str = ""


@dataclass(slots=True)
class Sound:
    """The contexts that one run of Asterisk was seen to hold right."""

    run: str = ""
    contexts: set[str] = field(default_factory=set)

    def of(self, run: str) -> set[str]:
        """Those of this run; another run knows nothing of what was seen before."""
        if run != self.run:
            self.run, self.contexts = run, set()
        return self.contexts


@dataclass(frozen=True, slots=True)
class Mover:
    """Moves accounts on one node, one after the other. `laps` tells of the last move."""

    node: Node
    ledger: Ledger
    sound: Sound = field(default_factory=Sound)
    laps: Laps = field(default_factory=Laps)

    def move(self, wanted: Generation) -> Moved:
        """To a generation; where the node can't hold it, back to the live one. NodeLost."""
        self.laps.start()
        self.node.is_running()  # a node that is down is left alone, and nothing is begun
        self.ledger.begin(self.node.name, wanted.account, wanted)
        try:
            changes = self._settle(wanted)
        except NodeRefused as refused:
            return self._return(wanted.account, str(refused))
        self.ledger.confirm(self.node.name, wanted.account, wanted)
        self.laps.lap("ledger")
        return Moved(wanted.account, wanted, changes)

    def recover(self, account: str) -> Moved | None:
        """Goes on where a crash cut a move off: forward or back. None where nothing was under way."""
        stood = self.ledger.standing(self.node.name, account)
        if stood.course == "forward" and stood.tried is not None:
            return self.move(stood.tried)
        if stood.course == "back":
            return self._return(account, "it was on its way back")
        return None

    def give_up(self, account: str, why: str) -> Moved:
        """Back from a move that was cut off, which stays refused. NodeRefused, NodeLost."""
        self.laps.start()
        return self._return(account, why)

    def heal(self, account: str) -> Changes:
        """Brings back what drifted from the live generation. NodeRefused, NodeLost."""
        if (moved := self.recover(account)) is not None:
            return moved.changes
        live = self.ledger.standing(self.node.name, account).live
        return self._settle(live or Generation(account), looking=True)

    def _return(self, account: str, why: str) -> Moved:
        """Back to the live generation, or to nothing where there was none."""
        self.ledger.turn_back(self.node.name, account, why)
        live = self.ledger.standing(self.node.name, account).live
        last_good = live or Generation(account)
        changes = self._settle(last_good, looking=True)
        self.ledger.returned(self.node.name, account)
        return Moved(account, last_good, changes, refused=why)

    def _settle(self, wanted: Generation, *, looking: bool = False) -> Changes:
        """`looking`: also at contexts that calls are led into now and that were right before."""
        account = wanted.account
        stood = self.ledger.standing(self.node.name, account)
        left = self.ledger.left_behind(self.node.name, account)
        tried = left if stood.tried is None else (*left, stood.tried)
        sound = self.sound.of(self.node.is_running())
        in_use = stood.live.contexts if stood.live and not looking else ()
        settling = Settling(
            self.node, self.ledger, wanted, stood.live, tried, sound.intersection(in_use), self.laps
        )  # fmt: skip
        self.laps.lap("ledger")
        changes = settling.settle()
        sound.update(wanted.contexts)
        return changes
