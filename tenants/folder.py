"""The account tree as a folder on a disk: every file that matters, read whole and once.

Read are `*.yaml`, `*.yml`, `*.csv` and `*.ics` of an account's folder and the folders in it, the
names of its recordings in `media/`, its children in `accounts/<child>/` and what it grants them in
`accounts/<child>.yaml`. What is hidden (`.git`, `.github`) is passed by.

Nothing outside the tree is ever read: a link may lead to a file inside it only. Pipes and devices
are not opened, and no more is read of a file than it may have.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compiler import codes_folder
from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Place
from compiler.raw_text import LARGEST_FILE, too_large
from compiler.sources import GRANTS, PEOPLE, YAML_ENDINGS, AccountFolder, SourceFile

ATTACHMENT_ENDINGS = (".csv", ".ics")
LARGEST_ATTACHMENT = 10 << 20
DEEPEST_FOLDER = 16
MEDIA = "media"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class FolderTree:
    """The folders of all accounts, the root first, and what could not be read."""

    folders: tuple[AccountFolder, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_tree(path: str | os.PathLike[str]) -> FolderTree:
    """The account tree in a folder. Files are named as the user would type them from here."""
    root = os.fspath(path)
    refused = _refused_root(root)
    if refused:
        return FolderTree((), (refused,))
    tree = _Tree(root)
    return FolderTree(tuple(tree.accounts()), tuple(tree.diagnostics))


def _refused_root(root: str) -> Diagnostic | None:
    try:
        mode = os.stat(root).st_mode
    except FileNotFoundError:
        message = f"There is no folder {_shown(root)}."
        return codes_folder.NO_SUCH_FOLDER.at(Place(_shown(root)), message)
    except (OSError, ValueError) as error:
        return _unreadable(root, error)
    if stat.S_ISDIR(mode):
        return None
    message = f"{_shown(root)} is a file; an account is a folder."
    parent = os.path.dirname(root) or "."
    return codes_folder.NOT_A_FOLDER.at(Place(_shown(root)), message, f"Name its folder: {parent}")


def _shown(path: str) -> str:
    """A path that can be printed, whatever bytes it has."""
    text = os.fsencode(path).decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _unreadable(path: str, error: OSError | ValueError) -> Diagnostic:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    message = f"{_shown(path)} can't be read: {reason}."
    return codes_folder.UNREADABLE.at(Place(_shown(path)), message)


class _Tree:
    """The walk through one tree, and what it had to refuse."""

    def __init__(self, root: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._root = root
        self._real_root = Path(root).resolve()

    def accounts(self) -> Iterator[AccountFolder]:
        """The folders of all accounts, parents before their children."""
        waiting = [""]
        while waiting:
            account = waiting.pop(0)
            folder = self._folder_of(account)
            yield self._account(account, folder)
            waiting.extend(f"{account}/{child}".strip("/") for child in self._children(folder))

    def _folder_of(self, account: str) -> str:
        parts = [part for child in account.split("/") if child for part in (GRANTS, child)]
        return os.path.join(self._root, *parts)

    def _account(self, account: str, folder: str) -> AccountFolder:
        files = tuple(self._files(folder, folder, 0))
        grants = tuple(self._grants(folder))
        media = tuple(self._media(os.path.join(folder, MEDIA), 0))
        return AccountFolder(account, files, grants, media)

    # --- an account's folder ----------------------------------------------------------------

    def _files(self, account_folder: str, folder: str, depth: int) -> Iterator[SourceFile]:
        for entry in self._entries(folder, depth):
            special = folder == account_folder and entry.name in (GRANTS, MEDIA)
            if self._is_folder(entry):
                if not special:
                    yield from self._files(account_folder, entry.path, depth + 1)
            elif special:
                message = f"{_shown(entry.path)} is a file; a folder belongs here."
                self._report(codes_folder.NOT_A_FOLDER, entry.path, message)
            elif limit := limit_of(entry.name):
                yield from self._file(account_folder, entry.path, limit)
            elif entry.is_symlink():
                self._is_safe(entry.path)

    def _grants(self, folder: str) -> Iterator[SourceFile]:
        for entry in self._entries(os.path.join(folder, GRANTS), 0):
            is_grant = entry.name.endswith(YAML_ENDINGS) and not self._is_folder(entry)
            if is_grant and self._is_account_name(entry, entry.name.rpartition(".")[0]):
                yield from self._file(folder, entry.path, LARGEST_FILE)

    def _children(self, folder: str) -> list[str]:
        entries = self._entries(os.path.join(folder, GRANTS), 0)
        for link in (entry for entry in entries if entry.is_symlink()):
            self._is_safe(link.path)
        folders = [entry for entry in entries if self._is_folder(entry)]
        return [entry.name for entry in folders if self._is_account_name(entry, entry.name)]

    def _media(self, folder: str, depth: int, prefix: str = "") -> Iterator[str]:
        for entry in self._entries(folder, depth):
            if self._is_folder(entry):
                yield from self._media(entry.path, depth + 1, f"{prefix}{entry.name}/")
            elif self._is_safe(entry.path):
                yield f"{prefix}{entry.name}"

    def _is_account_name(self, entry: os.DirEntry[str], name: str) -> bool:
        if SLUG.fullmatch(name):
            return True
        message = f'"{_shown(name)}" can\'t be the name of an account.'
        hint = "Use small letters, digits and hyphens, at most 40."
        self._report(codes_folder.BAD_FILE_NAME, entry.path, message, hint)
        return False

    # --- what may be read -------------------------------------------------------------------

    def _entries(self, folder: str, depth: int) -> list[os.DirEntry[str]]:
        """What stands in a folder, sorted by name, without what is hidden or badly named."""
        if depth > DEEPEST_FOLDER:
            message = f"{_shown(folder)} is more than {DEEPEST_FOLDER} folders deep."
            self._report(codes_folder.FOLDER_TOO_DEEP, folder, message)
            return []
        try:
            with os.scandir(folder) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".")]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self._add(_unreadable(folder, error))
            return []
        return [entry for entry in sorted(visible, key=lambda e: e.name) if self._is_named(entry)]

    def _is_named(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.isprintable():  # bytes that are no UTF-8 arrive as unprintable surrogates
            return True
        message = f'The name "{_shown(entry.name)}" holds a character that is not allowed.'
        self._report(codes_folder.BAD_FILE_NAME, entry.path, message, "Rename it.")
        return False

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_dir(follow_symlinks=False)

    def _is_safe(self, path: str) -> bool:
        """Whether a file is a plain one inside the tree; if not, says so."""
        try:
            real = Path(path).resolve(strict=True)
            mode = os.stat(real).st_mode
        except (OSError, RuntimeError):
            return self._refuse_link(path, "leads nowhere")
        if not real.is_relative_to(self._real_root):
            return self._refuse_link(path, "leads out of the account tree")
        if stat.S_ISDIR(mode):
            return self._refuse_link(path, "leads to a folder; only links to files are followed")
        if not stat.S_ISREG(mode):
            message = f"{_shown(path)} is not a file but a pipe, a socket or a device."
            self._report(codes_folder.SPECIAL_FILE, path, message)
        return stat.S_ISREG(mode)

    def _refuse_link(self, path: str, reason: str) -> bool:
        self._report(codes_folder.LINK, path, f"The link {_shown(path)} {reason}.")
        return False

    def _file(self, account_folder: str, path: str, limit: int) -> Iterator[SourceFile]:
        if not self._is_safe(path):
            return
        try:
            data, size = read_at_most(path, limit)
        except OSError as error:
            self._add(_unreadable(path, error))
            return
        shown = os.path.normpath(path)
        if size > limit:
            self._add(too_large(shown, size, limit))
            return
        yield SourceFile(shown, os.path.relpath(path, account_folder).replace(os.sep, "/"), data)

    def _report(self, code: Code, path: str, message: str, hint: str = "") -> None:
        self._add(code.at(Place(_shown(path)), message, hint))

    def _add(self, diagnostic: Diagnostic) -> None:
        """Notes a finding once: the folder of the children is looked at twice."""
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)


def limit_of(name: str) -> int:
    """How many bytes a file of this name may have; 0 for one that is not read at all."""
    if name.endswith(YAML_ENDINGS) or name == PEOPLE:
        return LARGEST_FILE
    return LARGEST_ATTACHMENT if name.endswith(ATTACHMENT_ENDINGS) else 0


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
