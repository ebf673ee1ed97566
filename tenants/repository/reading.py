"""The accounts at a commit: the tree that a checkout would give, without one.

A `Reader` remembers what it read by git's own ids. Of 200 accounts of which one was edited it reads
that one, and gives back the very same `AccountFolder` objects for the others.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from compiler.sources import GRANTS, YAML_ENDINGS, AccountFolder
from tenants.account_tree import (
    MEDIA,
    AccountRead,
    Entry,
    FolderTree,
    Standing,
    joined,
    printable,
    read_account,
    read_accounts,
)
from tenants.repository.objects import Node, Objects
from tenants.repository.recent import Recent

MOST_LINKS = 40
LONGEST_TARGET = 4096
_ACCOUNTS_KEPT = 40_000
_BYTES_KEPT = 64 << 20


@dataclass(frozen=True, slots=True)
class GitRead:
    """The accounts at a commit. `keys` has, for each, a hash that changes exactly when something
    changes that is read for it: its files, its recordings, its own grant, what was refused of it.
    What it grants to others is theirs."""

    tree: FolderTree
    keys: Mapping[str, str]


class GitFiles:
    """The files below one folder of a commit. `label` stands before each path that is shown."""

    def __init__(self, objects: Objects, tree: str, label: str = "") -> None:
        self._objects = objects
        self._tree = tree
        self._label = label
        self._found: dict[str, tuple[Node | Standing, bool]] = {}
        self.followed_link = False

    def shown(self, path: str) -> str:
        """A path as it stands in the repository, with the label of the repository."""
        return printable(f"{self._label}{path}") or "."

    def entries(self, folder: str) -> Iterator[Entry]:
        """What stands in a folder."""
        tree = self._objects.folder(self._tree, folder)
        for name, node in self._objects.nodes(tree).items() if tree else ():
            if node.kind == "file":
                self._found[f"{folder}/{name}" if folder else name] = (node, False)
            yield Entry(name, node.kind)

    def standing(self, path: str) -> Standing:
        """What a file or link is in the end."""
        found = self.find(path)
        return "file" if isinstance(found, Node) else found

    def read(self, path: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a file and its size, which is known before any of them is read."""
        node = self.find(path)
        if not isinstance(node, Node):
            raise FileNotFoundError(f"there is no file {self.shown(path)}")
        return self.content(node.id, limit)

    def content(self, blob: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a file that was found."""
        size = self._objects.size(blob)
        return (self._objects.content(blob) if size <= limit else b""), size

    def id_of(self, path: str) -> str:
        """The id of the file at a path; empty for none."""
        found = self.find(path)
        return found.id if isinstance(found, Node) else ""

    def find(self, path: str) -> Node | Standing:
        """The file that a path leads to, through all links; else why there is none."""
        known = self._found.get(path)
        if known is None:
            way = _Way(self._objects, self._tree, path)
            known = self._found[path] = (way.end(), way.links > 0)
        found, through_link = known
        self.followed_link = self.followed_link or through_link
        return found


class _Way:
    """The way along a path, as a system walks it: links are followed, and none leaves the tree."""

    def __init__(self, objects: Objects, tree: str, path: str) -> None:
        self.links = 0
        self._objects = objects
        self._folders = [tree]  # from the root to where we stand
        self._ahead = path.split("/")[::-1]

    def end(self) -> Node | Standing:
        """The file at the end, or why there is none."""
        while self._ahead:
            found = self._step(self._ahead.pop())
            if found is not None:
                return found
        return "folder"

    def _step(self, name: str) -> Node | Standing | None:
        """Goes on by one name. None where the way goes on."""
        if name in ("", "."):
            return None
        if name == "..":
            self._folders.pop()
            return None if self._folders else "outside"
        node = self._objects.nodes(self._folders[-1]).get(name)
        if node is None or node.kind == "submodule":
            return "nowhere"
        if node.kind == "link":
            return self._follow(node.id)
        if node.kind == "folder":
            self._folders.append(node.id)
            return None
        return "nowhere" if self._ahead else node

    def _follow(self, link: str) -> Standing | None:
        self.links += 1
        if self.links > MOST_LINKS or self._objects.size(link) > LONGEST_TARGET:
            return "nowhere"
        target = os.fsdecode(self._objects.content(link))
        if not target or target.startswith("/"):
            return "outside" if target else "nowhere"
        self._ahead += target.split("/")[::-1]
        return None


@dataclass(frozen=True, slots=True)
class _Kept:
    """An account that was read: the ids of its content, and of its children's folders and grants."""

    read: AccountRead
    own: str
    grants: Mapping[str, str]
    followed_link: bool


class Reader:
    """Reads the accounts of one repository, commit after commit. For one thread at a time."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._accounts = Recent[tuple[str, ...], _Kept](_ACCOUNTS_KEPT)
        self._folders = Recent[tuple[str, str], AccountFolder](_ACCOUNTS_KEPT)
        self._files = Recent[str, bytes](_BYTES_KEPT, len)

    def read(self, commit: str, path: str = "", account: str = "", label: str = "") -> GitRead:
        """The accounts at a commit, in the folder at `path`. The first of them is `account`; files
        are named with `label` before them. Unreadable where the commit or the folder can't be
        read, FileNotFoundError where the commit has no such folder."""
        tree = self._objects.folder(self._objects.commit(commit).tree, path)
        if tree is None:
            raise FileNotFoundError(f"there is no folder {printable(path)} in it")
        self._objects.nodes(tree)  # without it not even the account itself could be told
        label = f"{label}{path}/" if path else label
        files = _Remembering(self._objects, tree, label, self._files)
        kept: dict[str, _Kept] = {}

        def read_one(_: object, name: str, folder: str) -> AccountRead:
            kept[name] = self._account(files, name, folder, tree, label)
            return kept[name].read

        return GitRead(read_accounts(files, account, read_one), _keys(kept))

    def _account(
        self, files: _Remembering, account: str, folder: str, root: str, label: str
    ) -> _Kept:
        """An account as it was read before, else read now. One with links depends on all the tree."""
        tree = self._objects.folder(root, folder) or ""
        for key in ((label, account, tree), (label, account, tree, root)):
            found = self._accounts.get(key)
            if found is not None:
                return found
        files.followed_link = False
        made = self._made(files, read_account(files, account, folder), folder, label)
        if made.read.complete:
            key = (label, account, tree)
            self._accounts.put((*key, root) if made.followed_link else key, made)
        return made

    def _made(self, files: GitFiles, read: AccountRead, top: str, label: str) -> _Kept:
        ids = {path: files.id_of(joined(top, path)) for path in _paths_of(read.folder)}
        grants = {file.path: ids.pop(file.path) for file in read.folder.grants}
        told = [repr(finding) for finding in read.diagnostics]
        own = _hash(sorted(ids.items()), told)
        texts = sorted((file.path, ids[file.path]) for file in read.folder.files)
        whole = _hash(texts, read.folder.media, sorted(grants.items()), label)
        folder = self._folders.get((read.folder.account, whole))
        if folder is None:
            folder = read.folder
            self._folders.put((folder.account, whole), folder)
        return _Kept(replace(read, folder=folder), own, grants, files.followed_link)


def _paths_of(folder: AccountFolder) -> Iterator[str]:
    """Everything that is read of an account, by its paths in the account's folder."""
    yield from (file.path for file in (*folder.files, *folder.grants))
    yield from (f"{MEDIA}/{name}" for name in folder.media)


def _keys(kept: Mapping[str, _Kept]) -> dict[str, str]:
    """The key of each account: what is its own, and its grant, which its parent has."""
    keys = {}
    for account, one in kept.items():
        parent, _, slug = account.rpartition("/")
        given = kept[parent].grants if parent in kept and account != parent else {}
        names = [f"{GRANTS}/{slug}{ending}" for ending in YAML_ENDINGS]
        keys[account] = _hash(one.own, [given[name] for name in names if name in given])
    return keys


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


class _Remembering(GitFiles):
    """Files of which those that were read lately are still here."""

    def __init__(self, objects: Objects, tree: str, label: str, files: Recent[str, bytes]) -> None:
        super().__init__(objects, tree, label)
        self._files = files

    def content(self, blob: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a file that was found."""
        known = self._files.get(blob)
        if known is not None and len(known) <= limit:
            return known, len(known)
        data, size = super().content(blob, limit)
        if data:
            self._files.put(blob, data)
        return data, size
