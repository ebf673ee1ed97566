"""Every scenario, told by the simulator, by the reader of the emitted files and by a real Asterisk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.lab.agreement import agreements
from tests.lab.sites import StartSites

pytestmark = [
    pytest.mark.lab,
    pytest.mark.timeout(900),  # real seconds, and a busy machine has fewer of them
    pytest.mark.filterwarnings("always::tenants.lab.agreement.Unsteady"),
]


def require_agreement(sites: StartSites, tree: str, number: int) -> None:
    """Fails with whatever is told differently, or isn't what the scenarios expect, of a tree."""
    told = agreements(sites(tree, number))
    differences = [one.text() for one in told if not one.agreed]
    if differences or not told:
        pytest.fail("\n".join(differences) or "no scenario was run", pytrace=False)


def test_all_tell_the_same_of_people_groups_menus_and_trunks(start_sites: StartSites) -> None:
    require_agreement(start_sites, "office", 3)


def test_all_tell_the_same_of_two_accounts_that_look_alike(start_sites: StartSites) -> None:
    require_agreement(start_sites, "pier", 1)


def test_all_tell_the_same_of_the_first_example(start_sites: StartSites, repository: Path) -> None:
    require_agreement(start_sites, str(repository / "examples/harbour"), 3)


def test_all_tell_the_same_of_a_reseller_s_tree(start_sites: StartSites, repository: Path) -> None:
    require_agreement(start_sites, str(repository / "examples/reseller"), 1)
