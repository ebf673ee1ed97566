"""The platform that resolving is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.repository.lock import Lock
from tenants.repository.resolving import Repositories
from tests.tenants.repository.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A platform with one tenant in its own repository and one in the platform's."""
    town = Town(tmp_path, Repositories(tmp_path / "mirrors"), Lock())
    town.push("harbour", {"account.yaml": "account: {name: Harbour}\n"})
    town.push(
        "platform",
        {
            "account.yaml": "account: {name: Platform}\n",
            "accounts/harbour.yaml": town.grant("harbour"),
            "accounts/quay.yaml": "type: standard\n",
            "accounts/quay/account.yaml": "account: {name: Quay}\n",
        },
    )
    return town
