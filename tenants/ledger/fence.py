"""The fence: one controller at a time has the right to change nodes and the ledger.

It is a lock that the kernel keeps on a file, so that it ends with its process, and a number in the
ledger that counts each taking. A controller that was stopped, and wakes up after another took over,
still believes in its lock; the number tells it otherwise before each step it makes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tenants.key_file import Refused
from tenants.ledger.database import (
    Database,
    Fenced,
    LedgerBusy,
    epoch_in,
    open_database,
    open_private,
)
from tenants.ledger.times import Clock, time_text, utc_now

FILE = "lock"
LONGEST_NOTE = 4096
PATIENCE = 0.3
"""Seconds after which a lock that is held is held."""


class Held(Refused):
    """Another process holds the fence; the message says which."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who took the fence last."""

    who: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"{self.who} (process {self.pid}, since {self.since})"


class Fence:
    """The fence, held. `epoch` counts its takings; a node may keep it to know a stale writer."""

    def __init__(self, state: Path, descriptor: int, database: Database, epoch: int) -> None:
        self.state = state
        self.epoch = epoch
        self._descriptor = descriptor
        self._database = database

    @classmethod
    def take(cls, state: Path, who: str, clock: Clock = utc_now) -> Self:
        """The fence of a state folder, for as long as this process lives. Held where another has
        it; the folder and its ledger are made where there are none."""
        make_state_folder(state)
        descriptor = _lock(state)
        try:
            database = open_database(state, may_make=True, check=True)
            holder = Holder(who, os.getpid(), time_text(clock()))
            epoch = _count(database, holder)
            _note(descriptor, holder)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(state, descriptor, database, epoch)

    def require(self) -> None:
        """Raises Fenced where the fence is no longer ours."""
        with self._database.reading() as connection:
            if epoch_in(connection) != self.epoch:
                raise Fenced(f"{_holder_in(connection)} has taken over; this one has to stop.")
        if not _is_at(self.state / FILE, self._descriptor):
            raise Fenced(f"The lock {self.state / FILE} was taken away; this one has to stop.")

    def release(self) -> None:
        """Lets others take it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.release()


def holder_of(state: Path) -> Holder | None:
    """Who holds the fence of a state folder now, without taking it."""
    try:
        descriptor = os.open(state / FILE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_note(descriptor)
    finally:
        os.close(descriptor)
    return None


def take_away(state: Path, who: str, clock: Clock = utc_now) -> Holder | None:
    """Takes the fence from whoever holds it and leaves it free: what the old holder still does in
    the ledger fails, and it stops. Says who had it. Held where it hangs in the middle of writing: then
    nobody else can write until it is gone."""
    had = holder_of(state)
    holder = Holder(who, os.getpid(), time_text(clock()))
    try:
        with contextlib.closing(open_database(state)) as database:
            # First the number: from here on the old holder can write nothing.
            _count(database, holder)
    except LedgerBusy:
        raise Held(_hanging(state, had)) from None
    if had is not None:
        (state / FILE).unlink(missing_ok=True)
    return had


def make_state_folder(state: Path) -> None:
    """The state folder, for its owner only. Refused where others could change what is in it."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = state.stat().st_mode
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(f"The state folder {state} can't be made: {reason}.") from error
    if mode & 0o022:
        raise Refused(f"Others can change the state folder {state}. Run: chmod go-w {state}")


def _lock(state: Path) -> int:
    """The lock's descriptor. Somebody who only looks has it for a moment, so that we ask again; and
    again where the file was taken away meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while True:
        descriptor = open_private(state / FILE, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(state / FILE, descriptor):
                return descriptor
            os.close(descriptor)
        except BlockingIOError:
            holder = _read_note(descriptor)
            os.close(descriptor)
            if time.monotonic() >= deadline:
                raise Held(_told(state, holder)) from None
            time.sleep(PATIENCE / 20)


def _told(state: Path, holder: Holder | None) -> str:
    who = str(holder) if holder else "Another process"
    return (
        f"{who} works on {state}. Stop it first; where it hangs and can't be stopped: "
        "pbxc state unlock --force"
    )


def _hanging(state: Path, holder: Holder | None) -> str:
    who = str(holder) if holder else "Another process"
    end = f"kill -9 {holder.pid}" if holder else "end it"
    return f"{who} hangs in the middle of writing into {state}, so nothing can be taken over: {end}"


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether a name still leads to the file that was opened."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except OSError:
        return False


def _count(database: Database, holder: Holder) -> int:
    with database.fencing() as connection:
        connection.execute(
            "UPDATE fence SET epoch = epoch + 1, who = ?, pid = ?, since = ?",
            (holder.who, holder.pid, holder.since),
        )
        return epoch_in(connection)


def _holder_in(connection: sqlite3.Connection) -> Holder:
    return Holder(*connection.execute("SELECT who, pid, since FROM fence").fetchone())


def _note(descriptor: int, holder: Holder) -> None:
    """Writes into the lock who has it, for people; nothing depends on it."""
    note = json.dumps({"who": holder.who, "pid": holder.pid, "since": holder.since}) + "\n"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, note.encode(), 0)


def _read_note(descriptor: int) -> Holder | None:
    try:
        found = json.loads(os.pread(descriptor, LONGEST_NOTE, 0))
        return Holder(str(found["who"]), int(found["pid"]), str(found["since"]))
    except (ValueError, KeyError, TypeError, OSError):
        return None
