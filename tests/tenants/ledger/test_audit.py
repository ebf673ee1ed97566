"""The audit log: nobody changes a line unseen, and no crash stops it."""

from __future__ import annotations

import json
import os
import resource
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tenants.ledger.audit import Audit, AuditError, Event, verify
from tests.tenants.ledger.generations import Clocks
from tests.tenants.ledger.processes import heard, process

FILE = "audit.jsonl"
LIVE = Event("pbxc serve", "apply", "live", "north/harbour", "main", "ab12", "cd34", "g0123456789ab", 40)  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A folder for the log."""
    return tmp_path


def in_files(state: Path, count: int) -> None:
    """A log whose files are full after one line."""
    audit = Audit(state, Clocks().wall, largest=1)
    for _ in range(count):
        audit.write(LIVE)


def written(state: Path, count: int) -> list[dict[str, Any]]:
    audit = Audit(state, Clocks().wall)
    for _ in range(count):
        audit.write(LIVE)
    return [json.loads(line) for line in (state / FILE).read_text().splitlines()]


def test_a_line_says_what_was_done(state: Path) -> None:
    (line,) = written(state, 1)
    assert {
        "number": 1, "time": "2026-11-24T12:00:00.000000Z", "previous": "", "hash": line["hash"],
        "who": "pbxc serve", "what": "apply", "result": "live", "account": "north/harbour",
        "node": "main", "commit": "ab12", "plan": "cd34", "generation": "g0123456789ab",
        "took_ms": 40,
    } == line  # fmt: skip


def test_a_log_is_as_it_was_written(state: Path) -> None:
    lines = written(state, 5)
    verdict = verify(state)
    assert (5, 1, 5, lines[-1]["hash"], "", 0) == (
        verdict.lines,
        verdict.begins,
        verdict.end.number,
        verdict.end.hash,
        verdict.broken,
        verdict.torn,
    )


def test_a_log_that_was_never_begun_is_right(state: Path) -> None:
    assert (0, "") == (verify(state).lines, verify(state).broken)


def test_only_its_owner_reads_the_log(state: Path) -> None:
    written(state, 1)
    assert 0o600 == (state / FILE).stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"result":"live"', '"result":"refused"'),
        ('"number":3', '"number":4'),
        ('"took_ms":40', '"took_ms":40.0'),
        ('"took_ms":40', '"took_ms": 40'),
        ('{"account', '["account'),
        ('"node":"main"', '"node":"main","node":"main"'),
        ('"who":"pbxc serve"', '"whom":"pbxc serve"'),
    ],
)
def test_a_line_that_was_changed_is_found(state: Path, old: str, new: str) -> None:
    written(state, 5)
    lines = (state / FILE).read_text().splitlines(keepends=True)
    assert old in lines[2]
    lines[2] = lines[2].replace(old, new)
    (state / FILE).write_text("".join(lines))
    verdict = verify(state)
    assert (2, True) == (verdict.lines, verdict.broken.startswith(f"{FILE}, line 3: "))


@pytest.mark.parametrize(
    ("order", "where"),
    [([0, 2, 3], 2), ([0, 2, 1, 3], 2), ([0, 1, 1, 2], 3), ([1, 0, 2, 3], 2)],
)
def test_lines_that_were_moved_or_taken_out_are_found(
    state: Path, order: list[int], where: int
) -> None:
    written(state, 4)
    lines = (state / FILE).read_text().splitlines(keepends=True)
    (state / FILE).write_text("".join(lines[n] for n in order))
    assert f"{FILE}, line {where}" in verify(state).broken


def test_a_line_of_another_log_is_found(state: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    Audit(tmp_path / "other", Clocks().wall).write(Event("mallory", "unlock", "done"))
    first = (tmp_path / "other" / FILE).read_text()
    written(state, 2)
    (state / FILE).write_text(first + (state / FILE).read_text().splitlines(keepends=True)[1])
    assert "another" in verify(state).broken


def test_half_a_line_is_set_aside_and_told(state: Path) -> None:
    written(state, 2)
    with (state / FILE).open("a") as file:
        file.write('{"account":"nor')
    before = verify(state)
    lines = written(state, 1)
    assert (15, "", ["apply", "apply", "audit", "apply"], '{"account":"nor\n', "", 4) == (
        before.torn,
        before.broken,
        [line["what"] for line in lines],
        (state / "audit.torn").read_text(),
        verify(state).broken,
        verify(state).lines,
    )


def test_a_log_of_which_only_half_a_line_is_left_goes_on(state: Path) -> None:
    (state / FILE).write_text("\0" * 100_000)
    assert ["audit", "apply"] == [line["what"] for line in written(state, 1)]


def test_a_line_that_can_not_be_read_stops_nobody_and_is_found(state: Path) -> None:
    written(state, 2)
    with (state / FILE).open("a") as file:
        file.write("rubbish\n")
    Audit(state).write(LIVE)
    last = json.loads((state / FILE).read_text().splitlines()[-1])
    assert (4, f"{FILE}, line 3: it can't be read") == (last["number"], verify(state).broken)


def test_the_chain_goes_on_over_files(state: Path) -> None:
    in_files(state, 30)
    files = sorted(path.name for path in state.iterdir())
    assert (30, "", f"audit.{1:012}.jsonl", f"audit.{30:012}.jsonl") == (
        verify(state).lines,
        verify(state).broken,
        files[0],
        files[-1],
    )


def test_old_files_may_be_taken_away(state: Path) -> None:
    in_files(state, 3)
    (state / f"audit.{1:012}.jsonl").unlink()
    assert (2, 2, "") == (verify(state).lines, verify(state).begins, verify(state).broken)


def test_a_file_from_the_middle_is_missed(state: Path) -> None:
    in_files(state, 3)
    (state / f"audit.{2:012}.jsonl").unlink()
    assert "the number 3 after 1" in verify(state).broken


def test_a_kill_at_any_moment_leaves_what_was_told(state: Path) -> None:
    with process("tell", state) as writer:
        told = [heard(writer) for _ in range(30)]
        writer.kill()
        assert writer.stdout is not None
        told += [line.strip() for line in writer.stdout if line.endswith("\n")]
    verdict = verify(state)
    assert ("", True) == (verdict.broken, verdict.lines - int(told[-1]) in (0, 1))


def test_several_write_side_by_side(state: Path) -> None:
    with process("tell", state) as one, process("tell", state) as two:
        for _ in range(20):
            heard(one), heard(two)
    verdict = verify(state)
    assert ("", True) == (verdict.broken, verdict.lines >= 40)


def test_what_the_disk_does_not_take_is_told_and_nothing_of_it_stays(state: Path) -> None:
    written(state, 2)
    size = (state / FILE).stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, before[1]))
    try:
        with pytest.raises(AuditError, match="can't be written"):
            Audit(state).write(LIVE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert size == os.stat(state / FILE).st_size
    Audit(state).write(LIVE)
    assert ("", 3) == (verify(state).broken, verify(state).lines)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("commit", "hunter2!"),
        ("generation", "secret"),
        ("plan", "pass word"),
        ("account", "a b"),
        ("node", "a\nb"),
        ("what", "password=hunter2"),
        ("result", "because"),
    ],
)
def test_a_field_holds_only_what_it_is_for(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"can't be|not told"):
        replace(LIVE, **{field: value})  # type: ignore[arg-type]


def test_a_name_is_one_short_line() -> None:
    event = Event("anna\n" + "x" * 500, "apply", "done")
    assert ("anna?", 200) == (event.who[:5], len(event.who))
