"""What is remembered of nodes, and what was found otherwise on them than it should be."""

from __future__ import annotations

from tenants.ledger.database import Database
from tenants.ledger.records import Drift, NodeMemory
from tenants.ledger.times import Clock, read_time, time_text

DRIFTS_KEPT = 1000


class Nodes:
    """The memory of each node."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, name: str) -> NodeMemory:
        """What is remembered of a node; nothing of one that is new."""
        query = "SELECT base, run, catching_up, seen FROM node WHERE name = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (name,)).fetchone()
        if row is None:
            return NodeMemory(name)
        base, run, catching_up, seen = row
        return NodeMemory(name, base, run, bool(catching_up), read_time(seen))

    def remember(
        self,
        name: str,
        *,
        base: str | None = None,
        run: str | None = None,
        catching_up: bool | None = None,
    ) -> None:
        """Remembers what is said of a node, and that it was seen now."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO node VALUES (?1, COALESCE(?2, ''), COALESCE(?3, ''),"
                " COALESCE(?4, 0), ?5) ON CONFLICT (name) DO UPDATE SET"
                " base = COALESCE(?2, base), run = COALESCE(?3, run),"
                " catching_up = COALESCE(?4, catching_up), seen = ?5",
                (name, base, run, catching_up, time_text(self._clock())),
            )


class Drifts:
    """What drifted, and whether it was brought back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def note(self, node: str, account: str, what: str, healed: bool) -> None:
        """Writes down what was found at a node."""
        row = (node, account, what, healed, time_text(self._clock()))
        with self._database.writing() as connection:
            written = connection.execute(
                "INSERT INTO drift (node, account, what, healed, at) VALUES (?, ?, ?, ?, ?)", row
            )
            oldest = int(written.lastrowid or 0) - DRIFTS_KEPT
            connection.execute("DELETE FROM drift WHERE number <= ?", (oldest,))

    def last(self, node: str, account: str) -> Drift | None:
        """What was found last."""
        query = (
            "SELECT node, account, what, healed, at FROM drift"
            " WHERE node = ? AND account = ? ORDER BY number DESC LIMIT 1"
        )
        with self._database.reading() as connection:
            row = connection.execute(query, (node, account)).fetchone()
        if row is None:
            return None
        node, account, what, healed, at = row
        return Drift(node, account, what, bool(healed), read_time(at))
