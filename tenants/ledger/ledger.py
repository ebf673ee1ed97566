"""The ledger: what the controller must still know after a crash, a restart or a power cut.

It says which generation of each account is live on each node and which one it is on its way to, so
that a move that was cut off is taken up or taken back; and what people have asked for meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Self

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.move import Standing
from tenants.ledger import standings
from tenants.ledger.accounts import Accounts
from tenants.ledger.database import Database, open_database, open_in_memory
from tenants.ledger.fence import Fence
from tenants.ledger.generations import Generations
from tenants.ledger.history import move_in, moves_in, places_in
from tenants.ledger.nodes import Drifts, Nodes
from tenants.ledger.pauses import Pauses
from tenants.ledger.provisionals import Provisionals, arrive_in, window
from tenants.ledger.pushes import put_push
from tenants.ledger.records import Move, Place, Provisional, Push, Refusal
from tenants.ledger.refusals import Refusals
from tenants.ledger.standings import Spot
from tenants.ledger.times import Clock, Countdown, time_text, utc_now

Monotonic = Callable[[], float]
LIVE_LOCK = "live lock"


class Ledger:
    """The ledger of one state folder (`targets.asterisk.live.move.Ledger`). Threads may share it.

    Each writing is durable on return, or raises: Fenced where another controller has taken over,
    LedgerError where the disk doesn't take it.
    """

    def __init__(
        self, database: Database, fence: Fence | None, clock: Clock, monotonic: Monotonic
    ) -> None:
        self._database = database
        self._fence = fence
        self._clock = clock
        self._monotonic = monotonic
        self._countdown = Countdown(clock, monotonic)
        self._provisionals = Provisionals(database, self._countdown)
        self._began: dict[Spot, float] = {}
        self.generations = Generations(database, clock)
        self.refusals = Refusals(database, clock)
        self.pauses = Pauses(database, clock, self._countdown)
        self.nodes = Nodes(database, clock)
        self.drifts = Drifts(database, clock)
        self.accounts = Accounts(database)

    @classmethod
    def open(
        cls,
        state: Path,
        fence: Fence | None = None,
        *,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
    ) -> Self:
        """The ledger of a state folder; to write in it one must hold the fence."""
        database = open_database(state, fence.epoch if fence else None)
        return cls(database, fence, clock, monotonic)

    @classmethod
    def in_memory(cls, *, clock: Clock = utc_now, monotonic: Monotonic = time.monotonic) -> Self:
        """A ledger of which nothing stays."""
        return cls(open_in_memory(), None, clock, monotonic)

    @property
    def id(self) -> str:
        """What tells this ledger from every other one, also from one that is begun anew."""
        return self._kept("id")

    def close(self) -> None:
        """Ends the use of it."""
        self._database.close()

    def require(self) -> None:
        """Raises Fenced where another controller has taken over since."""
        if self._fence is not None:
            self._fence.require()

    # --- a move -----------------------------------------------------------------------------

    def standing(self, node: str, account: str) -> Standing:
        """Where an account stands."""
        with self._database.reading() as connection:
            stood = standings.stood_in(connection, Spot(node, account))

            def load(name: str | None) -> Generation | None:
                return self.generations.load_in(connection, account, name) if name else None

            return Standing(load(stood.live), load(stood.tried), stood.course)

    def left_behind(self, node: str, account: str) -> tuple[Generation, ...]:
        """The generations that were tried and given up for others since the last confirmed one: the
        node may still hold something of them."""
        with self._database.reading() as connection:
            names = standings.left_in(connection, Spot(node, account))
            return tuple(self.generations.load_in(connection, account, name) for name in names)

    def begin(self, node: str, account: str, wanted: Generation) -> None:
        """From now on the account is on its way to a generation."""
        at = Spot(node, account)
        with self._database.writing() as connection:
            self.generations.put_in(connection, wanted)
            self.generations.set_out_in(connection, account, wanted.id)
            standings.begin_in(connection, at, wanted.id, time_text(self._clock()))
        self._began[at] = self._monotonic()

    def turn_back(self, node: str, account: str, why: str) -> None:
        """From now on it is on its way back to the live one."""
        with self._database.writing() as connection:
            standings.turn_back_in(connection, Spot(node, account), why)

    def confirm(
        self, node: str, account: str, generation: Generation, until: datetime | None = None
    ) -> None:
        """It has arrived. With `until`, or where its push said so, only until then, unless somebody
        confirms it."""
        at, now = Spot(node, account), self._clock()
        with self._database.writing() as connection:
            self.generations.put_in(connection, generation)
            stood = standings.arrive_in(connection, at, generation.id, time_text(now))
            push = standings.push_of(connection, stood.move)
            span = window(now, until, push)
            result = arrive_in(connection, at, generation.id, stood.live, span)
            standings.close_move(connection, stood.move, result, took_ms=self._took(at))
            if push is not None and push.what in ("push", "apply"):
                self.refusals.clear_in(connection, account, push.commit)
        self._provisionals.start(node, account)

    def returned(self, node: str, account: str) -> None:
        """It is back where it was; the commit of the generation that was tried is refused."""
        at = Spot(node, account)
        with self._database.writing() as connection:
            why = standings.reason_in(connection, at)
            stood = standings.come_back_in(connection, at)
            push = standings.push_of(connection, stood.move)
            standings.close_move(connection, stood.move, "refused", why, self._took(at))
            if push is not None and push.what in ("push", "apply"):
                refusal = Refusal(account, push.commit, stood.tried or "", why, self._clock())
                self.refusals.refuse_in(connection, refusal)

    def forget(self, node: str, account: str) -> None:
        """The account is no longer served by the node."""
        with self._database.writing() as connection:
            standings.forget_in(connection, Spot(node, account))

    # --- what led to it, and what is told of it ---------------------------------------------

    def prepare(self, push: Push, generations: Iterable[Generation]) -> int:
        """Writes down what is wanted and why, before any of it is moved; the push's number."""
        with self._database.writing() as connection:
            number = put_push(connection, push, time_text(self._clock()))
            for generation in generations:
                self.generations.put_in(connection, generation, number)
        return number

    def places(self, account: str | None = None) -> tuple[Place, ...]:
        """Where an account, or each, stands on each node."""
        with self._database.reading() as connection:
            return tuple(places_in(connection, account))

    def move(self, number: int) -> Move | None:
        """One line of the history."""
        with self._database.reading() as connection:
            return move_in(connection, number)

    def history(self, account: str | None = None, limit: int = 50) -> tuple[Move, ...]:
        """The moves of an account, or of all, the last first."""
        with self._database.reading() as connection:
            return tuple(moves_in(connection, account, limit))

    # --- until somebody confirms ------------------------------------------------------------

    def provisional(self, node: str, account: str) -> Provisional | None:
        """What has to be confirmed, if anything."""
        return self._provisionals.of(node, account)

    def expired(self) -> tuple[Provisional, ...]:
        """What nobody confirmed in time, so that it has to go back."""
        return self._provisionals.expired()

    def accept(self, node: str, account: str) -> bool:
        """Somebody confirms what is live; whether there was anything to confirm."""
        return self._provisionals.accept(node, account)

    # --- the repositories -------------------------------------------------------------------

    def live_lock(self) -> str:
        """Which commit of each repository is live, as it was given; empty at first."""
        return self._kept(LIVE_LOCK)

    def set_live_lock(self, text: str) -> None:
        """Which commit of each repository is live from now on."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (LIVE_LOCK, text))

    def _kept(self, name: str) -> str:
        with self._database.reading() as connection:
            row = connection.execute("SELECT text FROM kept WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _took(self, at: Spot) -> int | None:
        """The milliseconds since a move began; None where that was before a restart."""
        began = self._began.pop(at, None)
        return None if began is None else round((self._monotonic() - began) * 1000)
