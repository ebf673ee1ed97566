"""What is known of phones across restarts: what each is to have, what it fetched, when, and from where.

An SQLite database in the state folder, which the controller writes and commands read. It holds no
secret: of bootstrap tokens it keeps hashes. What it loses in a crash is the last second of downloads.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tenants.key_file import Refused
from tenants.ledger.database import BUSY_MS, open_private
from tenants.ledger.times import read_time, time_text

FILE = "phones.sqlite3"
VERSION = 1
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
DOWNLOADS_KEPT = 50_000
"""So many lines of downloads are kept, the newest."""

_TABLES = """
CREATE TABLE phones(
    phone TEXT PRIMARY KEY, account TEXT NOT NULL, mac TEXT NOT NULL, vendor TEXT NOT NULL,
    model TEXT NOT NULL, wanted TEXT NOT NULL, files TEXT NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE contacts(
    phone TEXT PRIMARY KEY, at TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL,
    firmware TEXT NOT NULL, note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE fetched(
    phone TEXT NOT NULL, file TEXT NOT NULL, version TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (phone, file)
) WITHOUT ROWID;
CREATE TABLE complete(
    phone TEXT PRIMARY KEY, version TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE told(
    phone TEXT PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE used(
    phone TEXT NOT NULL, purpose TEXT NOT NULL, secret TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (phone, purpose)
) WITHOUT ROWID;
CREATE TABLE bootstraps(
    phone TEXT PRIMARY KEY, digest BLOB NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,
    who TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE downloads(
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, phone TEXT NOT NULL,
    file TEXT NOT NULL, version TEXT NOT NULL, status INTEGER NOT NULL, address TEXT NOT NULL,
    firmware TEXT NOT NULL
);
CREATE INDEX downloads_phone ON downloads(phone, number);
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a phone is to have: the version of all its files, and of each that it asks for regularly.
    `main` is the one with which it registers."""

    phone: str
    account: str
    mac: str
    vendor: str
    model: str
    version: str
    files: Mapping[str, str]
    main: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a phone fetched, or was told that it has already (304)."""

    phone: str
    at: datetime
    file: str
    version: str
    status: int
    address: str = ""
    agent: str = ""
    firmware: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """When a phone last fetched something, from where, and how it introduced itself. `note` is what
    was odd about it."""

    at: datetime
    address: str
    agent: str
    firmware: str
    note: str


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """A token for the first contact of a phone, by its hash."""

    phone: str
    digest: bytes
    until: datetime
    who: str


class Register:
    """One connection, shared by threads."""

    def __init__(self, connection: sqlite3.Connection, kept: int = DOWNLOADS_KEPT) -> None:
        self._connection = connection
        self._turn = threading.RLock()
        self._kept = kept

    @classmethod
    def open(cls, state: Path, *, kept: int = DOWNLOADS_KEPT) -> Register:
        """The register of a state folder, to write in; an empty one where there is none, or where it
        is damaged. Refused."""
        path = state / FILE
        with _told(path):
            try:
                connection = _opened(path)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                    raise
                _set_aside(path)
                connection = _opened(path)
        return cls(_known(connection, path), kept)

    @classmethod
    def look(cls, state: Path) -> Register | None:
        """The register of a state folder, to read; None where there was never a phone. Refused."""
        path = state / FILE
        if not path.exists():
            return None
        with _told(path):
            connection = _connect(path, "ro")
            if _version(connection) == 0:
                return None
        return cls(_known(connection, path))

    def close(self) -> None:
        """Ends the connection."""
        with self._turn:
            self._connection.close()

    # --- writing ------------------------------------------------------------------------------

    def want(self, wishes: Iterable[Wish], gone: Iterable[str], now: datetime) -> None:
        """From now on this is what phones are to have; those that are gone are forgotten wholly, but
        for the downloads."""
        rows = [
            (one.phone, one.account, one.mac, one.vendor, one.model, one.version,
             json.dumps({"main": one.main, "files": dict(one.files)}), time_text(now))
            for one in wishes
        ]  # fmt: skip
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO phones VALUES (?,?,?,?,?,?,?,?)", rows)
            for phone in gone:
                for table in ("phones", "contacts", "fetched", "complete", "told", "used", "bootstraps"):  # fmt: skip
                    connection.execute(f"DELETE FROM {table} WHERE phone = ?", (phone,))

    def note(self, one: Download) -> None:
        """Writes down a download."""
        at = time_text(one.at)
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO contacts VALUES (?,?,?,?,?,?)",
                (one.phone, at, one.address, one.agent, one.firmware, one.note),
            )
            if one.status in (200, 304):
                row = (one.phone, one.file, one.version, at)
                connection.execute("INSERT OR REPLACE INTO fetched VALUES (?,?,?,?)", row)
            number = connection.execute(
                "INSERT INTO downloads(at, phone, file, version, status, address, firmware)"
                " VALUES (?,?,?,?,?,?,?)",
                (at, one.phone, one.file, one.version, one.status, one.address, one.firmware),
            ).lastrowid
            oldest = (number or 0) - self._kept
            connection.execute("DELETE FROM downloads WHERE number <= ?", (oldest,))

    def complete(self, phone: str, version: str, now: datetime) -> None:
        """A phone has all files of a version."""
        with self._writing() as connection:
            row = (phone, version, time_text(now))
            connection.execute("INSERT OR REPLACE INTO complete VALUES (?,?,?)", row)

    def tell(self, phone: str, what: str, now: datetime) -> None:
        """A phone was told that there is something new; `what` is the event it was sent."""
        with self._writing() as connection:
            row = (phone, what, time_text(now))
            connection.execute("INSERT OR REPLACE INTO told VALUES (?,?,?)", row)

    def use(self, phone: str, purpose: str, secret: str, now: datetime) -> None:
        """A phone has shown the newest of its secrets for a purpose. A token for its first contact
        is dead from now on."""
        with self._writing() as connection:
            row = (phone, purpose, secret, time_text(now))
            connection.execute("INSERT OR REPLACE INTO used VALUES (?,?,?,?)", row)
            connection.execute("DELETE FROM bootstraps WHERE phone = ?", (phone,))

    def issue(self, bootstraps: Iterable[Bootstrap], now: datetime) -> None:
        """Tokens for first contacts; an earlier one of the same phone is dead."""
        rows = [(b.phone, b.digest, time_text(now), time_text(b.until), b.who) for b in bootstraps]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO bootstraps VALUES (?,?,?,?,?)", rows)

    # --- reading ------------------------------------------------------------------------------

    def wishes(self) -> Mapping[str, Wish]:
        """What each phone is to have."""
        rows = self._rows("SELECT * FROM phones ORDER BY phone")
        return {row[0]: _wish(row) for row in rows}

    def contacts(self) -> Mapping[str, Contact]:
        """The last contact of each phone."""
        rows = self._rows("SELECT phone, at, address, agent, firmware, note FROM contacts")
        return {row[0]: Contact(read_time(row[1]), *row[2:]) for row in rows}

    def fetched(self) -> Mapping[str, Mapping[str, tuple[str, datetime]]]:
        """The version of each file that each phone has fetched last, and when."""
        found: dict[str, dict[str, tuple[str, datetime]]] = {}
        for phone, file, version, at in self._rows("SELECT * FROM fetched"):
            found.setdefault(phone, {})[file] = (version, read_time(at))
        return found

    def completed(self) -> Mapping[str, tuple[str, datetime]]:
        """The last version that each phone has all files of, and since when."""
        rows = self._rows("SELECT * FROM complete")
        return {phone: (version, read_time(at)) for phone, version, at in rows}

    def told(self) -> Mapping[str, tuple[str, datetime]]:
        """What each phone was told last, and when."""
        return {
            phone: (what, read_time(at)) for phone, what, at in self._rows("SELECT * FROM told")
        }

    def used(self) -> Mapping[tuple[str, str], str]:
        """The newest secret that each phone has shown for each purpose, by its name."""
        rows = self._rows("SELECT phone, purpose, secret FROM used")
        return {(phone, purpose): secret for phone, purpose, secret in rows}

    def bootstraps(self) -> Mapping[str, Bootstrap]:
        """The tokens for first contacts, by phone."""
        rows = self._rows("SELECT phone, digest, until, who FROM bootstraps")
        return {row[0]: Bootstrap(row[0], row[1], read_time(row[2]), row[3]) for row in rows}

    def downloads(self, phone: str = "", most: int = 100) -> tuple[Download, ...]:
        """The newest downloads, of one phone or of all, newest first."""
        where, values = ("WHERE phone = ?", (phone,)) if phone else ("", ())
        rows = self._rows(
            f"SELECT phone, at, file, version, status, address, firmware FROM downloads {where}"
            f" ORDER BY number DESC LIMIT ?", (*values, most),
        )  # fmt: skip
        return tuple(
            Download(p, read_time(at), file, version, status, address, firmware=firmware)
            for p, at, file, version, status, address, firmware in rows
        )

    # --- the database -------------------------------------------------------------------------

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._turn:
            return self._connection.execute(query, values).fetchall()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _wish(row: tuple[str, ...]) -> Wish:
    phone, account, mac, vendor, model, version, files, since = row
    known = json.loads(files)
    return Wish(
        phone, account, mac, vendor, model, version, known["files"], known["main"], read_time(since)
    )


def _opened(path: Path) -> sqlite3.Connection:
    """A register to write in, made where there is none."""
    os.close(open_private(path, os.O_RDWR))
    connection = _connect(path, "rw")
    if _version(connection) == 0:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        )
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _set_aside(path: Path) -> None:
    """Keeps a damaged register for who wants to look at it."""
    path.replace(path.with_name(f"{FILE}.damaged"))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None,
        check_same_thread=False, timeout=BUSY_MS / 1000,
    )  # fmt: skip


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _known(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    version = _version(connection)
    if version != VERSION:
        raise Refused(f"{path} was made by another pbxc (version {version}). Run that one.")
    return connection


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tells what is wrong with the file in a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise Refused(
            f"{path} can't be used: {error}. It can be moved away: then nothing is known of what "
            f"phones have fetched, and tokens for first contacts must be issued anew."
        ) from error
