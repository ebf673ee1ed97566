"""Reading an account tree from a disk, which may hold anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compiler.diagnostics import Place
from tenants.folder import FolderTree, read_tree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree, `tree/` in the working directory, with one child."""
    monkeypatch.chdir(tmp_path)
    for path in (
        "account.yaml",
        "users.csv",
        "callflows/main.yml",
        "scenarios/a.yaml",
        "media/welcome.wav",
        "media/fr/welcome.wav",
        "notes.txt",
        ".github/workflows/check.yaml",
        "accounts/harbour.yaml",
        "accounts/harbour/account.yaml",
        "accounts/harbour/accounts/quay/account.yaml",
    ):
        file = tmp_path / "tree" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(path.encode())
    return tmp_path / "tree"


def found_in(tree: FolderTree) -> list[tuple[str, str]]:
    return [(d.code, d.origin.file) for d in tree.diagnostics if isinstance(d.origin, Place)]


def test_the_files_of_each_account_are_read(tree: Path) -> None:
    expected = {
        "": ["account.yaml", "callflows/main.yml", "scenarios/a.yaml", "users.csv"],
        "harbour": ["account.yaml"],
        "harbour/quay": ["account.yaml"],
    }
    read = read_tree("tree")
    assert (expected, ()) == (
        {f.account: [file.path for file in f.files] for f in read.folders},
        read.diagnostics,
    )


def test_a_file_is_named_as_the_user_would_type_it(tree: Path) -> None:
    assert "tree/account.yaml" == read_tree("tree").folders[0].files[0].file


def test_a_file_of_the_folder_one_stands_in_is_named_alone(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    assert "account.yaml" == read_tree(".").folders[0].files[0].file


def test_the_bytes_are_those_of_the_file(tree: Path) -> None:
    assert b"account.yaml" == read_tree("tree").folders[0].files[0].data


def test_recordings_are_known_by_name(tree: Path) -> None:
    assert ("fr/welcome.wav", "welcome.wav") == read_tree("tree").folders[0].media


def test_grants_are_read_by_the_parent(tree: Path) -> None:
    assert ["accounts/harbour.yaml"] == [g.path for g in read_tree("tree").folders[0].grants]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("nowhere", "YML201"),
        ("tree/account.yaml", "YML202"),
        ("tree/account.yaml/x", "YML203"),
        ("a\0b", "YML203"),
    ],
)
def test_what_is_no_folder_is_refused(tree: Path, path: str, expected: str) -> None:
    assert [expected] == [code for code, _ in found_in(read_tree(path))]


def test_the_name_of_a_file_instead_of_a_folder_gets_help(tree: Path) -> None:
    assert ["Name its folder: tree"] == [d.help for d in read_tree("tree/account.yaml").diagnostics]


def test_an_unreadable_file_is_told_and_the_others_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("main.yml"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    read = read_tree("tree")
    assert ([("YML203", "tree/callflows/main.yml")], 3) == (
        found_in(read),
        len(read.folders[0].files),
    )


def test_a_huge_file_is_not_even_read(tree: Path) -> None:
    with (tree / "huge.yaml").open("wb") as file:
        file.truncate(100_000_000)
    (found,) = read_tree("tree").diagnostics
    expected = ("YML111", "The file has 100,000,000 bytes; at most 1,048,576 are read.")
    assert expected == (found.code, found.message)


def test_a_link_inside_the_tree_is_followed(tree: Path) -> None:
    (tree / "again.yaml").symlink_to("account.yaml")
    assert "again.yaml" in [file.path for file in read_tree("tree").folders[0].files]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("passwords.yaml", "/etc/passwd"),
        ("up.yaml", "../outside.yaml"),
        ("dangling.yaml", "nothing"),
        ("loop.yaml", "loop.yaml"),
        ("folder", "callflows"),
        ("media/shadow.wav", "/etc/passwd"),
        ("accounts/evil", ".."),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(tree: Path, name: str, target: str) -> None:
    (tree.parent / "outside.yaml").write_text("users: {}")
    (tree / name).symlink_to(target)
    assert [("YML204", f"tree/{name}")] == found_in(read_tree("tree"))


def test_a_pipe_is_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "pipe.yaml")
    assert [("YML205", "tree/pipe.yaml")] == found_in(read_tree("tree"))


@pytest.mark.parametrize("name", [b"a\nb.yaml", b"a\xffb.yaml", b"a\x1b[0m.yaml"])
def test_a_name_that_can_not_be_printed_is_refused(tree: Path, name: bytes) -> None:
    with open(os.path.join(os.fsencode(tree), name), "wb"):
        pass
    ((code, shown),) = found_in(read_tree("tree"))
    assert ("YML206", True) == (code, shown.isprintable())


@pytest.mark.parametrize("name", ["Harbour Dental", "-x", "a" * 41])
def test_a_child_is_named_by_a_slug(tree: Path, name: str) -> None:
    (tree / "accounts" / name).mkdir()
    assert [("YML206", f"tree/accounts/{name}")] == found_in(read_tree("tree"))


def test_a_file_in_the_place_of_the_recordings_is_told(tree: Path) -> None:
    (tree / "accounts/harbour/media").write_text("x")
    assert [("YML202", "tree/accounts/harbour/media")] == found_in(read_tree("tree"))


def test_folders_end_at_a_depth(tree: Path) -> None:
    deep = tree.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    assert ["YML207"] == [code for code, _ in found_in(read_tree("tree"))]
