"""Where accounts stand on nodes, step by step: each function is a part of one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from targets.asterisk.live.move import Course
from tenants.ledger.records import Push, Result

_COLUMNS = "live, tried, course, since, move"


@dataclass(frozen=True, slots=True)
class Spot:
    """An account on a node."""

    node: str
    account: str

    @property
    def key(self) -> tuple[str, str]:
        """As it stands in the tables."""
        return (self.node, self.account)


@dataclass(frozen=True, slots=True)
class Stood:
    """A line of the standings: names of generations, and the move that is under way."""

    live: str | None = None
    tried: str | None = None
    course: Course = "resting"
    since: str = ""
    move: int = 0

    @property
    def at_rest(self) -> bool:
        """Whether nothing is under way."""
        return self.course == "resting" or self.tried is None


def stood_in(connection: sqlite3.Connection, at: Spot) -> Stood:
    """Where an account stands on a node; a new one stands nowhere."""
    query = f"SELECT {_COLUMNS} FROM standing WHERE node = ? AND account = ?"
    row = connection.execute(query, at.key).fetchone()
    return Stood(*row) if row else Stood()


def left_in(connection: sqlite3.Connection, at: Spot) -> tuple[str, ...]:
    """The generations that were tried and given up for others since the last confirmed one."""
    query = "SELECT generation FROM left_behind WHERE node = ? AND account = ? ORDER BY 1"
    return tuple(name for (name,) in connection.execute(query, at.key))


def begin_in(connection: sqlite3.Connection, at: Spot, wanted: str, now: str) -> None:
    """The account sets out. What it was on its way to before is remembered: it left something."""
    stood = stood_in(connection, at)
    again = stood.course == "forward" and stood.tried == wanted
    move = stood.move if again else _open_move(connection, at, wanted, stood, now)
    if stood.tried not in (None, wanted):
        row = (*at.key, stood.tried)
        connection.execute("INSERT OR IGNORE INTO left_behind VALUES (?, ?, ?)", row)
    _put(connection, at, Stood(stood.live, wanted, "forward", stood.since, move))


def turn_back_in(connection: sqlite3.Connection, at: Spot, why: str) -> None:
    """It is on its way back."""
    stood = stood_in(connection, at)
    _put(connection, at, Stood(stood.live, stood.tried, "back", stood.since, stood.move), why)
    close_move(connection, stood.move, "going back", why)


def arrive_in(connection: sqlite3.Connection, at: Spot, generation: str, now: str) -> Stood:
    """It has arrived; where it stood before."""
    stood = stood_in(connection, at)
    since = stood.since if stood.live == generation else now
    _put(connection, at, Stood(generation, None, "resting", since, stood.move))
    _tidy(connection, at)
    return stood


def come_back_in(connection: sqlite3.Connection, at: Spot) -> Stood:
    """It is where it was before; on the way it stood so."""
    stood = stood_in(connection, at)
    _put(connection, at, Stood(stood.live, None, "resting", stood.since, stood.move))
    _tidy(connection, at)
    return stood


def reason_in(connection: sqlite3.Connection, at: Spot) -> str:
    """Why it turned back."""
    query = "SELECT why FROM standing WHERE node = ? AND account = ?"
    row = connection.execute(query, at.key).fetchone()
    return str(row[0]) if row else ""


def forget_in(connection: sqlite3.Connection, at: Spot) -> None:
    """It stands nowhere any more."""
    for table in ("standing", "left_behind", "provisional"):
        connection.execute(f"DELETE FROM {table} WHERE node = ? AND account = ?", at.key)


def close_move(
    connection: sqlite3.Connection,
    number: int,
    result: Result,
    why: str = "",
    took_ms: int | None = None,
) -> None:
    """Writes down what came of a move."""
    connection.execute(
        "UPDATE move SET result = ?, why = CASE ? WHEN '' THEN why ELSE ? END,"
        " took_ms = COALESCE(?, took_ms) WHERE number = ?",
        (result, why, why, took_ms, number),
    )


def push_of(connection: sqlite3.Connection, move: int) -> Push | None:
    """The push that a move was made for, as far as it says what to do afterwards."""
    query = (
        "SELECT commit_id, what, confirm_within FROM push"
        " WHERE number = (SELECT push FROM move WHERE number = ?)"
    )
    row = connection.execute(query, (move,)).fetchone()
    return Push(row[0], what=row[1], confirm_within=row[2]) if row else None


# --- parts --------------------------------------------------------------------------------------


def _put(connection: sqlite3.Connection, at: Spot, stood: Stood, why: str = "") -> None:
    row = (*at.key, stood.live, stood.tried, stood.course, why, stood.since, stood.move)
    connection.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _tidy(connection: sqlite3.Connection, at: Spot) -> None:
    connection.execute("DELETE FROM left_behind WHERE node = ? AND account = ?", at.key)


def _open_move(
    connection: sqlite3.Connection, at: Spot, wanted: str, stood: Stood, now: str
) -> int:
    if not stood.at_rest:
        close_move(connection, stood.move, "overtaken")
    row = connection.execute(
        "INSERT INTO move (node, account, generation, previous, push, result, why, began)"
        " SELECT ?, ?, ?, ?,"
        " (SELECT last_push FROM generation WHERE account = ? AND id = ?), 'under way', '', ?",
        (*at.key, wanted, stood.live, at.account, wanted, now),
    )
    return int(row.lastrowid or 0)
