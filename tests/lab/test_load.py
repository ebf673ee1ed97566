"""Calls with audio while the account that they reach is moved all the time."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest

from bench.live.load import LoadPlan, LoadResult, run_load

pytestmark = pytest.mark.lab

PLAN = LoadPlan(each_second=5, talk=2, quiet=2, pushes=4, applies=96, pool=32, people=16)


def test_no_call_is_lost_and_none_is_mixed_while_its_account_is_moved_a_hundred_times(
    lab: Path, tmp_path: Path
) -> None:
    result = _run(tmp_path, "once")
    if result.wrong:
        # A machine that is short of time loses packets of audio by itself; twice it does not.
        warnings.warn(f"under load, the first time: {result.wrong}", stacklevel=2)
        result = _run(tmp_path, "again")
    assert ([], 100) == (result.wrong, result.applies)
    assert result.busy


def _run(folder: Path, name: str) -> LoadResult:
    (folder / name).mkdir()
    return run_load(f"load-{name}-{os.getpid()}", folder / name, PLAN)
