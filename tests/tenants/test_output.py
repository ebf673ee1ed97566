"""The output folder: whole or not at all, and nothing of anybody else's is replaced."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from targets.asterisk.bundle import Bundle
from targets.asterisk.source_map import SourceMap
from targets.asterisk.symbols import Symbols
from tenants.key_file import Refused
from tenants.output import write_bundle


def bundle(**files: str) -> Bundle:
    named = {name.replace("__", "/"): text.encode() for name, text in files.items()}
    manifest = json.dumps({"files": dict.fromkeys(named, "")}).encode()
    named["pbxc/manifest.json"] = manifest
    return Bundle(named, frozenset({"secret"}), SourceMap({}), Symbols({}, {}, {}, {}))


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "manifest.json"
    }


@pytest.fixture
def strict_umask() -> Iterator[None]:
    """A session in which new files are for their owner, whatever they are asked to be."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_every_file_is_written(tmp_path: Path) -> None:
    write_bundle(bundle(one="1", below__two="2"), tmp_path / "out")
    assert {"one": "1", "below/two": "2"} == contents(tmp_path / "out")


@pytest.mark.usefixtures("strict_umask")
def test_only_its_owner_can_read_a_secret_file(tmp_path: Path) -> None:
    write_bundle(bundle(secret="1", open="2"), tmp_path / "out")
    modes = [(tmp_path / "out" / name).stat().st_mode & 0o777 for name in ("secret", "open")]
    assert [0o600, 0o644] == modes


def test_an_earlier_output_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_bundle(bundle(old="1", both="1"), tmp_path / "out")
    write_bundle(bundle(new="2", both="2"), tmp_path / "out")
    assert {"new": "2", "both": "2"} == contents(tmp_path / "out")


def test_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for _ in range(2):
        write_bundle(bundle(one="1"), tmp_path / "out")
    assert ["out"] == [file.name for file in tmp_path.iterdir()]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_bundle(bundle(one="1"), tmp_path / "out")
    assert {"one": "1"} == contents(tmp_path / "out")


def test_a_link_to_an_output_stays_a_link(tmp_path: Path) -> None:
    write_bundle(bundle(one="1"), tmp_path / "real")
    (tmp_path / "out").symlink_to("real")
    write_bundle(bundle(one="2"), tmp_path / "out")
    assert (True, {"one": "2"}) == ((tmp_path / "out").is_symlink(), contents(tmp_path / "real"))


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(Refused, match="not written by pbxc"):
        write_bundle(bundle(one="1"), tmp_path)


def test_a_file_that_was_put_into_the_output_is_not_lost(tmp_path: Path) -> None:
    write_bundle(bundle(one="1"), tmp_path / "out")
    (tmp_path / "out" / "letter").write_text("dear")
    with pytest.raises(Refused, match="letter"):
        write_bundle(bundle(one="2"), tmp_path / "out")


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("dear")
    with pytest.raises(Refused, match="is a file"):
        write_bundle(bundle(one="1"), tmp_path / "out")


def test_a_manifest_that_is_none_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "pbxc").mkdir()
    (tmp_path / "pbxc" / "manifest.json").write_text('{"files": []}')
    with pytest.raises(Refused, match="not written by pbxc"):
        write_bundle(bundle(one="1"), tmp_path)


def test_when_it_can_not_be_put_there_the_old_output_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(bundle(one="1"), tmp_path / "out")
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if Path(source).name == "new":
            raise OSError("no room")
        rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="no room"):
        write_bundle(bundle(one="2"), tmp_path / "out")
    assert {"one": "1"} == contents(tmp_path / "out")
