"""What is remembered of telling phones, in the state folder, so that a new start of the controller
tells nobody twice: who was told of what and how often, what each version of a phone's files was, and
which passwords from before a rotation nobody needs any more.

Nothing of it is a secret, and nothing can't be found out again: a damaged file makes place for an
empty one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from tenants.ledger.database import open_private

FILE = "telling.sqlite3"
VERSIONS_KEPT = 8
"""So many versions of each phone's files are remembered, and the one that it has."""

Asked: TypeAlias = Literal["", "tell", "reboot"]
"""What somebody asked for: nothing, that the phone is told now, that it starts anew now."""

_TABLES = """
CREATE TABLE IF NOT EXISTS version (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, phone TEXT NOT NULL, version TEXT NOT NULL,
  starting TEXT NOT NULL, secret TEXT NOT NULL, UNIQUE (phone, version));
CREATE TABLE IF NOT EXISTS told (
  phone TEXT PRIMARY KEY, version TEXT NOT NULL, times INTEGER NOT NULL, next REAL NOT NULL,
  last REAL NOT NULL, event TEXT NOT NULL, why TEXT NOT NULL, asked TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rotation (
  secret TEXT PRIMARY KEY, phone TEXT NOT NULL, began REAL NOT NULL, until INTEGER,
  over REAL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A phone that has news to fetch: of which version it was told, how many `times`, when it was
    told `last` and is told `next` (seconds since 1970) unless it fetches; with which event, and why
    that failed."""

    phone: str
    version: str = ""
    times: int = 0
    next: float = 0.0
    last: float = 0.0
    event: str = ""
    why: str = ""
    asked: Asked = ""


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What tells a version of a phone's files: a mark of the settings for which it must start anew, and
    the name of its SIP password."""

    phone: str
    version: str
    starting: str
    secret: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """A password from before, by its name: since when it is taken beside the new one, and until when
    its phone was registered when it had fetched the new one (None: it hasn't)."""

    secret: str
    phone: str
    began: float
    until: int | None = None


class TellingBook:
    """The file. Calls may come from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._turn = threading.RLock()
        with self._turn:
            connection.executescript(_TABLES)
            self._told = {one.phone: one for one in _told_in(connection)}

    @classmethod
    def open(cls, state: Path) -> TellingBook:
        """The file of a state folder; an empty one where there is none, or it is damaged."""
        path = state / FILE
        try:
            return cls(_connected(path))
        except sqlite3.DatabaseError:
            path.replace(path.with_name(f"{FILE}.damaged"))
            for ending in ("-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return cls(_connected(path))

    @classmethod
    def in_memory(cls) -> TellingBook:
        """One that nobody keeps."""
        return cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))

    def close(self) -> None:
        """Closes it."""
        with self._turn:
            self._connection.close()

    # --- telling ------------------------------------------------------------------------------

    @property
    def told(self) -> Mapping[str, Told]:
        """Every phone that was told, or is to be, by its id."""
        return self._told

    def write(self, ones: Iterable[Told]) -> None:
        """Remembers these."""
        listed = tuple(ones)
        rows = [
            (one.phone, one.version, one.times, one.next, one.last, one.event, one.why, one.asked)
            for one in listed
        ]
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
        self._told = {**self._told, **{one.phone: one for one in listed}}

    def settle(self, phones: Collection[str]) -> None:
        """These have what they are to have, or are no phones any more."""
        gone = [one for one in phones if one in self._told]
        if not gone:
            return
        with self._writing() as connection:
            connection.executemany("DELETE FROM told WHERE phone = ?", [(one,) for one in gone])
        self._told = {name: one for name, one in self._told.items() if name not in set(gone)}

    # --- versions -----------------------------------------------------------------------------

    def note(self, facts: Iterable[VersionFacts], fetched: Mapping[str, str]) -> None:
        """Remembers versions of phones' files; old ones that no phone has are forgotten."""
        listed = tuple(facts)
        if not listed:
            return
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO version (phone, version, starting, secret) "
                "VALUES (?, ?, ?, ?)",
                [(one.phone, one.version, one.starting, one.secret) for one in listed],
            )
            connection.executemany(
                "DELETE FROM version WHERE phone = :phone AND version <> :has AND seq NOT IN "
                "(SELECT seq FROM version WHERE phone = :phone ORDER BY seq DESC LIMIT :kept)",
                [
                    {"phone": one.phone, "has": fetched.get(one.phone, ""), "kept": VERSIONS_KEPT}
                    for one in listed
                ],
            )

    def facts(self, phone: str, version: str) -> VersionFacts | None:
        """What is known of a version of a phone's files."""
        with self._turn:
            row = self._connection.execute(
                "SELECT phone, version, starting, secret FROM version "
                "WHERE phone = ? AND version = ?",
                (phone, version),
            ).fetchone()
        return VersionFacts(*row) if row else None

    # --- rotation -----------------------------------------------------------------------------

    def rotations(self) -> Mapping[str, Rotation]:
        """The passwords from before that are still taken, by name."""
        with self._turn:
            rows = self._connection.execute(
                "SELECT secret, phone, began, until FROM rotation WHERE over IS NULL"
            ).fetchall()
        return {row[0]: Rotation(*row) for row in rows}

    def begin(self, ones: Iterable[Rotation]) -> None:
        """Both passwords are taken from now on. One that was known before stays as it is."""
        rows = [(one.secret, one.phone, one.began, one.until) for one in ones]
        with self._writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO rotation VALUES (?, ?, ?, ?, NULL)", rows)

    def fetched(self, secret: str, until: int) -> None:
        """The phone has fetched the new password, and was registered until then."""
        with self._writing() as connection:
            connection.execute("UPDATE rotation SET until = ? WHERE secret = ?", (until, secret))

    def end(self, secret: str, now: float) -> None:
        """Nobody needs the password from before any more."""
        with self._writing() as connection:
            connection.execute("UPDATE rotation SET over = ? WHERE secret = ?", (now, secret))

    def over(self) -> frozenset[str]:
        """The passwords from before that nobody needs any more, by name."""
        with self._turn:
            return _over_in(self._connection)

    # --- what there is no more ----------------------------------------------------------------

    def forget_others(self, phones: Collection[str], secrets: Collection[str]) -> None:
        """Forgets all but these phones, and rotations of other passwords that are under way. That a
        password is over stays: it is not taken again, whatever is written."""
        self.settle([one for one in self._told if one not in phones])
        with self._turn:
            known = self._connection.execute("SELECT DISTINCT phone FROM version").fetchall()
            begun = self._connection.execute("SELECT secret FROM rotation WHERE over IS NULL")
            others = [row for row in begun.fetchall() if row[0] not in secrets]
        gone = [row for row in known if row[0] not in phones]
        if gone or others:
            with self._writing() as connection:
                connection.executemany("DELETE FROM version WHERE phone = ?", gone)
                connection.executemany("DELETE FROM rotation WHERE secret = ?", others)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise


def passwords_over(state: Path) -> frozenset[str]:
    """The passwords from before a rotation that nobody needs any more, as the controller of a state
    folder knows them; none where it can't be said: both are taken then."""
    path = state / FILE
    if not path.exists():
        return frozenset()
    try:
        with contextlib.closing(_reading(path)) as connection:
            return _over_in(connection)
    except sqlite3.Error:
        return frozenset()


def told_phones(state: Path) -> Mapping[str, Told]:
    """Every phone that was told and hasn't fetched yet, as the controller of a state folder knows."""
    path = state / FILE
    if not path.exists():
        return {}
    try:
        with contextlib.closing(_reading(path)) as connection:
            return {one.phone: one for one in _told_in(connection)}
    except sqlite3.Error:
        return {}


def _connected(path: Path) -> sqlite3.Connection:
    os.close(open_private(path, os.O_RDWR))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)


def _told_in(connection: sqlite3.Connection) -> Iterator[Told]:
    return (Told(*row) for row in connection.execute("SELECT * FROM told").fetchall())


def _over_in(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute("SELECT secret FROM rotation WHERE over IS NOT NULL")
    return frozenset(str(row[0]) for row in rows)
