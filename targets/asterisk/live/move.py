"""Moving an account on a node from one generation to another, and back if anything is wrong.

What is meant is written in the ledger before the first step, what came of it after the last. After
a crash of either side the ledger says where to go on: forward, or back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from targets.asterisk.delivery.generation import Generation
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
    """Moves accounts on one node, one after the other."""

    node: Node
    ledger: Ledger
    sound: Sound = field(default_factory=Sound)

    def move(self, wanted: Generation) -> Moved:
        """To a generation; where the node can't hold it, back to the live one. NodeLost."""
        account = wanted.account
        stood = self.ledger.standing(self.node.name, account)
        before = tuple(one for one in (stood.live, stood.tried) if one is not None)
        self.ledger.begin(self.node.name, account, wanted)
        try:
            changes = self._settle(wanted, before)
        except NodeRefused as refused:
            return self._return(wanted, stood.live, before, str(refused))
        self.ledger.confirm(self.node.name, account, wanted)
        return Moved(account, wanted, changes)

    def recover(self, account: str) -> Moved | None:
        """Goes on where a crash cut a move off: forward or back. None where nothing was under way."""
        stood = self.ledger.standing(self.node.name, account)
        if stood.course == "forward" and stood.tried is not None:
            return self.move(stood.tried)
        if stood.course == "back" and stood.tried is not None:
            return self._return(stood.tried, stood.live, (), "it was on its way back")
        return None

    def heal(self, account: str) -> Changes:
        """Brings back what drifted from the live generation. NodeRefused, NodeLost."""
        live = self.ledger.standing(self.node.name, account).live
        self.sound.run = ""
        return self._settle(live, (live,)) if live is not None else Changes()

    def _return(
        self, tried: Generation, live: Generation | None, before: tuple[Generation, ...], why: str
    ) -> Moved:
        """Back to the live generation, or to nothing where there was none."""
        account = tried.account
        last_good = live or Generation(account)
        self.ledger.turn_back(self.node.name, account, why)
        changes = self._settle(last_good, (*before, tried, last_good))
        self.ledger.returned(self.node.name, account)
        return Moved(account, last_good, changes, refused=why)

    def _settle(self, wanted: Generation, before: tuple[Generation, ...]) -> Changes:
        sound = self.sound.of(self.node.is_running())
        return Settling(self.node, self.ledger, wanted, before, sound).settle()
