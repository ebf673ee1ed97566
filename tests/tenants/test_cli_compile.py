"""`pbxc compile`: the same bytes, secrets kept, and nothing written where something is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tenants.commands import change, run, run_json


def test_a_compiled_account_is_told_in_three_lines(account: Path, tmp_path: Path) -> None:
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (0, 3) == (result.exit_code, len(result.stdout.splitlines()))


def tree_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_the_same_account_and_key_give_the_same_bytes(account: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("compile", account, "-o", tmp_path / name, "--demo-key")
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_the_folders_name_changes_nothing(account: Path, tmp_path: Path) -> None:
    shutil.copytree(account, tmp_path / "elsewhere")
    for folder in (account, tmp_path / "elsewhere"):
        run("compile", folder, "-o", tmp_path / f"out-{folder.name}", "--demo-key")
    assert tree_of(tmp_path / "out-company") == tree_of(tmp_path / "out-elsewhere")


def test_another_key_changes_only_what_holds_secrets(account: Path, tmp_path: Path) -> None:
    run("compile", account, "-o", tmp_path / "one", "--demo-key")
    made = run("compile", account, "-o", tmp_path / "two")
    one, two = tree_of(tmp_path / "one"), tree_of(tmp_path / "two")
    changed = {name for name in one | two if one.get(name) != two.get(name)}
    secret = {name for name in two if (tmp_path / "two" / name).stat().st_mode & 0o777 == 0o600}
    assert ({"pbxc/manifest.json"}, True) == (changed - secret, "keep a copy" in made.stderr)


def test_files_with_secrets_are_for_their_owner(account: Path, tmp_path: Path) -> None:
    run("compile", account, "-o", tmp_path / "out", "--demo-key")
    private = ("manager.conf", "voicemail.conf")
    assert {0o600} == {(tmp_path / "out" / name).stat().st_mode & 0o777 for name in private}


def test_nothing_is_written_where_there_is_a_mistake(account: Path, tmp_path: Path) -> None:
    change(account, "users.yaml", "extensions: [102]", "extensions: [101]")
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, False) == (result.exit_code, (tmp_path / "out").exists())


def test_a_secret_that_was_not_given_is_a_mistake(account: Path, tmp_path: Path) -> None:
    change(
        account,
        "trunks.yaml",
        "{host: 192.0.2.10,",
        "{host: 192.0.2.10, username: us, password: {secret: carrier},",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True) == (result.exit_code, "SEC301" in result.stdout)


def test_a_secret_that_was_given_is_written(
    account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PBXC_SECRET_CARRIER", "x9s3cr3tx")
    change(
        account,
        "trunks.yaml",
        "{host: 192.0.2.10,",
        "{host: 192.0.2.10, username: us, password: {secret: carrier},",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (0, False) == (result.exit_code, "x9s3cr3tx" in result.output)


def test_two_keys_are_one_too_many(account: Path, tmp_path: Path) -> None:
    assert 2 == run("compile", account, "-o", tmp_path / "o", "--demo-key", "--key", "k").exit_code


def test_a_sound_that_can_not_be_read_is_a_mistake(account: Path, tmp_path: Path) -> None:
    (account / "media").mkdir()
    (account / "media" / "hello.wav").write_bytes(b"no sound")
    change(
        account,
        "callflows.yaml",
        "    - ring: group.everyone",
        "    - play: hello\n    - ring: group.everyone",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True) == (result.exit_code, "MED301" in result.stdout)


def test_what_was_written_is_told_as_json(account: Path, tmp_path: Path) -> None:
    found = run_json("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True, 2, "0600") == (
        found["version"],
        found["written"],
        found["counts"]["phones"],
        found["files"]["manager.conf"],
    )
