"""The audit log: one line for each thing that was done, and no line can be changed unseen.

Each line holds the hash of the one before it and its own, so whoever knows the last hash knows all of
it. Lines are only ever added. A line has fields of few kinds, and none of them can hold a secret.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from tenants.key_file import Refused
from tenants.ledger.database import AUDIT, open_private, sync_folder
from tenants.ledger.times import Clock, time_text, utc_now

TORN = "audit.torn"
LARGEST = 64 << 20
"""The bytes after which a new file is begun."""

LONGEST_NAME = 200
_FILES = re.compile(r"audit\.[0-9]{12}\.jsonl")
_TAIL = 1 << 16

Deed: TypeAlias = Literal[
    "start", "stop", "push", "apply", "rollback", "return", "confirm", "heal", "sync", "pause",
    "resume", "reset", "restart", "unlock", "audit", "tell", "issue",
]  # fmt: skip
"""What was done."""

Outcome: TypeAlias = Literal[
    "done", "live", "provisional", "refused", "went back", "not confirmed", "healed", "left alone",
    "failed", "torn line set aside",
]  # fmt: skip
"""What came of it."""

_SHAPES = {
    "account": re.compile(r"[a-z0-9*./-]{0,1000}"),
    "node": re.compile(r"[A-Za-z0-9._-]{0,64}"),
    "commit": re.compile(r"[0-9a-f]{0,64}"),
    "plan": re.compile(r"p?[0-9a-f]{0,64}"),
    "generation": re.compile(r"(?:g[0-9a-f]{12})?"),
}


class AuditError(Refused):
    """The audit log can't be written; nothing was added to it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: by whom, to what, and what came of it. ValueError for a field that
    holds something else than it is for."""

    who: str
    what: Deed
    result: Outcome
    account: str = ""
    node: str = ""
    commit: str = ""
    plan: str = ""
    generation: str = ""
    took_ms: int | None = None

    def __post_init__(self) -> None:
        """Cuts what a person is called to one short line, and refuses what doesn't belong here."""
        shown = "".join(c if c.isprintable() else "?" for c in self.who[:LONGEST_NAME])
        object.__setattr__(self, "who", shown)
        if self.what not in get_args(Deed) or self.result not in get_args(Outcome):
            raise ValueError(f"{self.what!r}, {self.result!r} is not told in the audit log")
        for name, shape in _SHAPES.items():
            if not shape.fullmatch(getattr(self, name)):
                raise ValueError(f"this can't be the {name} of an event")


@dataclass(frozen=True, slots=True)
class Link:
    """The end of the chain: the number of its last line, and that line's hash."""

    number: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a look at the whole log: how many lines, and the end of the chain.

    `broken` says where it isn't as it was written (empty: nowhere); `begins` is the number of the
    first line, more than 1 where old files were taken away; `torn` are the bytes of a last line that
    was not finished.
    """

    lines: int
    begins: int
    end: Link
    broken: str = ""
    torn: int = 0


class Audit:
    """The audit log of a state folder. Threads and processes may write to it side by side."""

    def __init__(self, state: Path, clock: Clock = utc_now, largest: int = LARGEST) -> None:
        self._state = state
        self._clock = clock
        self._largest = largest

    def write(self, event: Event) -> Link:
        """Adds a line, which is on the disk on return; the end of the chain. AuditError."""
        try:
            with _opened(self._state) as descriptor:
                return self._write(descriptor, event)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AuditError(f"{self._state / AUDIT} can't be written: {reason}.") from error

    def _write(self, descriptor: int, event: Event) -> Link:
        lines, torn = _tail(descriptor)
        if torn:
            self._set_aside(descriptor, torn)
        end = _end(lines) if lines else self._end_of_older()
        if torn:
            end = self._add(descriptor, end, Event("pbxc", "audit", "torn line set aside"))
        end = self._add(descriptor, end, event)
        if os.fstat(descriptor).st_size >= self._largest:
            self._begin_new_file(descriptor)
        return end

    def _add(self, descriptor: int, end: Link, event: Event) -> Link:
        """One line, or nothing of it."""
        said = {
            "number": end.number + 1,
            "time": time_text(self._clock()),
            "previous": end.hash,
            **asdict(event),
        }
        own = _hash(said)
        size = os.fstat(descriptor).st_size
        try:
            _write_all(descriptor, _canonical({**said, "hash": own}) + b"\n")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
        return Link(end.number + 1, own)

    def _set_aside(self, descriptor: int, torn: bytes) -> None:
        """Keeps half a line, which a crash left, in a file of its own."""
        aside = open_private(self._state / TORN, os.O_WRONLY | os.O_APPEND)
        try:
            _write_all(aside, torn + b"\n")
            os.fsync(aside)
        finally:
            os.close(aside)
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - len(torn))

    def _end_of_older(self) -> Link:
        older = _older(self._state)
        if not older:
            return Link()
        with open(older[-1], "rb") as file:
            return _end(_tail(file.fileno())[0])

    def _begin_new_file(self, descriptor: int) -> None:
        """Names the file by its last line. Whoever waits for its lock sees that it moved away."""
        last = _end(_tail(descriptor)[0]).number
        os.rename(self._state / AUDIT, self._state / f"audit.{last:012}.jsonl")
        sync_folder(self._state)


def verify(state: Path) -> Verdict:
    """Goes through the whole log, from its oldest file on, up to the first line that isn't as it was
    written."""
    end, begins, count, torn = Link(), 0, 0, 0
    for where, raw in _lines_of([*_older(state), *filter(Path.exists, [state / AUDIT])]):
        if not raw.endswith(b"\n"):
            torn = len(raw)
            continue
        said = _read(raw)
        why = _why_broken(said, raw, end, first=not count)
        if torn or why:
            return Verdict(count, begins, end, f"{where}: {why or 'the one before it is torn'}")
        end = Link(said["number"], said["hash"])
        begins, count = begins or end.number, count + 1
    return Verdict(count, begins, end, torn=torn)


def _lines_of(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Every line of some files, and where it stands."""
    for file in files:
        with open(file, "rb") as opened:
            for number, raw in enumerate(opened, start=1):
                yield f"{file.name}, line {number}", raw


def _why_broken(said: Mapping[str, Any], raw: bytes, end: Link, first: bool) -> str:
    """What is wrong with a line that follows the end of a chain; empty where it is right."""
    if not said:
        return "it can't be read"
    content = {name: value for name, value in said.items() if name != "hash"}
    if said["hash"] != _hash(content) or _canonical(said) + b"\n" != raw:
        return "it was changed"
    if not first and said["number"] != end.number + 1:
        return f"it has the number {said['number']} after {end.number}"
    if not first and said["previous"] != end.hash:
        return "the line before it is another than when it was written"
    if first and said["number"] == 1 and said["previous"]:
        return "something stood before it"
    return ""


# --- the file -----------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(state: Path) -> Iterator[int]:
    """The newest file, locked and to be added to."""
    descriptor = _open(state)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        while not _is_current(state, descriptor):  # somebody filled it while we waited
            os.close(descriptor)
            descriptor = _open(state)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _open(state: Path) -> int:
    is_new = not (state / AUDIT).exists()
    descriptor = open_private(state / AUDIT, os.O_RDWR | os.O_APPEND)
    if is_new:
        sync_folder(state)
    return descriptor


def _is_current(state: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(state / AUDIT), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _older(state: Path) -> list[Path]:
    """The files that were filled, oldest first."""
    return sorted(path for path in state.iterdir() if _FILES.fullmatch(path.name))


def _tail(descriptor: int) -> tuple[list[bytes], bytes]:
    """The last whole lines of a file, and what stands behind them."""
    size = os.fstat(descriptor).st_size
    length = _TAIL
    while True:
        start = max(size - length, 0)
        data = os.pread(descriptor, size - start, start)
        if start == 0 or data.count(b"\n") > 1:
            break
        length *= 4
    *lines, torn = data.split(b"\n")
    return (lines[1:] if start else lines), torn


def _end(lines: list[bytes]) -> Link:
    """The end of the chain after some lines. One that can't be read never stops us: it is chained
    as it stands, and told by who looks through the log."""
    for back, line in enumerate(reversed(lines)):
        if said := _read(line):
            own = said["hash"] if not back else hashlib.sha256(lines[-1]).hexdigest()
            return Link(said["number"] + back, own)
    return Link(len(lines), hashlib.sha256(lines[-1]).hexdigest() if lines else "")


def _read(raw: bytes) -> Mapping[str, Any]:
    """What a line says; nothing where it is no line of ours."""
    try:
        said = json.loads(raw)
    except ValueError:
        return {}
    ours = {"number", "time", "previous", "hash", *(field.name for field in fields(Event))}
    if not isinstance(said, dict) or set(said) != ours:
        return {}
    whole = isinstance(said["number"], int) and isinstance(said["hash"], str)
    return said if whole else {}


def _canonical(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _hash(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(said)).hexdigest()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
