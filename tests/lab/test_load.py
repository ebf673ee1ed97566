"""Calls with audio while the account that they reach is moved all the time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.live.load import LoadPlan, run_load

pytestmark = pytest.mark.lab

PLAN = LoadPlan(each_second=5, talk=1.5, quiet=2, pushes=4, applies=96, pool=32, people=12)


def test_no_call_is_lost_and_none_is_mixed_while_its_account_is_moved_a_hundred_times(
    lab: Path, tmp_path: Path
) -> None:
    result = run_load(f"load-{os.getpid()}", tmp_path, PLAN)
    assert ([], 100) == (result.wrong, result.applies)
    assert len(result.busy) > 20
