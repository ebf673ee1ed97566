"""The form of live delivery on a real Asterisk: the same calls as with the plain bundle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.lab.agreement import agreements
from tests.lab.live_site import LiveSite
from tests.lab.sites import compiled

pytestmark = [
    pytest.mark.lab,
    pytest.mark.filterwarnings("always::tenants.lab.agreement.Unsteady"),  # a busy machine's
]


@pytest.fixture(scope="module")
def harbour(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveSite]:
    result = compiled(repository / "examples/harbour")
    name = f"live-{os.getpid()}"
    with LiveSite(name, result, tmp_path_factory.mktemp("live")) as site:
        yield site


def test_it_starts_without_a_word_of_warning(harbour: LiveSite) -> None:
    print("\n".join(harbour.switch.log_lines()))
    assert [] == harbour.switch.log_lines()


def test_every_scenario_is_the_same_call(harbour: LiveSite) -> None:
    told = agreements([harbour])
    assert [] == [one.text() for one in told if not one.agreed]
    assert told
