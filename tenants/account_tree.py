"""The account tree, wherever its files are: the walk through its folders, and what it refuses.

Read are `*.yaml`, `*.yml`, `*.csv` and `*.ics` of an account's folder and the folders in it, the
names of its recordings in `media/`, its children in `accounts/<child>/` and what it grants them in
`accounts/<child>.yaml`. What is hidden (`.git`, `.github`) is passed by.

A disk (`tenants.folder`) and a commit (`tenants.repository`) are read by this one walk, so that the
same files are the same accounts. Nothing outside the tree is ever read: a link may lead to a file
inside it only. No more is read of a file than it may have, and of an account no more than it may
hold: a commit of a few kilobytes can spell out folders without end.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Protocol, TypeAlias

from compiler import codes_folder
from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Place
from compiler.raw_text import LARGEST_FILE, too_large
from compiler.sources import GRANTS, PEOPLE, YAML_ENDINGS, AccountFolder, SourceFile

ATTACHMENT_ENDINGS = (".csv", ".ics")
LARGEST_ATTACHMENT = 10 << 20
DEEPEST_FOLDER = 16
DEEPEST_ACCOUNT = 8
MOST_ENTRIES = 20_000
MOST_BYTES = 64 << 20
MOST_ACCOUNTS = 100_000
MEDIA = "media"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Kind: TypeAlias = Literal["folder", "file", "link", "submodule"]
Standing: TypeAlias = Literal["file", "folder", "nowhere", "outside", "special"]

_WHY = {
    "nowhere": "leads nowhere",
    "outside": "leads out of the account tree",
    "folder": "leads to a folder; only links to files are followed",
}


class Entry(NamedTuple):
    """What stands in a folder: its name, and what it is before any link is followed."""

    name: str
    kind: Kind


class Files(Protocol):
    """Where the files of an account tree are. Paths have slashes and begin at the tree's root,
    which is the empty one. What can't be read raises OSError."""

    def shown(self, path: str) -> str:
        """A path as the user would type it, in printable characters."""
        ...

    def entries(self, folder: str) -> Iterable[Entry]:
        """What stands in a folder, in any order."""
        ...

    def standing(self, path: str) -> Standing:
        """What a file or a link is in the end."""
        ...

    def read(self, path: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a file and its size; no bytes where it is larger than `limit`."""
        ...


@dataclass(frozen=True, slots=True)
class AccountRead:
    """One account's folder, the names of its children, and what was refused.

    `complete` is False where something could not be read: what is absent then may yet exist.
    """

    folder: AccountFolder
    children: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class FolderTree:
    """The folders of all accounts, the root first, and what could not be read.

    `found` is the same findings by account. `unread` names the accounts whose folder could not be
    read to its end: of what is missing in them, and of accounts below them, nothing is known.
    """

    folders: tuple[AccountFolder, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    found: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


def read_accounts(
    files: Files,
    account: str = "",
    read: Callable[[Files, str, str], AccountRead] | None = None,
) -> FolderTree:
    """The account at the tree's root, and all below it, parents before their children. `account`
    is the path that the root has; `read` reads one account, where it is not `read_account`."""
    made: list[tuple[str, AccountRead]] = []
    waiting = deque([(account, "")])
    while waiting:
        path, folder = waiting.popleft()
        got = (read or read_account)(files, path, folder)
        reason = _too_many(path, len(made) + len(waiting) + len(got.children))
        if got.children and reason:
            got = _without_children(got, files.shown(joined(folder, GRANTS)), reason)
        made.append((path, got))
        waiting.extend((joined(path, c), joined(folder, GRANTS, c)) for c in got.children)
    return _tree_of(made)


def _too_many(path: str, accounts: int) -> str:
    """Why the children of an account are not read; empty where they are."""
    if len(path.split("/")) >= DEEPEST_ACCOUNT:
        return f"Accounts stand more than {DEEPEST_ACCOUNT} deep inside each other."
    return f"There are more than {MOST_ACCOUNTS:,} accounts." if accounts >= MOST_ACCOUNTS else ""


def _without_children(read: AccountRead, shown: str, reason: str) -> AccountRead:
    found = (*read.diagnostics, codes_folder.FOLDER_TOO_DEEP.at(Place(shown), reason))
    return replace(read, children=(), diagnostics=found, complete=False)


def _tree_of(made: list[tuple[str, AccountRead]]) -> FolderTree:
    return FolderTree(
        tuple(read.folder for _, read in made),
        tuple(finding for _, read in made for finding in read.diagnostics),
        {path: read.diagnostics for path, read in made if read.diagnostics},
        frozenset(path for path, read in made if not read.complete),
    )


def read_account(files: Files, account: str, folder: str) -> AccountRead:
    """One account in a folder of the tree."""
    return _Account(files, account, folder).read()


def limit_of(name: str) -> int:
    """How many bytes a file of this name may have; 0 for one that is not read at all."""
    if name.endswith(YAML_ENDINGS) or name == PEOPLE:
        return LARGEST_FILE
    return LARGEST_ATTACHMENT if name.endswith(ATTACHMENT_ENDINGS) else 0


def joined(*parts: str) -> str:
    """Parts of a path with slashes between them; empty ones are left out."""
    return "/".join(filter(None, parts))


def printable(text: str) -> str:
    """A text that can be printed, whatever it holds: bytes that are no UTF-8 among others."""
    if text.isprintable():
        return text
    whole = text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in whole)


def unreadable(shown: str, error: OSError | ValueError) -> Diagnostic:
    """The finding that a file or folder can't be read."""
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return codes_folder.UNREADABLE.at(Place(shown), f"{shown} can't be read: {reason}.")


class _TooMuch(Exception):
    """An account holds more than is read of one."""


class _Account:
    """The walk through the folder of one account, and what it had to refuse."""

    def __init__(self, files: Files, account: str, top: str) -> None:
        self._files = files
        self._account = account
        self._top = top
        self._found: list[Diagnostic] = []
        self._complete = True
        self._special_folders: set[str] = set()
        self._entries_left = MOST_ENTRIES
        self._bytes_left = MOST_BYTES

    def read(self) -> AccountRead:
        """The account, as far as it can be read."""
        own: list[SourceFile] = []
        grants: list[SourceFile] = []
        media: list[str] = []
        children: list[str] = []
        try:
            own.extend(self._own_files(self._top, 0))
            grants.extend(self._grants(children))
            media.extend(self._media(joined(self._top, MEDIA), 0))
        except _TooMuch as error:
            self._complete = False
            self._report(codes_folder.TOO_MANY_FILES, self._top, str(error))
        folder = AccountFolder(self._account, tuple(own), tuple(grants), tuple(media))
        return AccountRead(folder, tuple(children), tuple(self._found), self._complete)

    def _own_files(self, folder: str, depth: int) -> Iterator[SourceFile]:
        for entry, path in self._entries(folder, depth):
            if folder == self._top and entry.name in (GRANTS, MEDIA):
                self._expect_folder(entry, path)
            elif entry.kind == "folder":
                yield from self._own_files(path, depth + 1)
            elif limit := limit_of(entry.name):
                yield from self._file(path, limit)
            elif entry.kind == "link":
                self._is_safe(path)

    def _expect_folder(self, entry: Entry, path: str) -> None:
        if entry.kind == "folder":
            self._special_folders.add(entry.name)
        else:
            message = f"{self._files.shown(path)} is a file; a folder belongs here."
            self._report(codes_folder.NOT_A_FOLDER, path, message)

    def _grants(self, children: list[str]) -> Iterator[SourceFile]:
        """What is granted to the children. Their names go into `children`."""
        for entry, path in self._special(GRANTS):
            if entry.kind == "folder":
                if self._is_account_name(path, entry.name):
                    children.append(entry.name)
            elif entry.name.endswith(YAML_ENDINGS):
                if self._is_account_name(path, entry.name.rpartition(".")[0]):
                    yield from self._file(path, LARGEST_FILE)
            elif entry.kind == "link":
                self._is_safe(path)

    def _media(self, folder: str, depth: int, prefix: str = "") -> Iterator[str]:
        entries = self._entries(folder, depth) if depth else self._special(MEDIA)
        for entry, path in entries:
            if entry.kind == "folder":
                yield from self._media(path, depth + 1, f"{prefix}{entry.name}/")
            elif self._is_safe(path):
                yield f"{prefix}{entry.name}"

    def _special(self, name: str) -> Iterator[tuple[Entry, str]]:
        """What stands in a folder of a fixed name; nothing where that is no folder."""
        if name in self._special_folders:
            yield from self._entries(joined(self._top, name), 0)

    def _is_account_name(self, path: str, name: str) -> bool:
        if SLUG.fullmatch(name):
            return True
        message = f'"{printable(name)}" can\'t be the name of an account.'
        hint = "Use small letters, digits and hyphens, at most 40."
        self._report(codes_folder.BAD_FILE_NAME, path, message, hint)
        return False

    # --- what may be read -------------------------------------------------------------------

    def _entries(self, folder: str, depth: int) -> Iterator[tuple[Entry, str]]:
        """What stands in a folder, by name, without what is hidden or can't be there."""
        if depth > DEEPEST_FOLDER:
            message = f"{self._files.shown(folder)} is more than {DEEPEST_FOLDER} folders deep."
            self._report(codes_folder.FOLDER_TOO_DEEP, folder, message)
            return
        visible = [entry for entry in self._listed(folder) if not entry.name.startswith(".")]
        self._entries_left -= len(visible)
        if self._entries_left < 0:
            raise _TooMuch(f"The account has more than {MOST_ENTRIES:,} files.")
        for entry in sorted(visible, key=lambda entry: entry.name):
            path = joined(folder, entry.name)
            if self._is_readable(entry, path):
                yield entry, path

    def _listed(self, folder: str) -> list[Entry]:
        try:
            return list(self._files.entries(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []  # it went away meanwhile
        except OSError as error:
            self._fail(folder, error)
            return []

    def _is_readable(self, entry: Entry, path: str) -> bool:
        if not entry.name.isprintable():  # bytes that are no UTF-8 arrive as unprintable surrogates
            message = f'The name "{printable(entry.name)}" holds a character that is not allowed.'
            self._report(codes_folder.BAD_FILE_NAME, path, message, "Rename it.")
        elif entry.kind == "submodule":
            message = f"{self._files.shown(path)} is a submodule; what is in it is not read."
            self._report(codes_folder.SUBMODULE, path, message)
        else:
            return True
        return False

    def _is_safe(self, path: str) -> bool:
        """Whether a file is a plain one inside the tree; if not, says so."""
        try:
            standing = self._files.standing(path)
        except OSError as error:
            self._fail(path, error)
            return False
        if standing == "file":
            return True
        shown = self._files.shown(path)
        if standing == "special":
            message = f"{shown} is not a file but a pipe, a socket or a device."
            self._report(codes_folder.SPECIAL_FILE, path, message)
        else:
            self._report(codes_folder.LINK, path, f"The link {shown} {_WHY[standing]}.")
        return False

    def _file(self, path: str, limit: int) -> Iterator[SourceFile]:
        if not self._is_safe(path):
            return
        shown = self._files.shown(path)
        try:
            data, size = self._files.read(path, limit)
        except OSError as error:
            self._fail(path, error)
            return
        if size > limit:
            self._add(too_large(shown, size, limit))
            return
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise _TooMuch(f"The files of the account have more than {MOST_BYTES >> 20} MiB.")
        yield SourceFile(shown, path[len(self._top) :].lstrip("/"), data)

    def _fail(self, path: str, error: OSError) -> None:
        self._complete = False
        self._add(unreadable(self._files.shown(path), error))

    def _report(self, code: Code, path: str, message: str, hint: str = "") -> None:
        self._add(code.at(Place(self._files.shown(path)), message, hint))

    def _add(self, diagnostic: Diagnostic) -> None:
        self._found.append(diagnostic)
