"""What an installation puts on the path: four packages, one command, and nothing else.

The package index has an unrelated package called `schema`: so the names are compared exactly.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

PACKAGES = ("compiler", "schema", "targets", "tenants")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "build")


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves files beside its sources."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PACKAGES, "tests"):
        shutil.copytree(repository / name, source / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(repository / name, source / name)
    return built(source, tmp_path_factory.mktemp("wheel"))


def built(source: Path, target: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index")
    subprocess.run(
        [*pip, "--no-build-isolation", "--wheel-dir", str(target), str(source)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (wheel,) = target.glob("*.whl")
    return wheel


def members(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def information(wheel: Path) -> str:
    """The folder in which a wheel tells about itself, such as `pbxc-0.1.0.dist-info`."""
    name, version, *_ = wheel.name.split("-")
    return f"{name}-{version}.dist-info"


def test_the_wheel_has_exactly_the_four_packages_at_its_top(wheel: Path) -> None:
    expected = {*PACKAGES, information(wheel)}
    assert expected == {name.split("/")[0] for name in members(wheel)}


def test_the_wheel_has_every_module_of_the_repository(repository: Path, wheel: Path) -> None:
    expected = {
        path.relative_to(repository).as_posix()
        for package in PACKAGES
        for path in (repository / package).rglob("*.py")
    }
    assert expected == {name for name in members(wheel) if name.endswith(".py")}


def test_the_wheel_has_every_data_file_of_the_repository(repository: Path, wheel: Path) -> None:
    expected = {
        path.relative_to(repository).as_posix()
        for package in PACKAGES
        for path in (repository / package).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert [] == sorted(expected - set(members(wheel)))


def test_the_wheel_has_one_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"{information(wheel)}/entry_points.txt").decode()
    entries = ConfigParser()
    entries.read_string(text)
    assert {"console_scripts": {"pbxc": "tenants.cli:main"}} == {
        section: dict(entries[section]) for section in entries.sections()
    }


def locked(repository: Path, name: str) -> dict[str, str]:
    """The pinned packages of a lock file, with their versions."""
    lines = (repository / name).read_text(encoding="utf-8").splitlines()
    pins = (line.split()[0].split("==") for line in lines if "==" in line)
    return dict(pins)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_no_lock_has_the_package_that_is_called_like_our_first_layer(
    repository: Path, name: str
) -> None:
    refused = {"schema", "pyst2", "ruamel-yaml-clibz"}
    assert set() == refused & set(locked(repository, name))


def test_the_lock_pins_the_build_backend_that_pyproject_names(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    version = locked(repository, "requirements.lock")["setuptools"]
    assert [f"setuptools=={version}"] == project["build-system"]["requires"]


def test_the_developers_lock_has_the_same_versions_as_the_other(repository: Path) -> None:
    runtime = locked(repository, "requirements.lock")
    developers = locked(repository, "requirements-dev.lock")
    assert runtime == {name: developers.get(name) for name in runtime}
