"""Accounts drawn at random, and the examples: program and text tell the same of every call."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agreement.accounts import calls, told_account, told_folder, worlds
from tests.agreement.agreed import THOROUGHNESS, Told
from tests.agreement.small_accounts import accounts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
UNHURRIED = list(HealthCheck)


@settings(max_examples=30 * THOROUGHNESS, suppress_health_check=UNHURRIED)
@given(st.data())
def test_an_account_of_any_shape_is_told_alike(data: st.DataObject) -> None:
    told = told_account(data.draw(accounts()))
    for _ in range(8):
        call, world = data.draw(calls(told.inventory)), data.draw(worlds(told))
        assert [] == told.differences(call, world)


@cache
def example(name: str) -> Told:
    """One of the examples."""
    return told_folder(EXAMPLES / name)


@pytest.mark.parametrize("name", ["harbour", "reseller"])
@settings(max_examples=100 * THOROUGHNESS, suppress_health_check=UNHURRIED)
@given(data=st.data())
def test_an_example_is_told_alike(name: str, data: st.DataObject) -> None:
    told = example(name)
    call, world = data.draw(calls(told.inventory)), data.draw(worlds(told))
    assert [] == told.differences(call, world)
