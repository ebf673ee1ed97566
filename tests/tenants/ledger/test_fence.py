"""One controller at a time, and a stale one that can do no harm; with real processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tenants.key_file import Refused
from tenants.ledger import Fence, Fenced, Held, Ledger, database
from tenants.ledger.audit import Audit, Event
from tenants.ledger.fence import holder_of, take_away
from tests.tenants.ledger.generations import ACCOUNT, NODE, Clocks, generation
from tests.tenants.ledger.processes import heard, process


def ask(other: subprocess.Popen[str], text: str) -> str:
    assert other.stdin is not None
    other.stdin.write(f"{text}\n")
    other.stdin.flush()
    return heard(other)


def test_a_second_controller_is_told_who_is_there(state: Path) -> None:
    with process("hold", state) as other:
        heard(other)
        with pytest.raises(Held, match=rf"pbxc serve \(process {other.pid}, since 20\d\d-"):
            Fence.take(state, "another")


def test_the_fence_ends_with_its_process(state: Path) -> None:
    with process("hold", state) as other:
        heard(other)
        other.kill()
        other.wait()
        with Fence.take(state, "another") as fence:
            assert 2 == fence.epoch


def test_a_controller_that_wakes_up_after_another_took_over_writes_nothing(state: Path) -> None:
    with process("hold", state) as stale:
        heard(stale)
        before = ask(stale, "old")
        os.kill(stale.pid, signal.SIGSTOP)
        take_away(state, "pbxc state unlock --force")
        with Fence.take(state, "the new one") as fence:
            ledger = Ledger.open(state, fence)
            ledger.begin(NODE, ACCOUNT, generation("new"))
            os.kill(stale.pid, signal.SIGCONT)
            after = ask(stale, "stale")
            tried = ledger.standing(NODE, ACCOUNT).tried
        assert ("written", "Fenced: the new one", generation("new")) == (before, after[:19], tried)


def test_a_fence_that_was_taken_away_is_fenced_before_anybody_else_has_it(state: Path) -> None:
    with process("hold", state) as stale:
        heard(stale)
        had = take_away(state, "somebody")
        assert had
        assert ("pbxc serve", "Fenced: somebody") == (had.who, ask(stale, "stale")[:16])


def test_whoever_has_the_fence_may_go_on(fence: Fence) -> None:
    fence.require()
    assert 1 == fence.epoch


def test_whoever_lost_the_fence_may_not_go_on(state: Path, fence: Fence, ledger: Ledger) -> None:
    take_away(state, "somebody")
    with pytest.raises(Fenced, match="somebody"):
        ledger.require()


def test_a_lock_that_somebody_deleted_is_no_fence(state: Path, fence: Fence) -> None:
    (state / "lock").unlink()
    with pytest.raises(Fenced, match="taken away"):
        fence.require()


def test_a_deleted_lock_does_not_let_two_write(state: Path, fence: Fence, ledger: Ledger) -> None:
    (state / "lock").unlink()
    with Fence.take(state, "the next one"), pytest.raises(Fenced, match="the next one"):
        ledger.begin(NODE, ACCOUNT, generation("a"))


def test_without_the_fence_nothing_is_written(state: Path, fence: Fence) -> None:
    with pytest.raises(Fenced, match="reading only"):
        Ledger.open(state).set_live_lock("{}")


def test_who_holds_the_fence_is_known_to_others(state: Path, clocks: Clocks) -> None:
    with Fence.take(state, "pbxc serve", clocks.wall):
        during = holder_of(state)
    assert during
    assert ("pbxc serve", os.getpid(), "2026-11-24T12:00:00.000000Z", None) == (
        during.who,
        during.pid,
        during.since,
        holder_of(state),
    )


def test_nobody_holds_what_is_not_there(state: Path) -> None:
    assert None is holder_of(state)


def test_to_take_away_what_nobody_has_is_no_harm(state: Path) -> None:
    Fence.take(state, "gone").release()
    assert None is take_away(state, "somebody")
    with Fence.take(state, "the next one") as fence:
        fence.require()


def test_a_fence_can_be_taken_again_after_it_was_released(state: Path) -> None:
    epochs = []
    for _ in range(2):
        with Fence.take(state, "one") as fence:
            epochs.append(fence.epoch)
    assert [1, 2] == epochs


def test_the_state_folder_is_its_owners_alone(state: Path, fence: Fence) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (state, *state.iterdir())}
    assert {"state": 0o700, "lock": 0o600, "ledger.sqlite3": 0o600} == {
        name: mode for name, mode in modes.items() if not name.endswith(("-wal", "-shm"))
    }
    assert {0o600} == {mode for name, mode in modes.items() if name.endswith(("-wal", "-shm"))}


def test_a_state_folder_that_others_can_change_is_refused(state: Path) -> None:
    state.mkdir()
    state.chmod(0o777)
    with pytest.raises(Refused, match="chmod go-w"):
        Fence.take(state, "one")


def test_a_state_folder_that_can_not_be_made_is_told(state: Path) -> None:
    state.write_text("")
    with pytest.raises(Refused, match="can't be made"):
        Fence.take(state / "below", "one")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_folders_owner(state: Path) -> None:
    state.mkdir(mode=0o700)
    os.chown(state, 4711, 4712)
    with Fence.take(state, "one") as fence, closing(Ledger.open(state, fence)) as ledger:
        ledger.begin(NODE, ACCOUNT, generation("a"))
        Audit(state).write(Event("root", "pause", "done"))
        owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in state.iterdir()}
    names = ("audit.jsonl", "ledger.sqlite3", "ledger.sqlite3-shm", "ledger.sqlite3-wal", "lock")
    assert dict.fromkeys(names, (4711, 4712)) == owners


def test_one_that_hangs_in_the_middle_of_writing_is_named_with_its_process(
    state: Path, fence: Fence, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 20)
    with closing(sqlite3.connect(state / database.FILE, isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        with pytest.raises(Held, match=f"in the middle of writing .* kill -9 {os.getpid()}$"):
            take_away(state, "somebody")
    fence.require()
