"""What a controller does with the engine, as small as can be: recover, move, heal, drain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from targets.asterisk.delivery.generation import Generation, Spot
from targets.asterisk.live.draining import drain, sweep
from targets.asterisk.live.move import Moved, Mover
from targets.asterisk.live.node import NodeError
from tests.faults.happenings import LedgerFull
from tests.faults.model_ledger import ModelLedger
from tests.faults.model_node import ModelNode
from tests.faults.pool import ACCOUNTS, FROM_TRUNK, MOVING, TENANTS, without

if TYPE_CHECKING:
    from tests.faults.world import World

MOVING_NUMBER = Spot(FROM_TRUNK, MOVING, 1)
LOOKING = 8
"""Every how many rounds all accounts are looked at."""


class Controller:
    """One process, from its start to its death; it knows nothing but what the ledger says."""

    def __init__(self, world: World, term: int) -> None:
        self.world = world
        self.node = ModelNode(world, term)
        self.ledger = ModelLedger(world, term)
        self.mover = Mover(self.node, self.ledger)
        self.rounds = 0

    def round(self) -> None:
        """Every account once. Raises Fenced when another controller has taken over."""
        self.rounds += 1
        for account in self._in_order():
            self._told(self._serve, account)
        if self.rounds % LOOKING == 0:
            self.look_after_all()
        self.world.switchboard.let_pass_doors()
        self._told(self._drain)

    def look_after_all(self) -> None:
        """Heals what has drifted."""
        for account in ACCOUNTS:
            self._told(self._heal, account)
        self._told(self._sweep)

    def _told(self, work: Callable[..., object], *account: str) -> None:
        """What goes wrong with one account is told, and the next one's turn comes."""
        try:
            work(*account)
        except (NodeError, LedgerFull) as error:
            self.world.note(f"   told: {' '.join(account)} {error!r}")

    def _in_order(self) -> tuple[str, ...]:
        """Who gains the number that moves comes before who loses it."""
        gains = [a for a in ACCOUNTS if MOVING_NUMBER in self.world.heads[a].generation.entries]
        return (*gains, *(account for account in ACCOUNTS if account not in gains))

    # --- one account

    def _serve(self, account: str) -> None:
        record = self.ledger.memory.records[account]
        wanted = self.wanted(account)
        if record.course != "resting" and (wanted is None or self.world.rng.random() < 0.5):
            self._moved(account, lambda: self.mover.recover(account))
        elif wanted is not None:
            chosen = wanted
            self._moved(account, lambda: self.mover.move(chosen))

    def wanted(self, account: str) -> Generation | None:
        """The head, unless it is live or was refused."""
        memory = self.ledger.memory
        head, live = self.world.heads[account].generation, memory.records[account].live
        if (account, head.id) in memory.refused:
            return self._given_away(account, head, live)
        return None if head == live else head

    def _given_away(
        self, account: str, head: Generation, live: Generation | None
    ) -> Generation | None:
        """What is live without the number that is another's now: the commit that gave it away was
        refused here, but not there."""
        if live is None or MOVING_NUMBER in head.entries or MOVING_NUMBER not in live.entries:
            return None
        others = [self.ledger.memory.records[one].live for one in ACCOUNTS if one != account]
        if any(other and MOVING_NUMBER in other.entries for other in others):
            return without(live, MOVING_NUMBER)
        return None

    def _moved(self, account: str, work: Callable[[], Moved | None]) -> None:
        meddled = self.world.watch.meddled
        moved = work()
        if meddled == self.world.watch.meddled:
            self.world.watch.settled(account, looked=False)
        if moved is not None and moved.refused and self.world.watch.two_have_it:
            for one in TENANTS:  # it may have had another's number for a moment
                self._told(self._heal, one)

    def _heal(self, account: str) -> None:
        meddled = self.world.watch.meddled
        looked = self.ledger.memory.records[account].course == "resting"
        self.mover.heal(account)
        if meddled == self.world.watch.meddled:
            self.world.watch.settled(account, looked)

    # --- all of them

    def _drain(self) -> None:
        staying = self._staying()
        here = {one.id for one in staying}
        others = [one for name, one in self.ledger.memory.history.items() if name not in here]
        drain(self.node, self.ledger, staying, others)

    def _sweep(self) -> None:
        sweep(self.node, self.ledger, self._staying())

    def _staying(self) -> list[Generation]:
        return [one for account in ACCOUNTS for one in self.ledger.memory.acceptable(account)]
