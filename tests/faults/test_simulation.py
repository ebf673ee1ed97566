"""The engine in worlds of trouble: whatever happens, callers notice nothing and git wins."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults.happenings import KINDS
from tests.faults.simulate import kept_seeds
from tests.faults.world import told

WORLDS = 150
"""In each of four parts, so that four can be simulated at once: 6,000 applies each, about."""


@pytest.mark.parametrize("part", range(4))
def test_no_world_breaks_what_must_hold(part: int) -> None:
    report = told_by_itself("--worlds", str(1_000 + part * WORLDS), str(WORLDS))
    assert "0 broken" == report.splitlines()[-1], report
    assert [] == [kind for kind in KINDS if kind not in report]


def told_by_itself(*arguments: str) -> str:
    """What a run in a process of its own tells: there it is three times as fast, uncounted."""
    command = [sys.executable, "-m", "tests.faults.simulate", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("seed", kept_seeds())
def test_what_was_broken_once_is_whole(seed: int) -> None:
    assert "" == told(seed).broken


def test_a_seed_is_a_world_whatever_the_process() -> None:
    command = "from tests.faults.world import told; print(*told(7, traced=True).trace, sep='\\n')"
    traces = {
        subprocess.run(
            [sys.executable, "-c", command],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(2)
    }
    assert 1 == len(traces)
