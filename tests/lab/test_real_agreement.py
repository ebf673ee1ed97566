"""Every scenario, told by the simulator, by the reader of the emitted files and by a real Asterisk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.lab.agreement import agreements
from tests.lab.sites import StartSites

pytestmark = pytest.mark.lab


def disagreements(sites: StartSites, tree: str, number: int) -> list[str]:
    """What is told differently, or isn't what the scenarios expect, of a whole tree."""
    return [one.text() for one in agreements(sites(tree, number)) if not one.agreed]


def test_all_tell_the_same_of_people_groups_menus_and_trunks(start_sites: StartSites) -> None:
    assert [] == disagreements(start_sites, "office", 3)


def test_all_tell_the_same_of_two_accounts_that_look_alike(start_sites: StartSites) -> None:
    assert [] == disagreements(start_sites, "pier", 1)


def test_all_tell_the_same_of_the_first_example(start_sites: StartSites, repository: Path) -> None:
    assert [] == disagreements(start_sites, str(repository / "examples/harbour"), 3)
