"""The root key's file: made once, for its owner only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenants.key_file import Refused, key_path, root_key


def test_a_key_is_made_on_first_use_and_read_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "pbxc" / "key"
    first, second = root_key(path, may_make=True), root_key(path, may_make=True)
    assert (True, False, first.data) == (first.is_new, second.is_new, second.data)


def test_two_keys_are_not_the_same(tmp_path: Path) -> None:
    keys = {root_key(tmp_path / name, may_make=True).data for name in ("one", "two")}
    assert 2 == len(keys)


def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    root_key(tmp_path / "key", may_make=True)
    assert 0o600 == (tmp_path / "key").stat().st_mode & 0o777


def test_nothing_but_the_key_is_left_behind(tmp_path: Path) -> None:
    root_key(tmp_path / "key", may_make=True)
    assert ["key"] == [file.name for file in tmp_path.iterdir()]


def test_a_key_that_was_named_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no key file"):
        root_key(tmp_path / "key", may_make=False)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    root_key(path, may_make=True)
    path.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        root_key(path, may_make=True)


@pytest.mark.parametrize("content", [b"", b"# only words\n", b"abc\n", b"00" * 31, b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Refused, match=r"not a key file|not text"):
        root_key(path, may_make=True)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be read"):
        root_key(tmp_path, may_make=True)


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="can't be"):
        root_key(tmp_path / "file" / "key", may_make=True)


@pytest.mark.parametrize(
    ("named", "environment", "expected"),
    [
        ("/a/key", {"PBXC_KEY_FILE": "/b/key"}, "/a/key"),
        (None, {"PBXC_KEY_FILE": "/b/key"}, "/b/key"),
        (None, {"XDG_CONFIG_HOME": "/c"}, "/c/pbxc/key"),
    ],
)
def test_the_key_is_looked_for_where_it_was_said(
    named: str | None, environment: dict[str, str], expected: str
) -> None:
    assert Path(expected) == key_path(named, environment)


def test_a_key_is_not_shown(tmp_path: Path) -> None:
    key = root_key(tmp_path / "key", may_make=True)
    assert [] == [secret for secret in (key.data.hex(), repr(key.data)) if secret in repr(key)]
