"""Generations on the disk: each stored once by its name, its contexts once for all that share them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Collection, Mapping
from typing import TypeAlias

from targets.asterisk.delivery.generation import Generation, Line
from tenants.ledger.database import Database, LedgerError, broken
from tenants.ledger.pushes import pushed_in
from tenants.ledger.recent import Recent
from tenants.ledger.records import Kept
from tenants.ledger.times import Clock, read_time, time_text

LEAST_KEPT = 50
"""How many generations of an account are kept, whatever else is."""

REMEMBERED = 256
"""How many are kept in memory, those that were wanted last."""

_NEEDED = """
    SELECT live FROM standing WHERE account = :account
    UNION SELECT tried FROM standing WHERE account = :account
    UNION SELECT generation FROM left_behind WHERE account = :account
    UNION SELECT generation FROM provisional WHERE account = :account
    UNION SELECT previous FROM provisional WHERE account = :account
"""

Key: TypeAlias = tuple[str, str]
"""An account's id, and the name of a generation of it."""


class Generations:
    """All generations that are kept. What is read is the same value that was stored, or nothing."""

    def __init__(self, database: Database, clock: Clock, remembered: int = REMEMBERED) -> None:
        self._database = database
        self._clock = clock
        self._recent: Recent[Key, Generation] = Recent(remembered)
        self._contexts: Recent[str, tuple[Line, ...]] = Recent(2 * remembered)
        self._mapped: Recent[Key, int] = Recent(8 * remembered)

    def load(self, account: str, generation: str) -> Generation:
        """A generation by its name. KeyError where it isn't kept, LedgerBroken where what is kept
        isn't it."""
        with self._database.reading() as connection:
            return self.load_in(connection, account, generation)

    def list(self, account: str) -> tuple[Kept, ...]:
        """Those of an account, the one that was wanted last first."""
        query = "SELECT id, at, last_push FROM generation WHERE account = ? ORDER BY used DESC"
        with self._database.reading() as connection:
            return tuple(
                Kept(account, found, read_time(at), pushed_in(connection, push))
                for found, at, push in connection.execute(query, (account,)).fetchall()
            )

    def account_of(self, generation: str) -> str | None:
        """Whose a generation is; None for one that isn't kept."""
        query = "SELECT account FROM generation WHERE id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (generation,)).fetchone()
        return str(row[0]) if row else None

    def holding(self, contexts: Collection[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The generations (account and name) that have each of these contexts, newest first."""
        query = (
            "SELECT account, generation FROM holding JOIN generation AS one USING (account)"
            " WHERE context = ? AND one.id = generation ORDER BY used DESC"
        )
        with self._database.reading() as connection:
            return {name: tuple(connection.execute(query, (name,))) for name in contexts}

    def all_keys(self) -> tuple[Key, ...]:
        """All that are kept."""
        with self._database.reading() as connection:
            return tuple(connection.execute("SELECT account, id FROM generation"))

    def crowded(self, least: int = LEAST_KEPT) -> tuple[str, ...]:
        """The accounts of which more than a number are kept."""
        query = "SELECT account FROM generation GROUP BY account HAVING COUNT(*) > ?"
        with self._database.reading() as connection:
            return tuple(account for (account,) in connection.execute(query, (least,)))

    def standing_contexts(self) -> frozenset[str]:
        """The contexts of what is live or tried anywhere."""
        query = (
            "SELECT context FROM holding JOIN standing USING (account)"
            " WHERE generation = live OR generation = tried"
        )
        with self._database.reading() as connection:
            return frozenset(context for (context,) in connection.execute(query))

    def recordings(self, account: str, generation: str) -> frozenset[str]:
        """The SHA-256 of each recording that a generation plays; none for one that isn't kept."""
        query = "SELECT head FROM body WHERE account = ? AND id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (account, generation)).fetchone()
        said = json.loads(zlib.decompress(row[0]))["recordings"] if row else {}
        return frozenset(said.values())

    def prune(
        self, account: str, in_use: Collection[str] = (), least: int = LEAST_KEPT
    ) -> tuple[str, ...]:
        """Forgets the oldest of an account beyond a number; their names.

        Kept are those that are live, tried or provisional anywhere, and those with a context that
        is `in_use`: a call in it may still enter any other context of its generation.
        """
        with self._database.writing() as connection:
            gone = _spare(connection, account, frozenset(in_use), least)
            for one in gone:
                _forget(connection, account, one)
        for one in gone:
            self._recent.drop((account, one))
        return gone

    # --- within a transaction ---------------------------------------------------------------

    def put_in(
        self, connection: sqlite3.Connection, generation: Generation, push: int | None = None
    ) -> None:
        """Stores a generation, and that a push led to it."""
        key = (generation.account, generation.id)
        known = connection.execute(
            "UPDATE generation SET last_push = COALESCE(?, last_push) WHERE account = ? AND id = ?",
            (push, *key),
        )
        if known.rowcount:
            self._map(connection, generation)
        else:
            self._insert(connection, generation, push)
        self._recent.keep(key, generation)

    def load_in(self, connection: sqlite3.Connection, account: str, name: str) -> Generation:
        """`load`, within a transaction."""
        if found := self._recent.get((account, name)):
            return found
        query = "SELECT head, places FROM body WHERE account = ? AND id = ?"
        row = connection.execute(query, (account, name)).fetchone()
        if row is None:
            raise KeyError(f"{name} of {account}")
        generation = self._read(connection, name, *row)
        self._recent.keep((account, name), generation)
        return generation

    def set_out_in(self, connection: sqlite3.Connection, account: str, name: str) -> None:
        """Has a generation count as the one wanted last."""
        connection.execute(
            "UPDATE generation SET used = (SELECT MAX(used) + 1 FROM generation)"
            " WHERE account = ? AND id = ?",
            (account, name),
        )

    def _read(
        self, connection: sqlite3.Connection, name: str, head: bytes, places: bytes
    ) -> Generation:
        try:
            said = json.loads(zlib.decompress(head))
            contexts = {context: self._lines(connection, context) for context in said["contexts"]}
            found = Generation.from_head(said, contexts, zlib.decompress(places).decode())
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise broken(self._database.path, f"{name} can't be read: {error}") from error
        if found.id != name:
            raise broken(self._database.path, f"what is kept as {name} is {found.id}")
        return found

    def _lines(self, connection: sqlite3.Connection, name: str) -> tuple[Line, ...]:
        if found := self._contexts.get(name):
            return found
        query = "SELECT digest, lines FROM context WHERE name = ?"
        digest, packed = connection.execute(query, (name,)).fetchone() or (b"", b"")
        text = zlib.decompress(packed)
        if hashlib.sha256(text).digest() != digest:
            raise ValueError(f"the context {name} isn't as it was stored")
        lines = tuple(Line(*line) for line in json.loads(text))
        self._contexts.keep(name, lines)
        return lines

    def _insert(
        self, connection: sqlite3.Connection, generation: Generation, push: int | None
    ) -> None:
        key = (generation.account, generation.id)
        head = json.dumps(generation.head(), separators=(",", ":")).encode()
        connection.execute(
            "INSERT INTO generation SELECT ?, ?, ?, COALESCE(MAX(used), 0) + 1, ?, ?"
            " FROM generation",
            (*key, time_text(self._clock()), push, push),
        )
        places = generation.places.encode()
        connection.execute(
            "INSERT INTO body VALUES (?, ?, ?, ?, ?)",
            (*key, _packed(head), _packed(places), hashlib.sha256(places).digest()),
        )
        for name, lines in generation.contexts.items():
            self._put_context(connection, name, lines)
            connection.execute("INSERT INTO holding VALUES (?, ?, ?)", (*key, name))

    def _put_context(
        self, connection: sqlite3.Connection, name: str, lines: tuple[Line, ...]
    ) -> None:
        query = "SELECT digest FROM context WHERE name = ?"
        there = connection.execute(query, (name,)).fetchone()
        if there is not None and self._contexts.get(name) == lines:
            return
        text = json.dumps(lines, separators=(",", ":")).encode()
        digest = hashlib.sha256(text).digest()
        if there is not None and there[0] != digest:
            raise LedgerError(f"Two contexts with different lines are both named {name}.")
        if there is None:
            row = (name, digest, _packed(text))
            connection.execute("INSERT INTO context VALUES (?, ?, ?)", row)
        self._contexts.keep(name, lines)

    def _map(self, connection: sqlite3.Connection, generation: Generation) -> None:
        """Keeps the newest source map: the same content may have moved to other lines."""
        key, seen = (generation.account, generation.id), hash(generation.places)
        if self._mapped.get(key) == seen:
            return
        query = "SELECT 1 FROM body WHERE account = ? AND id = ? AND places_digest = ?"
        text = generation.places.encode()
        digest = hashlib.sha256(text).digest()
        if connection.execute(query, (*key, digest)).fetchone():
            self._mapped.keep(key, seen)
            return
        connection.execute(
            "UPDATE body SET places = ?, places_digest = ? WHERE account = ? AND id = ?",
            (_packed(text), digest, *key),
        )


def _packed(data: bytes) -> bytes:
    """Compressed, quickly: a push waits for it."""
    return zlib.compress(data, 1)


def _spare(
    connection: sqlite3.Connection, account: str, in_use: frozenset[str], least: int
) -> tuple[str, ...]:
    """The generations that nothing needs any more."""
    query = "SELECT id FROM generation WHERE account = ? ORDER BY used DESC"
    by_age = [name for (name,) in connection.execute(query, (account,))]
    needed = {name for (name,) in connection.execute(_NEEDED, {"account": account})}
    old = [name for name in by_age[least:] if name not in needed]
    return tuple(name for name in old if in_use.isdisjoint(_contexts_of(connection, account, name)))


def _contexts_of(connection: sqlite3.Connection, account: str, name: str) -> set[str]:
    query = "SELECT context FROM holding WHERE account = ? AND generation = ?"
    return {context for (context,) in connection.execute(query, (account, name))}


def _forget(connection: sqlite3.Connection, account: str, name: str) -> None:
    """Forgets a generation, and the contexts that were its alone."""
    contexts = _contexts_of(connection, account, name)
    key = (account, name)
    connection.execute("DELETE FROM holding WHERE account = ? AND generation = ?", key)
    connection.execute("DELETE FROM body WHERE account = ? AND id = ?", key)
    connection.execute("DELETE FROM generation WHERE account = ? AND id = ?", key)
    connection.executemany(
        "DELETE FROM context WHERE name = ?1"
        " AND NOT EXISTS (SELECT 1 FROM holding WHERE context = ?1)",
        [(context,) for context in contexts],
    )
