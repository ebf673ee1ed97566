"""The ledger in memory: durable at each call, fenced in each writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.move import Course, Standing
from tests.faults.happenings import Moment
from tests.faults.pool import ACCOUNTS

if TYPE_CHECKING:
    from tests.faults.world import World


class Fenced(Exception):
    """Another controller has taken over."""


@dataclass
class Record:
    """What is remembered of one account."""

    live: Generation | None = None
    tried: list[Generation] = field(default_factory=list)
    course: Course = "resting"


class Memory:
    """What is on the ledger's disk."""

    def __init__(self) -> None:
        self.records = {account: Record() for account in ACCOUNTS}
        self.history: dict[str, Generation] = {}
        self.refused: set[tuple[str, str]] = set()
        self._acceptable: dict[str, tuple[Generation, ...]] = {
            account: (Generation(account),) for account in ACCOUNTS
        }

    def acceptable(self, account: str) -> tuple[Generation, ...]:
        """What may be found of an account at this moment: where it was, and where it is going."""
        return self._acceptable[account]

    def course(self, account: str) -> tuple[Generation | None, Generation]:
        """The generation that is live, and the one that is being brought about."""
        record = self.records[account]
        if record.course == "forward":
            return record.live, record.tried[-1]
        return record.live, record.live or Generation(account)

    def wrote(self, account: str) -> None:
        record = self.records[account]
        live = record.live or Generation(account)
        self._acceptable[account] = (live, *record.tried)


class ModelLedger:
    """One controller's hold on the ledger."""

    def __init__(self, world: World, term: int) -> None:
        self.world = world
        self.memory = world.ledger
        self.term = term

    def require(self) -> None:
        self.world.fate.tick(Moment.REQUIRE)
        if self.term != self.world.term:
            raise Fenced

    def standing(self, node: str, account: str) -> Standing:
        record = self.memory.records[account]
        return Standing(record.live, record.tried[-1] if record.tried else None, record.course)

    def left_behind(self, node: str, account: str) -> tuple[Generation, ...]:
        return tuple(self.memory.records[account].tried[:-1])

    def begin(self, node: str, account: str, wanted: Generation) -> None:
        record = self._write(account, f"begin {wanted.id}")
        record.tried = [one for one in record.tried if one != wanted] + [wanted]
        record.course = "forward"
        self.memory.history[wanted.id] = wanted
        self.world.watch.began(account)
        self.world.watch.number_moves(wanted)
        self.world.applies += 1
        self._wrote(account)

    def turn_back(self, node: str, account: str, why: str) -> None:
        record = self._write(account, f"turn back: {why}")
        record.course = "back"
        self._wrote(account)

    def confirm(self, node: str, account: str, generation: Generation) -> None:
        record = self._write(account, f"confirm {generation.id}")
        self.world.watch.confirmed(generation)
        record.live, record.tried, record.course = generation, [], "resting"
        self._wrote(account)

    def returned(self, node: str, account: str) -> None:
        record = self._write(account, "returned")
        self.memory.refused.add((account, record.tried[-1].id))
        record.tried, record.course = [], "resting"
        self._wrote(account)

    def _write(self, account: str, what: str) -> Record:
        self.world.fate.tick(Moment.LEDGER)
        if self.term != self.world.term:
            raise Fenced
        self.world.note(f"ledger: {account} {what}")
        return self.memory.records[account]

    def _wrote(self, account: str) -> None:
        self.memory.wrote(account)
        self.world.watch.account_runs(account)
        self.world.watch.account_restarts(account)
        self.world.fate.tick(Moment.LEDGER_AFTER)
