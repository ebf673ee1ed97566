"""The mirror of this machine, out of apt's two ways of writing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.lab.mirror import find_mirror, read_mirrors
from tenants.lab.root import LabUnavailable, ready_root


def write(apt: Path, name: str, text: str) -> None:
    file = apt / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text, encoding="utf-8")


def test_one_line_sources_are_read(tmp_path: Path) -> None:
    write(tmp_path, "sources.list", "# deb http://old.test/debian x main\n"
          "deb [arch=amd64 signed-by=/k.gpg] http://a.test/debian/ bookworm main contrib\n"
          "deb-src http://src.test/debian bookworm main\n"
          "deb http://vendor.test/apt stable tools\n")  # fmt: skip
    assert ["http://a.test/debian"] == read_mirrors(tmp_path)


def test_paragraph_sources_are_read(tmp_path: Path) -> None:
    write(tmp_path, "sources.list.d/debian.sources",
          "Types: deb deb-src\n# a note\nURIs: http://a.test/debian\n http://b.test/debian\n"
          "Suites: bookworm\nComponents: main\n\n"
          "Types: deb\nURIs: http://off.test/debian\nComponents: main\nEnabled: no\n\n"
          "Types: deb\nURIs: http://x.test/debian-security\nComponents: main\n")  # fmt: skip
    assert ["http://a.test/debian", "http://b.test/debian"] == read_mirrors(tmp_path)


def test_the_first_mirror_that_has_a_suite_is_taken(tmp_path: Path) -> None:
    (tmp_path / "archive/dists/sid").mkdir(parents=True)
    (tmp_path / "archive/dists/sid/Release").write_text("Suite: unstable\n")
    write(tmp_path, "apt/sources.list", f"deb file:{tmp_path}/empty x main\n"
          f"deb file:{tmp_path}/archive x main\n")  # fmt: skip
    assert (f"file:{tmp_path}/archive", "sid") == find_mirror(("forky", "sid"), tmp_path / "apt")


def test_a_machine_without_such_a_mirror_has_none(tmp_path: Path) -> None:
    write(tmp_path, "sources.list", f"deb file:{tmp_path}/empty x main\n")
    assert None is find_mirror(("forky", "sid"), tmp_path)


def test_a_root_that_is_not_complete_is_no_lab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PBXC_LAB", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    (tmp_path / "root/usr/sbin").mkdir(parents=True)
    with pytest.raises(LabUnavailable, match="build it once with `make lab`"):
        ready_root()


def test_the_lab_is_for_the_superuser_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(LabUnavailable, match="only root may do"):
        ready_root()
