"""A controller's phones for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tenants.provisioning.offices import Place, made_up_vendor

__all__ = ["made_up_vendor"]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A controller's phones, of which there are none yet."""
    place = Place(tmp_path)
    yield place
    place.phones.close()
