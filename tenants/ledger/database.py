"""The ledger's file: an SQLite database that one controller writes and many commands read.

Every change is one transaction, on the disk before it returns (a write-ahead log, synchronised), and
is only made by whoever holds the fence. A file that is damaged, or that a newer pbxc made, is told
and left as it is: what it says of the nodes can't be made up again.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from tenants.key_file import Refused
from tenants.ledger.tables import APPLICATION, STEPS, VERSION

FILE = "ledger.sqlite3"
AUDIT = "audit.jsonl"
BUSY_MS = 10_000
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class LedgerError(Refused):
    """The ledger can't be read or written now; what was being written is not in it."""


class LedgerBusy(LedgerError):
    """Another process is writing into the ledger and doesn't come to an end."""


class LedgerBroken(LedgerError):
    """The ledger is damaged, or isn't one."""


class Fenced(LedgerError):
    """Another controller has taken over since: nothing more may be changed from here."""


class Database:
    """One connection to the ledger, shared by threads. `epoch` is that of the fence that is held;
    without one nothing can be written."""

    def __init__(self, connection: sqlite3.Connection, path: str, epoch: int | None) -> None:
        self.path = path
        self.epoch = epoch
        self._connection = connection
        self._turn = threading.RLock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read in it is of one moment."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written in it, or nothing; durable on return. Fenced, LedgerError."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            if self.epoch is None or self.epoch != epoch_in(connection):
                raise self._fenced(connection)
            yield connection

    @contextlib.contextmanager
    def fencing(self) -> Iterator[sqlite3.Connection]:
        """A writing of the fence itself, which needs none."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        """Ends the connection."""
        with self._turn:
            self._connection.close()

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._turn, told(self.path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _fenced(self, connection: sqlite3.Connection) -> Fenced:
        if self.epoch is None:
            return Fenced(f"{self.path} was opened for reading only.")
        who, pid, since = connection.execute("SELECT who, pid, since FROM fence").fetchone()
        return Fenced(f"{who} (process {pid}) has taken over at {since}; this one has to stop.")


def epoch_in(connection: sqlite3.Connection) -> int:
    """The number of the latest taking of the fence."""
    return int(connection.execute("SELECT epoch FROM fence").fetchone()[0])


@contextlib.contextmanager
def told(path: str) -> Iterator[None]:
    """Tells what SQLite complains of in a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            raise broken(path, str(error)) from error
        kind = LedgerBusy if code == sqlite3.SQLITE_BUSY else LedgerError
        raise kind(f"The ledger {path} can't be used: {error}.") from error


def broken(path: str, what: str) -> LedgerBroken:
    """What is said of a damaged ledger, and what to do."""
    return LedgerBroken(
        f"The ledger {path} is damaged ({what}). Put a good copy in its place, or move it and "
        f"{AUDIT} away: then every account is compiled from git and applied anew."
    )


def open_database(
    state: Path, epoch: int | None = None, *, may_make: bool = False, check: bool = False
) -> Database:
    """The ledger in a state folder. `may_make` makes one where there never was any; `check` looks
    through all of it first."""
    path = state / FILE
    if not path.exists():
        if not may_make:
            raise LedgerError(f"There is no ledger in {state}: nothing was ever applied from here.")
        _make(state)
    with told(str(path)):
        connection = _connect(path, "rw" if os.access(path, os.W_OK) else "ro")
        try:
            _require_ours(connection, path)
            _migrate(connection, path, may_make)
            if check:
                _require_sound(connection, path)
        except BaseException:
            connection.close()
            raise
    return Database(connection, str(path), epoch)


def open_in_memory() -> Database:
    """A ledger that is gone with its process, whose fence is held."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _upgrade(connection, 0)
    return Database(connection, ":memory:", 0)


def _connect(path: Path, mode: Literal["rw", "ro"]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    connection.execute("PRAGMA synchronous = FULL")
    # Digests of passwords are among what is kept: none in other files, none in pages given back.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA secure_delete = FAST")
    return connection


def _make(state: Path) -> None:
    """Makes an empty ledger beside its place and links it there, so that it is whole or absent."""
    if any(file.stat().st_size for file in state.glob("audit*.jsonl")):
        raise LedgerError(
            f"{state} has an audit log but no ledger: {FILE} was lost. Put it back, or move {AUDIT} "
            f"away too, to begin anew."
        )
    new = state / f".{FILE}.{os.getpid()}"
    new.unlink(missing_ok=True)
    try:
        os.close(open_private(new, os.O_RDWR | os.O_EXCL))
        with told(str(new)), contextlib.closing(_connect(new, "rw")) as connection:
            _upgrade(connection, 0)
            connection.execute("PRAGMA journal_mode = WAL")
        with contextlib.suppress(FileExistsError):
            os.link(new, state / FILE)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(state)


def _require_ours(connection: sqlite3.Connection, path: Path) -> None:
    if not path.stat().st_size:
        raise broken(str(path), "the file is empty")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise broken(str(path), "it is a database of something else")


def _require_sound(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found == "ok":
        return
    last = str(found).splitlines()[-1]
    code = re.search(r"error code=(\d+)", last)
    if code is not None and int(code[1]) & 0xFF not in _DAMAGED:
        raise LedgerError(f"The ledger {path} can't be read just now: {last}. Try it again.")
    raise broken(str(path), last)


def _migrate(connection: sqlite3.Connection, path: Path, may_change: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise LedgerError(
            f"The ledger {path} was made by a newer pbxc (version {version} of its tables, and this "
            f"one knows {VERSION}). Run that one."
        )
    if version < VERSION:
        if not may_change:
            raise LedgerError(f"The ledger {path} was made by an older pbxc: pbxc serve renews it.")
        _upgrade(connection, version)


def _upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Every step from a version on, all of them or none."""
    steps = "".join(STEPS[version:])
    marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
    connection.executescript(f"BEGIN IMMEDIATE; {steps} {marks} COMMIT;")


def open_private(path: Path, flags: int) -> int:
    """A file for its owner only, made where there is none. What root makes is the folder's owner's:
    the controller, who runs as that one, must be able to use what a command made."""
    is_new = not path.exists()
    descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if is_new and os.geteuid() == 0:
        folder = path.parent.stat()
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def sync_folder(folder: Path) -> None:
    """Has the disk know the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
