"""Pushes: what led to generations."""

from __future__ import annotations

import json
import sqlite3

from tenants.ledger.records import Push, Pushed
from tenants.ledger.times import read_time

_COLUMNS = "number, what, commit_id, author, who, plan, commits, confirm_within, at"


def put_push(connection: sqlite3.Connection, push: Push, at: str) -> int:
    """Writes a push down; its number."""
    row = connection.execute(
        "INSERT INTO push (what, commit_id, author, who, plan, commits, confirm_within, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            push.what,
            push.commit,
            push.author,
            push.who,
            push.plan,
            json.dumps(push.commits),
            push.confirm_within,
            at,
        ),
    )
    return int(row.lastrowid or 0)


def pushed_in(connection: sqlite3.Connection, number: int | None) -> Pushed | None:
    """A push by its number; None where there is none."""
    query = f"SELECT {_COLUMNS} FROM push WHERE number = ?"
    row = connection.execute(query, (number,)).fetchone()
    if row is None:
        return None
    number, what, commit, author, who, plan, commits, within, at = row
    known = tuple((str(name), str(one)) for name, one in json.loads(commits))
    push = Push(commit, author, what, who, plan, known, within)
    return Pushed(number, push, read_time(at))
