"""What nobody needs any more is forgotten, and nothing else."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from targets.asterisk.live.node import NodeLost
from tenants.controller.housekeeping import Housekeeping, Tidied
from tenants.controller.logs import open_log
from tenants.controller.shelf import Shelf
from tenants.ledger import Ledger, Push
from tests.tenants.ledger.generations import ACCOUNT, NODE, SHARED, context_of, generation

OLD = time.time() - 7200
STATES = ("a", "b", "c")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An account that was at a, then at b, and is at c."""
    opened = Ledger.in_memory()
    for state in STATES:
        one = generation(state)
        opened.prepare(Push(f"c-{state}"), [one])
        opened.begin(NODE, ACCOUNT, one)
        opened.confirm(NODE, ACCOUNT, one)
    yield opened
    opened.close()


def keeping(
    ledger: Ledger, shelf: Path, *loaded: str, counted_on: Collection[str] = ()
) -> Housekeeping:
    return Housekeeping(
        ledger, Shelf(shelf), lambda: loaded, lambda: counted_on, threading.RLock(),
        open_log(io.StringIO()), least=1,
    )  # fmt: skip


def put(folder: Path, name: str, at: float = OLD) -> None:
    (folder / name).write_bytes(b"")
    os.utime(folder / name, (at, at))


def names(ledger: Ledger) -> set[str]:
    return {name for _, name in ledger.generations.all_keys()}


def test_old_generations_are_forgotten(ledger: Ledger, tmp_path: Path) -> None:
    done = keeping(ledger, tmp_path, context_of("c"), SHARED).tidy()
    assert (Tidied(2, 0), {generation("c").id}) == (done, names(ledger))


def test_one_that_calls_are_in_is_kept(ledger: Ledger, tmp_path: Path) -> None:
    keeping(ledger, tmp_path, context_of("c"), context_of("a"), SHARED).tidy()
    assert {generation("a").id, generation("c").id} == names(ledger)


def test_while_a_node_is_down_nothing_is_forgotten(ledger: Ledger, tmp_path: Path) -> None:
    def nobody() -> Collection[str]:
        raise NodeLost("it is away")

    put(tmp_path, "f" * 64)
    work = keeping(ledger, tmp_path)
    work.loaded = nobody
    assert (Tidied(), 3, 1) == (work.tidy(), len(names(ledger)), len(list(tmp_path.iterdir())))


def test_recordings_that_no_generation_names_go_once_they_are_old(
    ledger: Ledger, tmp_path: Path
) -> None:
    put(tmp_path, "0" * 64)
    put(tmp_path, "1" * 64)
    put(tmp_path, "2" * 64, time.time())
    put(tmp_path, "3" * 64)
    done = keeping(ledger, tmp_path, counted_on=("3" * 64,)).tidy()
    left = {file.name[0] for file in tmp_path.iterdir()}
    assert (1, {"0", "2", "3"}) == (done.recordings, left)


def test_a_recording_that_is_asked_for_again_counts_as_new(tmp_path: Path) -> None:
    put(tmp_path, "1" * 64)
    Shelf(tmp_path).put("1" * 64, b"")
    assert 0 == Shelf(tmp_path).keep_only((), 3600)


def test_it_is_done_every_now_and_then(ledger: Ledger, tmp_path: Path) -> None:
    stop = threading.Event()
    work = keeping(ledger, tmp_path, context_of("c"), SHARED)
    thread = threading.Thread(target=work.run, args=(stop, 0.01))
    thread.start()
    deadline = time.monotonic() + 10
    while len(names(ledger)) > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert {generation("c").id} == names(ledger)
