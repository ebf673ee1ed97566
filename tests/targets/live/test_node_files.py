"""The tree of a node: whole files, durable ones, and no way out of the tree."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from targets.asterisk.live.node import NodeLost, NodeRefused
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.starting import write_base

DOORS = "dialplan/doors/acme.conf"


@pytest.fixture
def files(tmp_path: Path) -> TreeFiles:
    """An empty tree, and one recording that is kept."""
    for name in ("tree", "recordings"):
        (tmp_path / name).mkdir()
    return TreeFiles(tmp_path / "tree", tmp_path / "recordings")


def keep(files: TreeFiles, sound: bytes) -> str:
    digest = hashlib.sha256(sound).hexdigest()
    (files.recordings / digest).write_bytes(sound)
    return digest


def names(files: TreeFiles) -> list[str]:
    return sorted(
        p.relative_to(files.tree).as_posix() for p in files.tree.rglob("*") if p.is_file()
    )


def test_what_was_written_is_read(files: TreeFiles) -> None:
    files.write(DOORS, b"one")
    files.write(DOORS, b"two")
    assert (b"two", [DOORS]) == (files.read(DOORS), names(files))


def test_what_is_not_there_is_none(files: TreeFiles) -> None:
    files.write("dialplan/doors/b.conf", b"")
    assert (None, None) == (files.read(DOORS), files.read("music/acme.conf"))


def test_a_removed_file_is_gone_and_may_be_removed_again(files: TreeFiles) -> None:
    files.write(DOORS, b"one")
    files.remove(DOORS)
    files.remove(DOORS)
    assert None is files.read(DOORS)


def test_a_folder_lists_its_files_and_nothing_else(files: TreeFiles) -> None:
    files.write(DOORS, b"")
    files.write("dialplan/doors/deeper/x.conf", b"")
    (files.tree / "dialplan/doors/.acme.conf-0123abcd").touch()
    assert {DOORS} == files.list("dialplan/doors")


def test_a_folder_that_is_not_there_has_no_files(files: TreeFiles) -> None:
    assert frozenset() == files.list("dialplan/doors")


@pytest.mark.parametrize(
    ("path", "mode"),
    [("pjsip/acme.conf", 0o600), ("voicemail/acme.conf", 0o600), ("manager.conf", 0o600),
     (DOORS, 0o644), ("music/acme.conf", 0o644), ("media/acme/hello.wav", 0o644)],
)  # fmt: skip
def test_what_may_hold_a_secret_is_for_asterisk_alone(
    files: TreeFiles, path: str, mode: int
) -> None:
    files.write(path, b"")
    assert mode == (files.tree / path).stat().st_mode & 0o777


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_belongs_to_whom_its_folder_belongs_to(files: TreeFiles) -> None:
    os.chown(files.tree, 1234, 2345)
    files.write("pjsip/acme.conf", b"")
    owners = [(files.tree / one).stat() for one in ("pjsip", "pjsip/acme.conf")]
    assert [(1234, 2345)] * 2 == [(one.st_uid, one.st_gid) for one in owners]


def test_who_cannot_give_a_file_away_lets_the_group_read_it(
    files: TreeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    def chown(descriptor: int, user: int, group: int) -> None:
        if user != -1:
            raise PermissionError
        given.append(group)

    (files.tree / "pjsip").mkdir()
    monkeypatch.setattr(os, "fchown", chown)
    monkeypatch.setattr(os, "fstat", _another_owner)
    files.write("pjsip/acme.conf", b"")
    assert ([7], 0o640) == (given, (files.tree / "pjsip/acme.conf").stat().st_mode & 0o777)


def _another_owner(descriptor: int) -> os.stat_result:
    about = list(os.stat(descriptor))
    if os.path.isdir(f"/proc/self/fd/{descriptor}"):
        about[4], about[5] = 6, 7
    return os.stat_result(about)


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/passwd", "a//b", "", ".hidden", "a/../../x", "a/./b", "a\n", "a\0b", "-x"],
)
def test_a_path_that_is_none_of_a_tree_is_refused(files: TreeFiles, path: str) -> None:
    for act in (files.read, files.remove, lambda p: files.write(p, b"")):
        with pytest.raises(NodeRefused, match="no path of a configuration tree"):
            act(path)


def test_a_folder_that_is_a_symbolic_link_is_not_entered(files: TreeFiles, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (files.tree / "dialplan").symlink_to(tmp_path / "outside")
    with pytest.raises(NodeRefused):
        files.write("dialplan/x.conf", b"")
    assert [] == list((tmp_path / "outside").iterdir())


def test_a_file_that_is_a_symbolic_link_is_replaced_not_followed(
    files: TreeFiles, tmp_path: Path
) -> None:
    (tmp_path / "outside").write_bytes(b"theirs")
    (files.tree / "manager.conf").symlink_to(tmp_path / "outside")
    seen = files.read("manager.conf")
    files.write("manager.conf", b"ours")
    there = (tmp_path / "outside").read_bytes()
    assert (None, b"theirs", b"ours") == (seen, there, files.read("manager.conf"))


@pytest.mark.parametrize("call", ["open", "fsync", "rename", "fchmod"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_a_failing_disk_is_tried_again_and_leaves_the_old_file(
    files: TreeFiles, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    files.write(DOORS, b"old")
    true = getattr(os, call)

    def fail(*args: object, **more: object) -> object:
        if call != "open" or (isinstance(args[1], int) and args[1] & os.O_CREAT):
            raise OSError(code, os.strerror(code))
        return true(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        kind = NodeRefused if code == errno.EACCES else NodeLost
        with pytest.raises(kind, match=os.strerror(code).lower()):
            files.write(DOORS, b"new")
    assert (b"old", [DOORS]) == (files.read(DOORS), names(files))


def test_a_file_is_on_the_disk_before_it_takes_its_name_and_the_folder_after(
    files: TreeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(DOORS, b"old")
    done: list[str] = []
    for call in ("fsync", "rename"):
        true = getattr(os, call)

        def note(*args: object, _true: object = true, _call: str = call, **more: object) -> None:
            done.append(f"{_call} {'folder' if _is_folder(args[0]) else 'file'}")
            _true(*args, **more)  # type: ignore[operator]

        monkeypatch.setattr(os, call, note)
    files.write(DOORS, b"new")
    assert ["fsync file", "rename file", "fsync folder"] == done


def _is_folder(descriptor: object) -> bool:
    return isinstance(descriptor, int) and os.path.isdir(f"/proc/self/fd/{descriptor}")


def test_a_file_that_cannot_be_read_is_not_taken_for_absent(
    files: TreeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.tree / DOORS).mkdir(parents=True)
    with pytest.raises(NodeLost):
        files.read(DOORS)


def test_a_folder_that_cannot_be_listed_is_not_taken_for_empty(files: TreeFiles) -> None:
    files.write("dialplan", b"")
    with pytest.raises(NodeLost):
        files.list("dialplan")


def test_what_cut_off_writers_left_is_swept(files: TreeFiles) -> None:
    files.write(DOORS, b"")
    kept = [".hidden", "a-0123abcd", ".a-0123abc", ".git/.x-0123abcd"]
    for name in (*kept, ".acme.conf-0123abcd", "dialplan/doors/.acme.conf-89abcdef"):
        (files.tree / name).parent.mkdir(exist_ok=True)
        (files.tree / name).touch()
    files.sweep()
    assert sorted([*kept, DOORS]) == names(files)


# --- recordings ---------------------------------------------------------------------------------


def test_a_recording_is_placed(files: TreeFiles) -> None:
    files.place("media/acme/hello.wav", keep(files, b"sound"))
    assert b"sound" == files.read("media/acme/hello.wav")


def test_a_recording_that_is_there_is_left_alone(files: TreeFiles) -> None:
    digest = keep(files, b"sound")
    files.place("media/hello.wav", digest)
    before = (files.tree / "media/hello.wav").stat().st_ino
    (files.recordings / digest).unlink()
    files.place("media/hello.wav", digest)
    TreeFiles(files.tree, files.recordings).place("media/hello.wav", digest)
    assert before == (files.tree / "media/hello.wav").stat().st_ino


def test_a_recording_that_was_changed_by_hand_is_placed_again(files: TreeFiles) -> None:
    digest = keep(files, b"sound")
    files.place("media/hello.wav", digest)
    files.place("media/hello.wav", digest)
    (files.tree / "media/hello.wav").write_bytes(b"noise")
    files.place("media/hello.wav", digest)
    assert b"sound" == files.read("media/hello.wav")


def test_a_damaged_recording_is_not_placed(files: TreeFiles) -> None:
    digest = keep(files, b"sound")
    (files.recordings / digest).write_bytes(b"noise")
    with pytest.raises(NodeRefused, match="damaged"):
        files.place("media/hello.wav", digest)


@pytest.mark.parametrize("digest", ["../../etc/shadow", "", "A" * 64, "0" * 63])
def test_a_digest_is_no_path(files: TreeFiles, digest: str) -> None:
    with pytest.raises(NodeRefused, match="the name of no recording"):
        files.place("media/hello.wav", digest)


def test_a_recording_that_is_not_kept_is_refused(files: TreeFiles) -> None:
    with pytest.raises(NodeRefused, match="no such file"):
        files.place("media/hello.wav", "0" * 64)


# --- the base -----------------------------------------------------------------------------------


def test_the_base_is_written_where_it_differs(files: TreeFiles) -> None:
    base = {"asterisk.conf": b"a", "manager.conf": b"m"}
    first = write_base(files, base, {"manager.conf"})
    second = write_base(files, {**base, "asterisk.conf": b"b"}, {"manager.conf"})
    modes = [(files.tree / name).stat().st_mode & 0o777 for name in base]
    assert (("asterisk.conf", "manager.conf"), ("asterisk.conf",), [0o644, 0o600]) == (
        first, second, modes,
    )  # fmt: skip
