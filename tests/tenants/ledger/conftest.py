"""A ledger on a disk, and what it is opened with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.ledger import Fence, Ledger
from tests.tenants.ledger.generations import Clocks


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that isn't there yet."""
    return tmp_path / "state"


@pytest.fixture
def clocks() -> Clocks:
    """Both clocks."""
    return Clocks()


@pytest.fixture
def fence(state: Path) -> Iterator[Fence]:
    """The fence, held."""
    with Fence.take(state, "a test") as held:
        yield held


@pytest.fixture
def ledger(state: Path, fence: Fence, clocks: Clocks) -> Iterator[Ledger]:
    """The ledger, to be written."""
    opened = Ledger.open(state, fence, clock=clocks.wall, monotonic=clocks.monotonic)
    yield opened
    opened.close()
