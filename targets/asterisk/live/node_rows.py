"""The database of objects of a node: SQLite, written by one controller, read by Asterisk.

A change is one transaction, on the disk before it returns, and only made by the controller that took
the node last. Asterisk keeps objects in memory until it is told to forget them, so the same
transaction notes which those are: whoever was cut off between the two finds the note.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.delivery.tables import (
    TABLES,
    drop_statements,
    put_statements,
    row_of,
    schema_statements,
    select_statements,
)
from targets.asterisk.live.node import NodeLost, NodeRefused, NodeTaken
from targets.asterisk.text import Unwritable

PATIENCE = 3.0
"""Seconds that somebody else may keep the database busy: Asterisk writes a PIN now and then."""

_OURS = (
    'CREATE TABLE IF NOT EXISTS "pbxc_fence" ("one" INTEGER PRIMARY KEY CHECK ("one" = 1), '
    '"owner" TEXT NOT NULL, "epoch" INTEGER NOT NULL)',
    'CREATE TABLE IF NOT EXISTS "pbxc_unread" ("table" TEXT NOT NULL, "id" TEXT NOT NULL, '
    'PRIMARY KEY ("table", "id")) WITHOUT ROWID',
)
_TIGHT = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT,
})  # fmt: skip
"""Errors of the machine, not of what is written: it is tried again."""


@dataclass(frozen=True, slots=True)
class Token:
    """The right to change a node: which ledger it comes from, and the how manieth it is of that."""

    owner: str
    epoch: int


class _Unread(sqlite3.OperationalError):
    """A check of the database that couldn't read all of it: nobody knows whether it is damaged."""


class _Damaged(sqlite3.DatabaseError):
    """What is written in the database contradicts itself."""


class NodeRows:
    """The rows of a node. Taking them shuts out whoever had them before; without a token they are
    only read, and nobody is shut out."""

    def __init__(self, file: Path, token: Token | None) -> None:
        self.file = file
        self.token = token
        self.mishaps: list[str] = []
        """What was found and repaired, for people; whoever reads it empties it."""
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] = (0, 0)

    def read(self, account: str) -> dict[RowKey, Row]:
        """All rows of an account. NodeLost where that can't be said."""
        with self._reading() as connection:
            return dict(
                row_of(table, values)
                for table, statement in select_statements(account)
                for values in connection.execute(*statement)
            )

    def find(self, keys: Collection[RowKey]) -> dict[RowKey, Row]:
        """Rows by their keys; those that aren't there are left out. NodeLost."""
        with self._reading() as connection:
            found = (_find(connection, key) for key in keys)
            return {key: row for key, row in zip(keys, found, strict=True) if row is not None}

    def change(self, account: str, put: Mapping[RowKey, Row], drop: Collection[RowKey]) -> None:
        """One transaction, durable on return. NodeRefused, NodeLost: nothing was changed."""
        with self._writing() as connection:
            for statement in (*drop_statements(account, drop), *put_statements(account, put)):
                connection.execute(*statement)
            connection.executemany(
                'INSERT OR IGNORE INTO "pbxc_unread" VALUES (?, ?)', (*put, *drop)
            )

    def unread(self) -> frozenset[RowKey]:
        """The objects that changed and that Asterisk may still remember as they were."""
        with self._reading() as connection:
            rows = connection.execute('SELECT "table", "id" FROM "pbxc_unread"')
            return frozenset(RowKey(*row) for row in rows)

    def forgotten(self, keys: Collection[RowKey]) -> None:
        """Asterisk was told to forget these. If that gets lost, it is told again."""
        with self._writing(durable=False) as connection:
            connection.executemany(
                'DELETE FROM "pbxc_unread" WHERE "table" = ? AND "id" = ?', tuple(keys)
            )

    @property
    def opened(self) -> str:
        """What tells the file that is open now from another of its name."""
        return "-".join(map(str, self._inode))

    def close(self) -> None:
        """Close the database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._turn:
                connection = self._open()
                connection.execute("BEGIN")
                try:
                    yield connection
                finally:
                    connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self.close()
            raise NodeLost(self._told("read", error)) from error

    @contextlib.contextmanager
    def _writing(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        try:
            with self._turn:
                if self.token is None:
                    raise NodeRefused(f"{self.file} is only read here.")
                connection = self._open()
                connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                connection.execute("BEGIN IMMEDIATE")
                with _undone(connection):
                    self._claim(connection, self.token)
                    yield connection
                    connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.close()
            kind = NodeLost if _is_tight(error) else NodeRefused
            raise kind(self._told("write", error)) from error
        except Unwritable as error:
            raise NodeRefused(str(error)) from error

    def _open(self) -> sqlite3.Connection:
        """The database as it stands on the disk now: one that was put in its place is another."""
        if self._connection is not None and _inode(self.file) == self._inode:
            return self._connection
        self.close()
        before, told = self._inode, len(self.mishaps)
        if self.token is None:
            connection = self._connect(self.file.absolute().as_uri() + "?mode=ro")
        else:
            connection = self._take(self.token)
        self._connection, self._inode = connection, _inode(self.file)
        if self.token and before not in ((0, 0), self._inode) and told == len(self.mishaps):
            self.mishaps.append("Another database of objects stands in the place of the old one.")
        return connection

    def _connect(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(
            name, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=True
        )

    def _take(self, token: Token) -> sqlite3.Connection:
        try:
            return self._prepared(token)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._set_aside()
            return self._prepared(token)

    def _prepared(self, token: Token) -> sqlite3.Connection:
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(mode=0o750, exist_ok=True)
        connection = self._connect(self.file.absolute().as_uri())
        try:
            self._prepare(connection, token)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> None:
        """A damaged database makes place for an empty one. All in it but the PINs that were changed
        by phone is settled anew from what the ledger knows."""
        aside = self.file.with_name(f"{self.file.name}.damaged")
        try:
            self.file.replace(aside)
            for ending in ("-wal", "-shm"):
                self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        except OSError as error:
            raise sqlite3.OperationalError(
                f"it is damaged and can't be set aside: {error}"
            ) from error
        self.mishaps.append(f"The database of objects was damaged and stands now in {aside}.")

    def _prepare(self, connection: sqlite3.Connection, token: Token) -> None:
        """Make what isn't there, and take the database from whoever had it."""
        _own(self.file)
        # Readers never wait for the writer, nor it for them.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok" and _was_read(found):
            raise _Damaged(found)
        if found != "ok":
            raise _Unread(found)
        connection.execute("BEGIN IMMEDIATE")
        with _undone(connection):
            for statement in (*schema_statements(), *_OURS):
                connection.execute(statement)
            self._claim(connection, token, arriving=True)
            connection.execute("COMMIT")

    def _claim(
        self, connection: sqlite3.Connection, token: Token, *, arriving: bool = False
    ) -> None:
        """Makes sure that the database is ours. An older mark of ours is that of a restored copy;
        who arrives takes it from another ledger too."""
        had = _token_in(connection)
        if had == token:
            return
        if had is not None and not _gives_way(had, token, arriving=arriving):
            raise NodeTaken(f"Another controller has taken {self.file} over.", had.epoch)
        connection.execute(
            'INSERT OR REPLACE INTO "pbxc_fence" VALUES (1, ?, ?)', (token.owner, token.epoch)
        )

    def _told(self, what: str, error: sqlite3.Error) -> str:
        return f"The database of objects {self.file} can't be {what}: {error}."


@contextlib.contextmanager
def _undone(connection: sqlite3.Connection) -> Iterator[None]:
    """Whatever is raised inside takes the transaction back."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _find(connection: sqlite3.Connection, key: RowKey) -> Row | None:
    table = TABLES.get(key.table)
    if table is None:
        return None
    listed = ", ".join(f'"{name}"' for name in (table.id, *table.columns))
    sql = f'SELECT {listed} FROM "{table.name}" WHERE "{table.id}" = ?'
    values = connection.execute(sql, (key.id,)).fetchone()
    return row_of(table, values)[1] if values else None


def _token_in(connection: sqlite3.Connection) -> Token | None:
    row = connection.execute('SELECT "owner", "epoch" FROM "pbxc_fence"').fetchone()
    return Token(*row) if row else None


def _gives_way(had: Token, token: Token, *, arriving: bool) -> bool:
    if had.owner == token.owner:
        return had.epoch < token.epoch
    return arriving


def _is_tight(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Unread) or code in _TIGHT


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Damaged) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _was_read(found: str) -> bool:
    """Whether a check came as far as the pages. One that couldn't be read says nothing of what is in
    it; the number is SQLite's own, its last byte the kind of error."""
    code = re.search(r"error code=(\d+)", found)
    return code is None or int(code[1]) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _inode(file: Path) -> tuple[int, int]:
    try:
        about = os.stat(file)
    except OSError:
        return (0, 0)
    return (about.st_dev, about.st_ino)


def _own(file: Path) -> None:
    """The database belongs to whom its folder belongs to: Asterisk writes PINs into it. Who can't
    give it away lets the group use it."""
    with contextlib.suppress(OSError):
        how = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(file, how, 0o600)
        try:
            whose = os.stat(file.parent)
            _give_away(descriptor, whose.st_uid, whose.st_gid)
        finally:
            os.close(descriptor)


def _give_away(descriptor: int, user: int, group: int) -> None:
    mode = 0o600
    try:
        os.fchown(descriptor, user, group)
    except PermissionError:
        os.fchown(descriptor, -1, group)
        mode = 0o660
    os.fchmod(descriptor, mode)
