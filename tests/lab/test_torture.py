"""Faults into real pushes on a real Asterisk, as many as fit into a minute; `make torture` has the rest."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.real import ptrace
from tests.faults.real.__main__ import memory
from tests.faults.real.points import SHARES, Choosing, found_points
from tests.faults.real.torture import Torture

pytestmark = pytest.mark.lab

SECONDS = float(os.environ.get("PBXC_TORTURE_SECONDS", "5"))
"""How long each kind of fault is tried."""

SEED = 3


@pytest.fixture(scope="module")
def torture(lab: Path) -> Iterator[Torture]:
    if not ptrace.is_possible():
        pytest.skip("system calls are struck on Linux on x86-64 only")
    with (
        tempfile.TemporaryDirectory(prefix="pbxc-torture-", dir=memory()) as folder,
        Torture(f"torture-{os.getpid()}", Path(folder), SEED, states=6) as torture,
    ):
        yield torture


@pytest.fixture(scope="module")
def places(torture: Torture) -> dict[str, int]:
    """How many places there are to strike."""
    return torture.places()


@pytest.mark.parametrize("kind", SHARES)
def test_after_any_fault_the_newest_commit_is_live_and_nobody_noticed(
    torture: Torture, places: dict[str, int], kind: str
) -> None:
    choosing = Choosing(SEED, (kind,), places)
    until = time.monotonic() + SECONDS
    wrong = torture.push([choosing.next()])
    while not wrong and time.monotonic() < until:
        wrong = torture.push([choosing.next()])
    assert [] == wrong


def test_what_once_found_something_finds_nothing_any_more(torture: Torture) -> None:
    assert [] == [wrong for points in found_points() for wrong in torture.push(points)]


def test_what_is_written_is_on_the_disk_before_anything_builds_on_it(torture: Torture) -> None:
    before = len(torture.tally.wrongs)
    for _ in range(3):
        torture.check_durable()
    assert [] == torture.tally.wrongs[before:]


def test_the_same_commit_twice_changes_nothing(torture: Torture) -> None:
    before = len(torture.tally.wrongs)
    torture.check_idle()
    assert [] == torture.tally.wrongs[before:]


def test_asterisk_alone_comes_up_with_the_same(torture: Torture) -> None:
    before = len(torture.tally.wrongs)
    torture.check_restart()
    assert [] == torture.tally.wrongs[before:]


def test_no_secret_is_in_a_log(torture: Torture) -> None:
    before = len(torture.tally.wrongs)
    torture.check_secrets()
    assert [] == torture.tally.wrongs[before:]


def test_everybody_was_watching(torture: Torture) -> None:
    assert min(torture.alarms.looks, torture.calls.looks, torture.steps.steps) > 0
