"""The accounts at a commit: the same as on a disk, whatever the tree holds."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Diagnostic, Place
from tenants.account_tree import FolderTree
from tenants.folder import read_tree
from tenants.repository.objects import Objects, Unreadable
from tenants.repository.reading import GitRead, Reader
from tenants.repository.recent import Recent
from tests.tenants.repository.gits import Work, new_work

FILES: dict[str, str | bytes] = {
    "account.yaml": "account: {name: Root}",
    "users.csv": "name,extension",
    "notes.txt": "not read",
    "callflows/main.yml": "callflows: {}",
    "media/welcome.wav": b"RIFF",
    "media/fr/welcome.wav": b"RIFF fr",
    "accounts/harbour.yaml": "type: standard",
    "accounts/harbour/account.yaml": "account: {name: Harbour}",
    "accounts/quay.yaml": "type: reseller",
    "accounts/quay/account.yaml": "account: {name: Quay}",
    "accounts/quay/accounts/pier.yaml": "type: standard",
    "accounts/quay/accounts/pier/account.yaml": "account: {name: Pier}",
}


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A working copy with a tree of accounts, not yet committed."""
    work = new_work(tmp_path / "work")
    work.write(FILES)
    return work


def read(work: Work, reader: Reader | None = None) -> GitRead:
    """The accounts at a commit of everything."""
    return (reader or Reader(Objects(work.path))).read(work.commit())


def found(tree: FolderTree) -> list[tuple[str, str]]:
    """The codes and files of all findings."""
    return [(d.code, d.origin.file) for d in tree.diagnostics if isinstance(d.origin, Place)]


def told(diagnostic: Diagnostic, root: Path) -> tuple[str, str, str]:
    """A finding without the folder that the tree is in. What a link outside would lead to is known
    on a disk only."""
    at = diagnostic.origin
    assert isinstance(at, Place)
    message = diagnostic.message.replace("out of the account tree", "nowhere")
    return diagnostic.code, message.replace(f"{root}/", ""), at.file.replace(f"{root}/", "")


def contents(tree: FolderTree, root: Path) -> list[object]:
    """Everything that was read, without the folder that the tree is in."""
    return [
        (
            folder.account,
            [(f.file.replace(f"{root}/", ""), f.path, f.data) for f in folder.files],
            [(f.file.replace(f"{root}/", ""), f.path, f.data) for f in folder.grants],
            folder.media,
        )
        for folder in tree.folders
    ] + [told(diagnostic, root) for diagnostic in tree.diagnostics]


@pytest.mark.parametrize("example", ["harbour", "reseller"])
def test_an_example_is_the_same_on_a_disk_and_in_git(
    repository: Path, tmp_path: Path, example: str
) -> None:
    work = new_work(tmp_path / "work")
    shutil.copytree(repository / "examples" / example, work.path, dirs_exist_ok=True)
    expected = contents(read_tree(work.path), work.path)
    assert expected == contents(read(work).tree, work.path)


NAMES = st.sampled_from(
    ["account.yaml", "b.yml", "users.csv", "x.ics", "notes.txt", "media", "accounts", "harbour",
     "quay", "quay.yaml", "Bad Name", "-x", ".hidden", "a\nb.yaml", "a\udcff.yaml", "d"]
)  # fmt: skip
TARGETS = st.sampled_from(
    ["account.yaml", "../account.yaml", "..", ".", "../../outside.yaml", "/etc/passwd", "nowhere",
     "media", "accounts/quay.yaml", "d/b.yml", "d/../account.yaml", "quay", ".hidden", "d/"]
)  # fmt: skip
TREES = st.recursive(
    st.one_of(st.binary(max_size=8), TARGETS),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=5),
    max_leaves=14,
)


def build(folder: Path, tree: dict[str, object]) -> None:
    """A tree on a disk: mappings are folders, bytes are files, texts are links."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        if isinstance(content, dict):
            build(folder / name, content)
        elif isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            os.symlink(str(content), folder / name)


@settings(max_examples=60)
@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=6))
def test_any_tree_is_the_same_on_a_disk_and_in_git(tree: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = new_work(Path(folder).resolve() / "work")
        build(work.path, tree)
        git = contents(read(work).tree, work.path)
        assert contents(read_tree(work.path), work.path) == git


# --- what a commit may hold ---------------------------------------------------------------------


def put_tree(work: Work, entries: list[tuple[str, str, str]]) -> str:
    """A commit with a tree of any entries (mode, id, name), as no program would write it."""
    lines = "".join(f"{mode} {'tree' if mode == '040000' else 'commit' if mode == '160000' else 'blob'} {id_}\t{name}\0" for mode, id_, name in entries)  # fmt: skip
    tree = work.git("mktree", "-z", "--missing", data=lines.encode("utf-8", "surrogateescape"))
    return work.git("commit-tree", "-m", "Odd", tree)


def blob(work: Work, content: bytes) -> str:
    """The id of a file's content."""
    return work.git("hash-object", "-w", "--stdin", data=content)


def contents_asked(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose bytes are read from now on."""
    asked: list[str] = []
    content = objects.content

    def note(blob: str) -> bytes:
        asked.append(blob)
        return content(blob)

    monkeypatch.setattr(objects, "content", note)
    return asked


def test_files_are_named_from_the_top_of_the_repository(work: Work) -> None:
    names = [file.file for folder in read(work).tree.folders for file in folder.files]
    assert ["account.yaml", "callflows/main.yml", "users.csv", "accounts/harbour/account.yaml"] == (
        names[:4]
    )


def test_a_link_inside_the_tree_is_followed(work: Work) -> None:
    (work.path / "accounts" / "harbour" / "again.yaml").symlink_to("../../account.yaml")
    (harbour,) = [f for f in read(work).tree.folders if f.account == "harbour"]
    assert [b"account: {name: Harbour}", b"account: {name: Root}"] == [
        f.data for f in harbour.files
    ]


@pytest.mark.parametrize(
    "target",
    ["/etc/passwd", "../outside.yaml", "nothing", "bad.yaml", "callflows", "users.csv/", "a" * 5000,
     "accounts/../../x"],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_refused(work: Work, target: str) -> None:
    work.commit()
    entry = ("120000", blob(work, target.encode()), "bad.yaml")
    others = [("100644", blob(work, b"a"), "users.csv"), ("040000", work.git("rev-parse", "HEAD:callflows"), "callflows")]  # fmt: skip
    commit = put_tree(work, sorted([entry, *others], key=lambda e: e[2]))
    assert [("YML204", "bad.yaml")] == found(Reader(Objects(work.path)).read(commit).tree)


def test_a_link_does_not_leave_the_folder_that_is_read(work: Work) -> None:
    (work.path / "accounts" / "harbour" / "up.yaml").symlink_to("../../account.yaml")
    read = Reader(Objects(work.path)).read(work.commit(), "accounts/harbour", "harbour", "harbour:")
    assert [("YML204", "harbour:accounts/harbour/up.yaml")] == found(read.tree)


def test_a_submodule_is_told_and_not_entered(work: Work) -> None:
    commit = put_tree(work, [("160000", "1" * 40, "shared"), ("160000", "1" * 40, ".hidden")])
    assert [("YML208", "shared")] == found(Reader(Objects(work.path)).read(commit).tree)


def test_a_huge_file_is_refused_by_its_size_alone(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (work.path / "huge.yaml").open("wb") as file:
        file.truncate(200 << 20)
    (work.path / "accounts" / "harbour.yaml").write_bytes(b"x" * ((1 << 20) + 1))
    commit = work.commit()
    objects = Objects(work.path)
    asked = contents_asked(objects, monkeypatch)
    expected = [("YML111", "huge.yaml"), ("YML111", "accounts/harbour.yaml")]
    assert (expected, True) == (
        found(Reader(objects).read(commit).tree),
        max(map(objects.size, asked)) < 1000,
    )


def test_a_huge_recording_is_not_read_with_the_accounts(work: Work) -> None:
    with (work.path / "media" / "huge.wav").open("wb") as file:
        file.truncate(100 << 20)
    assert "huge.wav" in read(work).tree.folders[0].media


def test_names_that_are_no_utf8_are_refused(work: Work) -> None:
    commit = put_tree(work, [("100644", blob(work, b"a"), "a\udcff.yaml")])
    assert [("YML206", "a\ufffd.yaml")] == found(Reader(Objects(work.path)).read(commit).tree)


@pytest.mark.parametrize("name", ["a\nb.yaml", "a\x1b[0m.yaml", "\u202etxt.yaml"])
def test_names_that_can_not_be_printed_are_refused(work: Work, name: str) -> None:
    commit = put_tree(work, [("100644", blob(work, b"a"), name)])
    ((code, shown),) = found(Reader(Objects(work.path)).read(commit).tree)
    assert ("YML206", True) == (code, shown.isprintable())


def nested(work: Work, name: str, depth: int, count: int = 1, inner: str = "") -> str:
    """The id of a folder that holds `count` folders, each of which holds as many, and so on: small
    to send and endless to read."""
    tree = inner or work.git("mktree", data=f"100644 blob {blob(work, b'a: 1')}\ta.yaml\n".encode())
    for _ in range(depth):
        lines = "".join(f"040000 tree {tree}\t{name}{n or ''}\n" for n in range(count))
        tree = work.git("mktree", data=lines.encode())
    return tree


def test_folders_end_at_a_depth(work: Work) -> None:
    commit = work.git("commit-tree", "-m", "Deep", nested(work, "d", 40))
    assert ["YML207"] == [code for code, _ in found(Reader(Objects(work.path)).read(commit).tree)]


def test_folders_without_end_are_not_read_to_their_end(work: Work) -> None:
    commit = work.git("commit-tree", "-m", "Bomb", nested(work, "d", 12, 20))
    tree = Reader(Objects(work.path)).read(commit).tree
    assert (["YML209"], frozenset({""})) == ([code for code, _ in found(tree)], tree.unread)


def test_accounts_without_end_are_not_read_to_their_end(work: Work) -> None:
    tree = ""
    for _ in range(12):
        tree = nested(work, "accounts", 1, 1, nested(work, "a", 1, 2, tree))
    read = Reader(Objects(work.path)).read(work.git("commit-tree", "-m", "Bomb", tree)).tree
    assert ({"YML207"}, 511) == ({code for code, _ in found(read)}, len(read.folders))


def test_a_tree_that_is_no_list_of_files_is_unreadable(work: Work) -> None:
    garbage = work.git("hash-object", "-t", "tree", "--literally", "-w", "--stdin", data=b"rubbish")
    commit = work.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", data=f"tree {garbage}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n".encode())  # fmt: skip
    with pytest.raises(Unreadable, match="no list of files"):
        Reader(Objects(work.path)).read(commit)


def test_a_file_that_is_missing_is_told_and_the_others_are_read(work: Work) -> None:
    commit = work.commit()
    missing = work.git("rev-parse", "HEAD:accounts/harbour/account.yaml")
    (work.path / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    tree = Reader(Objects(work.path)).read(commit).tree
    assert ([("YML203", "accounts/harbour/account.yaml")], frozenset({"harbour"}), 4) == (
        found(tree),
        tree.unread,
        len(tree.folders),
    )


def test_what_could_not_be_read_is_tried_again(work: Work) -> None:
    commit = work.commit()
    missing = work.git("rev-parse", "HEAD:accounts/harbour/account.yaml")
    file = work.path / ".git" / "objects" / missing[:2] / missing[2:]
    file.rename(work.path / ".git" / "aside")
    reader = Reader(Objects(work.path))
    reader.read(commit)
    (work.path / ".git" / "aside").rename(file)
    assert frozenset() == reader.read(commit).tree.unread


def test_a_folder_that_is_not_there_is_told(work: Work) -> None:
    with pytest.raises(FileNotFoundError, match="no folder telephony"):
        Reader(Objects(work.path)).read(work.commit(), "telephony")


# --- what is remembered ---------------------------------------------------------------------------


def changed(work: Work, files: dict[str, str | bytes]) -> tuple[list[str], list[str]]:
    """The accounts whose folder is another object, and those whose key is another, after an edit."""
    reader = Reader(Objects(work.path))
    before = reader.read(work.commit())
    after = reader.read(work.commit(files))
    old = {folder.account: folder for folder in before.tree.folders}
    return (
        [f.account for f in after.tree.folders if f is not old.get(f.account)],
        [name for name, key in after.keys.items() if key != before.keys.get(name)],
    )


@pytest.mark.parametrize(
    ("file", "folders", "keys"),
    [
        ("accounts/harbour/account.yaml", ["harbour"], ["harbour"]),
        ("accounts/harbour/media/new.wav", ["harbour"], ["harbour"]),
        ("accounts/harbour/notes.txt", [], []),
        ("accounts/harbour/.hidden.yaml", [], []),
        ("accounts/harbour.yaml", [""], ["harbour"]),
        ("accounts/quay/accounts/pier/users.csv", ["quay/pier"], ["quay/pier"]),
        ("accounts/quay/accounts/pier.yaml", ["quay"], ["quay/pier"]),
        ("accounts/quay/users.csv", ["quay"], ["quay"]),
        ("account.yaml", [""], [""]),
        ("accounts/new/account.yaml", ["new"], ["new"]),
    ],
)
def test_an_edit_changes_what_it_is_in(
    work: Work, file: str, folders: list[str], keys: list[str]
) -> None:
    assert (folders, keys) == changed(work, {file: "another: text"})


def test_other_bytes_of_a_recording_change_the_key_and_not_the_folder(work: Work) -> None:
    folders, keys = changed(work, {"media/welcome.wav": b"RIFF other"})
    assert ([], [""]) == (folders, keys)


def test_a_link_changes_with_what_it_leads_to(work: Work) -> None:
    (work.path / "accounts" / "harbour" / "shared.yaml").symlink_to("../../callflows/main.yml")
    expected = ["", "harbour"]
    folders, keys = changed(work, {"callflows/main.yml": "callflows: {a: []}"})
    assert (expected, expected) == (folders, keys)


def test_a_finding_changes_the_key(work: Work) -> None:
    reader = Reader(Objects(work.path))
    before = reader.read(work.commit()).keys
    (work.path / "accounts" / "harbour" / "x.yaml").symlink_to("/etc/passwd")
    after = reader.read(work.commit()).keys
    assert ["harbour"] == [name for name in before if before[name] != after[name]]


def test_the_same_state_has_the_same_keys_for_another_reader(work: Work) -> None:
    commit = work.commit()
    assert (
        Reader(Objects(work.path)).read(commit).keys == Reader(Objects(work.path)).read(commit).keys
    )


def test_only_what_changed_is_read(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = Objects(work.path)
    reader = Reader(objects)
    reader.read(work.commit())
    asked = contents_asked(objects, monkeypatch)
    reader.read(work.commit({"accounts/quay/account.yaml": "account: {name: New}"}))
    assert [work.git("rev-parse", "HEAD:accounts/quay/account.yaml")] == asked


def test_what_was_used_longest_ago_is_given_up_first() -> None:
    kept = Recent[str, bytes](4, len)
    for name in "abc":
        kept.put(name, b"xx")
        kept.get("a")
    assert [b"xx", None, b"xx"] == [kept.get(name) for name in "abc"]
