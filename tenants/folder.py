"""The account tree as a folder on a disk: every file that matters, read whole and once.

What is read, and what is refused, is the same for every place that files can be in: see
`tenants.account_tree`. Of a disk it is known besides that it can hold pipes and devices, which are
not opened, and that it can change while it is read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from compiler import codes_folder
from compiler.diagnostics import Diagnostic, Place
from tenants.account_tree import (
    Entry,
    FolderTree,
    Standing,
    limit_of,
    printable,
    read_accounts,
    unreadable,
)

__all__ = ["FolderTree", "limit_of", "read_at_most", "read_tree"]


def read_tree(path: str | os.PathLike[str]) -> FolderTree:
    """The account tree in a folder. Files are named as the user would type them from here."""
    root = os.fspath(path)
    refused = _refused_root(root)
    if refused:
        return FolderTree((), (refused,), {"": (refused,)}, frozenset({""}))
    return read_accounts(_Disk(root))


def _refused_root(root: str) -> Diagnostic | None:
    shown = printable(root)
    try:
        mode = os.stat(root).st_mode
    except FileNotFoundError:
        message = f"There is no folder {shown}."
        return codes_folder.NO_SUCH_FOLDER.at(Place(shown), message)
    except (OSError, ValueError) as error:
        return unreadable(shown, error)
    if stat.S_ISDIR(mode):
        return None
    message = f"{shown} is a file; an account is a folder."
    parent = os.path.dirname(root) or "."
    return codes_folder.NOT_A_FOLDER.at(Place(shown), message, f"Name its folder: {parent}")


class _Disk:
    """The files below a folder of a disk."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real_root = Path(root).resolve()

    def shown(self, path: str) -> str:
        return printable(os.path.normpath(os.path.join(self._root, path)))

    def entries(self, folder: str) -> Iterator[Entry]:
        with os.scandir(os.path.join(self._root, folder)) as entries:
            for entry in entries:
                yield Entry(entry.name, "link" if entry.is_symlink() else _kind(entry))

    def standing(self, path: str) -> Standing:
        try:
            mode = os.stat(os.path.join(self._root, path)).st_mode
            real = Path(self._root, path).resolve(strict=True)
        except RuntimeError:
            return "nowhere"
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return "nowhere"
            raise
        if not real.is_relative_to(self._real_root):
            return "outside"
        if stat.S_ISDIR(mode):
            return "folder"
        return "file" if stat.S_ISREG(mode) else "special"

    def read(self, path: str, limit: int) -> tuple[bytes, int]:
        return read_at_most(os.path.join(self._root, path), limit)


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file"]:
    return "folder" if entry.is_dir(follow_symlinks=False) else "file"


def read_at_most(path: str, limit: int) -> tuple[bytes, int]:
    """The bytes of a file and its size; no bytes where it is larger than `limit`.

    Opened without waiting, so that a pipe that was put in its place can't stop us.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no longer a file")
        if status.st_size > limit:
            return b"", status.st_size
        data = file.read(limit + 1)
        return data, len(data)
