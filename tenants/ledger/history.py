"""What happened to accounts, and where they stand: read for people, without any generation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from tenants.ledger.pushes import pushed_in
from tenants.ledger.records import Move, Place, Pushed
from tenants.ledger.times import read_time

_MOVES = (
    "SELECT number, node, account, generation, previous, result, why, began, took_ms, push"
    " FROM move"
)
_PLACES = (
    "SELECT node, account, live, tried, course, why, since, (SELECT last_push FROM generation"
    " WHERE account = standing.account AND id = standing.live) FROM standing {where}"
    " ORDER BY account, node"
)


def moves_in(connection: sqlite3.Connection, account: str | None, limit: int) -> Iterator[Move]:
    """The moves of an account, or of all, the last first."""
    where, values = _of_account(account)
    query = f"{_MOVES} {where} ORDER BY number DESC LIMIT ?"
    for row in connection.execute(query, (*values, limit)).fetchall():
        yield _move(connection, row)


def move_in(connection: sqlite3.Connection, number: int) -> Move | None:
    """A move by its number."""
    row = connection.execute(f"{_MOVES} WHERE number = ?", (number,)).fetchone()
    return _move(connection, row) if row is not None else None


def _move(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Move:
    number, node, name, generation, previous, result, why, began, took_ms, push = row
    pushed = pushed_in(connection, push)
    at = read_time(began)
    return Move(number, node, name, generation, previous, result, why, at, took_ms, pushed)


def places_in(connection: sqlite3.Connection, account: str | None) -> Iterator[Place]:
    """Where an account, or each, stands on each node."""
    where, values = _of_account(account)
    known: dict[int | None, Pushed | None] = {None: None}  # one push brings many accounts
    for row in connection.execute(_PLACES.format(where=where), values).fetchall():
        node, name, live, tried, course, why, since, last = row
        if last not in known:
            known[last] = pushed_in(connection, last)
        at = read_time(since) if since else None
        yield Place(node, name, live, tried, course, why, at, known[last])


def _of_account(account: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if account is None else ("WHERE account = ?", (account,))
