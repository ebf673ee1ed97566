"""`pbxc` as people run it: a process, with its exit status and what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PBXC = (sys.executable, "-c", "from tenants.cli import main; main()")
HEAVY = ("pydantic", "schema", "compiler", "targets", "ruamel", "rich", "cryptography", "networkx")


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PBXC, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_help_loads_almost_nothing() -> None:
    program = (
        "import sys\nfrom tenants.cli import pbxc\n"
        "try: pbxc.main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "[]" == found.stdout.splitlines()[-1]


def test_a_clean_account_ends_with_0(repository: Path) -> None:
    assert 0 == run("check", repository / "examples" / "harbour").returncode


def test_a_mistake_ends_with_1(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nothing")
    assert (1, "") == (result.returncode, result.stderr)


def test_wrong_usage_ends_with_2_and_a_hint() -> None:
    result = run("chekc")
    assert (2, True) == (result.returncode, "No such command" in result.stderr)


def test_pbxc_alone_shows_its_help() -> None:
    result = run()
    assert (2, True) == (result.returncode, "Commands:" in result.stderr)


def test_an_environment_that_does_not_fit_is_told_in_one_line(
    repository: Path, tmp_path: Path
) -> None:
    example = repository / "examples" / "harbour"
    result = run("compile", example, "-o", tmp_path / "out", "--key", tmp_path / "nokey")
    assert (2, f"pbxc: There is no key file {tmp_path / 'nokey'}.\n") == (
        result.returncode,
        result.stderr,
    )


def test_a_folder_that_can_not_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("init", tmp_path / "file" / "new")
    assert (2, 1) == (result.returncode, len(result.stderr.splitlines()))


def test_a_failure_of_our_own_is_no_traceback(tmp_path: Path) -> None:
    program = (
        "import tenants.cli as cli\n"
        "def fail(*a, **k): raise RuntimeError('odd\\nthing')\n"
        "cli.pbxc.main = fail\ncli.main()"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (2, True, 1) == (
        found.returncode,
        "please report it (RuntimeError: odd thing)" in found.stderr,
        len(found.stderr.splitlines()),
    )


def test_a_reader_that_has_heard_enough_is_no_failure() -> None:
    command = [*PBXC, "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (b"", True) == (said, process.returncode in (0, -13))


@pytest.mark.parametrize("seed", ["0", "1", "42"])
def test_the_hash_seed_changes_no_byte(repository: Path, tmp_path: Path, seed: str) -> None:
    out = []
    for chosen in ("7", seed):
        folder = tmp_path / chosen
        run(
            "compile",
            repository / "examples" / "harbour",
            "-o",
            folder,
            "--demo-key",
            PYTHONHASHSEED=chosen,
        )
        out.append(
            {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
        )
    assert out[0] == out[1] != {}
