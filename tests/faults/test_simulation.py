"""The engine in worlds of trouble: whatever happens, callers notice nothing and git wins."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults.happenings import KINDS
from tests.faults.simulate import kept_seeds, simulated
from tests.faults.world import told

WORLDS = 200
"""In each of four parts, so that four can be simulated at once: 8,000 applies each, about."""


@pytest.mark.parametrize("part", range(4))
def test_no_world_breaks_what_must_hold(part: int) -> None:
    report = simulated(range(1_000 + part * WORLDS, 1_000 + (part + 1) * WORLDS))
    assert {} == report.failed
    assert set() == KINDS.keys() - report.faults.keys()


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
