"""The account that the commands are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.starter import FILES
from tests.tenants.installations import install


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no cache of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("PBXC_KEY_FILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def account(tmp_path: Path, own_home: None) -> Path:
    """The account that `pbxc init` makes."""
    for name, text in FILES.items():
        file = tmp_path / "company" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "company"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose account went live twice and was refused once."""
    install(tmp_path)
    monkeypatch.setenv("PBXC_CONFIG", str(tmp_path / "pbxc.yaml"))
    return tmp_path
