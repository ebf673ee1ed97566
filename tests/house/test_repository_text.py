"""No file names a place that only one machine knows, nor a host that packages come from."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

# Written in pieces, so that this file doesn't find itself.
HOSTS = ("py" + r"pi\.org", "python" + r"hosted\.org", r"debian\." + "(org|net)", "npm" + r"js\.")
INDEX_OPTIONS = ("--(extra-)?" + "index-url", "--trusted" + "-host", "--find" + "-links [^)]")
FOLDERS = ("work", "root", "farm")
PLACES = (r"(?<![\w.*/$}])/(" + "|".join(FOLDERS) + r")/\w", r"\.\./" + "shared" + r"\b")
SUSPECT = re.compile("|".join((*HOSTS, *PLACES)))
SUSPECT_IN_LOCK = re.compile("|".join((*HOSTS, *PLACES, *INDEX_OPTIONS, "://")))


def repository_files(repository: Path) -> list[Path]:
    """What git holds or would take; the checkout may belong to somebody else."""
    git = ("git", "-c", "safe.directory=*", "-C", str(repository), "ls-files", "-z")
    answer = subprocess.run(
        [*git, "--cached", "--others", "--exclude-standard"], check=True, capture_output=True
    )
    names = answer.stdout.decode().split("\0")
    return sorted(repository / name for name in names if name and (repository / name).is_file())


def text_of(file: Path) -> str:
    """The file's text, empty for sounds and other binary files."""
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def suspects(pattern: re.Pattern[str], file: Path) -> Iterator[str]:
    for number, line in enumerate(text_of(file).splitlines(), start=1):
        if found := pattern.search(line):
            yield f"{file.name}:{number}: {found.group()}"


def test_no_file_names_this_machine_or_a_package_host(repository: Path) -> None:
    files = repository_files(repository)
    assert [] == [suspect for file in files for suspect in suspects(SUSPECT, file)]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host(repository: Path, name: str) -> None:
    assert [] == list(suspects(SUSPECT_IN_LOCK, repository / name))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_a_lock_is_a_version_or_a_hash(repository: Path, name: str) -> None:
    lines = (repository / name).read_text(encoding="utf-8").splitlines()
    line = re.compile(r"#.*|[a-z0-9.-]+==[\w.+-]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [] == [each for each in lines if not line.fullmatch(each)]


@pytest.mark.parametrize(
    "line",
    ["see https://" + "py" + "pi.org/simple", "cd /" + "root/pbxc", "open('../" + "shared/x')"],
)
def test_a_machines_own_place_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "notes.md").write_text(line, encoding="utf-8")
    assert 1 == len(list(suspects(SUSPECT, tmp_path / "notes.md")))
