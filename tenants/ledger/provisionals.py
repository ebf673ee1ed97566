"""What is live for now: it goes back by itself unless somebody confirms it in time."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from tenants.ledger.database import Database
from tenants.ledger.records import Provisional, Push, Result
from tenants.ledger.standings import Spot
from tenants.ledger.times import Countdown, Span, lasting, read_time, time_text

_SELECT = "SELECT node, account, generation, previous, until, seconds FROM provisional"
_AT = "WHERE node = ? AND account = ?"


class Provisionals:
    """The generations that wait to be confirmed."""

    def __init__(self, database: Database, countdown: Countdown) -> None:
        self._database = database
        self._countdown = countdown

    def list(self) -> tuple[Provisional, ...]:
        """All of them."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY account, node").fetchall()
        return tuple(_provisional(row) for row in rows)

    def of(self, node: str, account: str) -> Provisional | None:
        """The one of an account on a node, if there is one."""
        with self._database.reading() as connection:
            return provisional_in(connection, Spot(node, account))

    def expired(self) -> tuple[Provisional, ...]:
        """Those whose time is over, so that they have to go back."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY account, node").fetchall()
        return tuple(_provisional(row) for row in rows if self._left(row) <= 0)

    def accept(self, node: str, account: str) -> bool:
        """Somebody confirms it; whether there was anything to confirm."""
        at = Spot(node, account)
        with self._database.writing() as connection:
            was = provisional_in(connection, at) is not None
            release_in(connection, at, "live")
        return was

    def start(self, node: str, account: str) -> None:
        """Has its time run from now on, whatever the wall clock does."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} {_AT}", (node, account)).fetchone()
        if row is not None:
            self._left(row)

    def _left(self, row: tuple[str, str, str, str | None, str, float]) -> float:
        node, account, generation, _, until, seconds = row
        name = f"{generation} of {account} on {node}"
        return self._countdown.left(name, Span(read_time(until), seconds))


def window(now: datetime, until: datetime | None, push: Push | None) -> Span | None:
    """How long something is live before it goes back by itself; None where it stays."""
    if until is not None:
        return Span(until, (until - now).total_seconds())
    if push is not None and push.confirm_within:
        return Span(lasting(now, push.confirm_within), float(push.confirm_within))
    return None


def arrive_in(
    connection: sqlite3.Connection, at: Spot, generation: str, before: str | None, span: Span | None
) -> Result:
    """An account has arrived at a generation; whether that waits to be confirmed.

    Going back goes behind everything that nobody confirmed, so what was live before that is kept.
    """
    held = provisional_in(connection, at)
    if held is not None and held.generation == generation:
        return "provisional"
    last_good = held.previous if held is not None else before
    if span is not None and generation != last_good:
        release_in(connection, at, "overtaken")
        row = (*at.key, generation, last_good, time_text(span.until), span.seconds)
        connection.execute("INSERT INTO provisional VALUES (?, ?, ?, ?, ?, ?)", row)
        return "provisional"
    release_in(connection, at, "not confirmed" if generation == last_good else "overtaken")
    return "live"


def release_in(connection: sqlite3.Connection, at: Spot, result: Result) -> None:
    """Nothing waits any more; what became of what did."""
    connection.execute(f"DELETE FROM provisional {_AT}", at.key)
    connection.execute(
        f"UPDATE move SET result = ? {_AT} AND result = 'provisional'", (result, *at.key)
    )


def provisional_in(connection: sqlite3.Connection, at: Spot) -> Provisional | None:
    """What waits to be confirmed at a spot."""
    row = connection.execute(f"{_SELECT} {_AT}", at.key).fetchone()
    return _provisional(row) if row is not None else None


def _provisional(row: tuple[str, str, str, str | None, str, float]) -> Provisional:
    node, account, generation, previous, until, _ = row
    return Provisional(node, account, generation, previous, read_time(until))
