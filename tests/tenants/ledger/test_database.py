"""The ledger's file: crashes, full disks, damage, other versions."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tenants.ledger import Fence, Ledger, LedgerBroken, LedgerError, Push
from tests.tenants.ledger.generations import ACCOUNT, NODE, generation
from tests.tenants.ledger.processes import heard, process

FILE = "ledger.sqlite3"


def made(state: Path) -> Path:
    """A ledger with something in it, all of it in its one file."""
    with Fence.take(state, "one") as fence, closing(Ledger.open(state, fence)) as ledger:
        for mark in map(str, range(20)):
            ledger.begin(NODE, ACCOUNT, generation(mark))
            ledger.confirm(NODE, ACCOUNT, generation(mark))
    assert not (state / f"{FILE}-wal").exists()
    return state / FILE


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_loses_nothing_that_was_said(state: Path, seed: int) -> None:
    with process("write", state) as writer:
        said = [heard(writer) for _ in range(random.Random(seed).randrange(2, 40))]
        writer.kill()
        assert writer.stdout is not None
        said += [line.strip() for line in writer.stdout if line.endswith("\n")]
    done = [int(line.split()[1]) for line in said if line.startswith("live")]
    with Fence.take(state, "the next one") as fence:
        standing = Ledger.open(state, fence).standing(NODE, ACCOUNT)
    allowed = [generation(str(n)) for n in range(max(done, default=0), max(done, default=0) + 3)]
    assert standing.live in ([None, *allowed] if not done else allowed)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "the file is empty"), (b"not a database, and long enough" * 100, "not a database")],
)
def test_what_is_no_ledger_is_told_and_left(state: Path, content: bytes, expected: str) -> None:
    path = made(state)
    path.write_bytes(content)
    with pytest.raises(LedgerBroken, match=expected):
        Fence.take(state, "one")
    assert content == path.read_bytes()


def test_a_ledger_that_was_damaged_where_nobody_looks_yet_is_told_and_left(state: Path) -> None:
    path = made(state)
    content = bytearray(path.read_bytes())
    content[-4096:-4000] = b"\xa5" * 96
    path.write_bytes(content)
    with pytest.raises(LedgerBroken, match="Put a good copy in its place"):
        Fence.take(state, "one")
    assert content == path.read_bytes()


def test_half_a_ledger_is_told(state: Path) -> None:
    path = made(state)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(LedgerBroken):
        Fence.take(state, "one")


def test_a_database_of_something_else_is_told(state: Path) -> None:
    state.mkdir(mode=0o700)
    with closing(sqlite3.connect(state / FILE)) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(LedgerBroken, match="something else"):
        Fence.take(state, "one")


def test_a_ledger_that_was_lost_is_not_made_anew_in_silence(state: Path) -> None:
    path = made(state)
    path.unlink()
    (state / "audit.jsonl").write_text("{}\n")
    with pytest.raises(LedgerError, match="was lost"):
        Fence.take(state, "one")


def test_nothing_is_read_where_there_never_was_anything(state: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger"):
        Ledger.open(state)


def test_a_ledger_of_a_newer_pbxc_is_refused(state: Path) -> None:
    with closing(sqlite3.connect(made(state))) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="made by a newer pbxc"):
        Fence.take(state, "one")


def test_a_ledger_that_cannot_be_made_leaves_nothing_behind(state: Path) -> None:
    state.mkdir(mode=0o700)
    with limited(0), pytest.raises(LedgerError):
        Fence.take(state, "one")
    assert [] == [path.name for path in state.iterdir() if path.name != "lock"]


class limited:  # noqa: N801 - used as a statement
    """No file may grow beyond a size."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __enter__(self) -> None:
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._before[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


def test_what_the_disk_does_not_take_is_told_and_nothing_of_it_stays(
    state: Path, fence: Fence, ledger: Ledger
) -> None:
    ledger.begin(NODE, ACCOUNT, generation("a"))
    before = ledger.standing(NODE, ACCOUNT)
    with limited((state / f"{FILE}-wal").stat().st_size), pytest.raises(LedgerError):
        ledger.confirm(NODE, ACCOUNT, generation("a"))
    again = Ledger.open(state, fence)
    assert [before, before] == [one.standing(NODE, ACCOUNT) for one in (ledger, again)]
    ledger.confirm(NODE, ACCOUNT, generation("a"))
    assert generation("a") == again.standing(NODE, ACCOUNT).live


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can't be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(ledger: Ledger) -> None:
    for mark in range(500):
        ledger.prepare(Push(), [generation(f"b{mark}")])


def test_a_full_disk_is_told_and_room_made_is_used(small_disk: Path) -> None:
    with Fence.take(small_disk, "one") as fence, closing(Ledger.open(small_disk, fence)) as ledger:
        ledger.prepare(Push(), [generation("a")])
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(b"x" * (2 << 20))
        with pytest.raises(LedgerError, match=r"full|I/O"):
            fill(ledger)
        kept = [one.id for one in ledger.generations.list(ACCOUNT)]
        ballast.unlink()
        ledger.prepare(Push(), [generation("c")])
        after = [one.id for one in ledger.generations.list(ACCOUNT)]
    assert [generation("c").id, *kept] == after


def test_a_change_is_whole_or_not_there(ledger: Ledger) -> None:
    class Torn(Exception):
        """Something goes wrong in the middle."""

    def wanted() -> Iterator[object]:
        yield generation("a")
        raise Torn

    with pytest.raises(Torn):
        ledger.prepare(Push(), wanted())  # type: ignore[arg-type]
    assert () == ledger.generations.list(ACCOUNT)


def test_one_reads_while_another_writes(state: Path) -> None:
    with process("write", state) as writer:
        said = [heard(writer) for _ in range(6)]
        reader = Ledger.open(state)
        live = reader.standing(NODE, ACCOUNT).live
    assert live is not None
    assert said[-1].startswith("live")
