"""The configuration tree of a node on the disk: each file whole and durable, or as it was.

A file is written beside its place, brought to the disk, and takes its name at once; then the folder is
brought to the disk too. No symbolic link is followed below the tree: who could put one there could
have us write anywhere.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from targets.asterisk.live.node import NodeError, NodeLost, NodeRefused

PRIVATE = 0o600
PUBLIC = 0o644
FOLDER = 0o755

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")
_LEFT_OVER = re.compile(r"\.[^/]+-[0-9a-f]{8}")
_SHORT = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
    errno.EINTR,
})  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{64}")
_OPEN = {
    "dialplan": PUBLIC,
    "media": PUBLIC,
    "music": PUBLIC,
}
"""The folders that hold no secret. All else may hold one, and is written for Asterisk alone."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class TreeFiles:
    """The files of a tree. `recordings` is the folder where recordings stand by their SHA-256."""

    tree: Path
    recordings: Path
    _seen: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """A file's content, None where there is none. NodeLost where that can't be said."""
        try:
            with self._folder(path) as (folder, name):
                descriptor = os.open(
                    name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder
                )
        except FileNotFoundError:
            return None
        except OSError as error:
            if _is_link(self.tree / path):
                return None  # no file of ours; writing puts one in its place
            raise NodeLost(_told("read", path, error)) from error
        try:
            with open(descriptor, "rb") as file:
                return file.read()
        except OSError as error:
            raise NodeLost(_told("read", path, error)) from error

    def list(self, folder: str) -> frozenset[str]:
        """The paths of the files in a folder; none where there is no folder. NodeLost."""
        try:
            with self._folder(f"{folder}/x") as (descriptor, _), os.scandir(descriptor) as entries:
                names = [one.name for one in entries if one.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise NodeLost(_told("read", folder, error)) from error
        return frozenset(f"{folder}/{name}" for name in names if not name.startswith("."))

    def write(self, path: str, content: bytes, mode: int | None = None) -> None:
        """A file with this content, durable on return. Else the old one is in place: NodeRefused for
        what can't be written there, NodeLost where the machine is short of something."""
        if mode is None:
            mode = _OPEN.get(path.partition("/")[0], PRIVATE)
        try:
            with self._folder(path, make=True) as (folder, name):
                _replace(folder, name, content, mode)
        except OSError as error:
            raise _kind(error)(_told("write", path, error)) from error

    def remove(self, path: str) -> None:
        """No such file, durable on return. NodeRefused, NodeLost."""
        try:
            with self._folder(path) as (folder, name):
                os.unlink(name, dir_fd=folder)
                os.fsync(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _kind(error)(_told("remove", path, error)) from error

    def place(self, path: str, digest: str) -> None:
        """The recording of this SHA-256 at a path, durable on return. NodeRefused."""
        if not _DIGEST.fullmatch(digest):
            raise NodeRefused(f"{digest!r} is the name of no recording.")
        if self._is_placed(path, digest):
            return
        try:
            content = (self.recordings / digest).read_bytes()
        except OSError as error:
            raise NodeRefused(_told("read", f"the recording for {path}", error)) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise NodeRefused(f"The recording kept for {path} is damaged: it is another one now.")
        self.write(path, content)

    def _is_placed(self, path: str, digest: str) -> bool:
        """Whether it is there already. What was looked through once is known by its times."""
        try:
            about = os.lstat(self.tree / path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise NodeLost(_told("read", path, error)) from error
        known = (digest, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        if self._seen.get(path) == known:
            return True
        content = self.read(path)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            return False
        self._seen[path] = known
        return True

    def sweep(self) -> None:
        """Removes what writers that were cut off left beside their files."""
        for folder, folders, files in os.walk(self.tree, followlinks=False):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in filter(_LEFT_OVER.fullmatch, files):
                _unlink(Path(folder, name))

    @contextlib.contextmanager
    def _folder(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The folder of a path, opened step by step, and the name in it."""
        *folders, name = _parts(path)
        current = os.open(self.tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for part in folders:
                inner = _enter(current, part, make)
                os.close(current)
                current = inner
            yield current, name
        finally:
            os.close(current)


def _kind(error: OSError) -> type[NodeError]:
    """A machine that is short of something isn't the fault of what is written: it is tried again."""
    return NodeLost if error.errno in _SHORT else NodeRefused


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise NodeRefused(f"{path!r} is no path of a configuration tree.")
    return parts


def _enter(folder: int, name: str, make: bool) -> int:
    how = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(name, how, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    os.mkdir(name, FOLDER, dir_fd=folder)
    inner = os.open(name, how, dir_fd=folder)
    _give_away(inner, folder, FOLDER)
    os.fsync(folder)
    return inner


def _replace(folder: int, name: str, content: bytes, mode: int) -> None:
    beside = f".{name}-{secrets.token_hex(4)}"
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(beside, how, PRIVATE, dir_fd=folder)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            _give_away(descriptor, folder, mode)
            os.fsync(descriptor)
        os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside, dir_fd=folder)
        raise
    os.fsync(folder)


def _give_away(descriptor: int, folder: int, mode: int) -> None:
    """What is made belongs to whom its folder belongs to: Asterisk seldom runs as who we are.

    Who can't give it away to the owner gives it to the group, which then may read it too.
    """
    whose, mine = os.fstat(folder), os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (whose.st_uid, whose.st_gid):
        try:
            os.fchown(descriptor, whose.st_uid, whose.st_gid)
        except PermissionError:
            os.fchown(descriptor, -1, whose.st_gid)
            mode |= (mode & 0o400) >> 3
    os.fchmod(descriptor, mode)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _is_link(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return stat.S_ISLNK(os.lstat(path).st_mode)
    return False


def _told(what: str, path: str, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"The node's tree can't be worked on: to {what} {path} failed with \"{reason}\"."
