"""Commits, folders and files as git keeps them: the one door to pygit2.

Nothing here looks at a working tree. Ids are hexadecimal. Whatever is damaged, missing or not to be
opened raises `Unreadable`; that something isn't there is only said where git surely says so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

import pygit2
from pygit2.enums import ObjectType, Option, SortMode

from tenants.repository.recent import Recent

NodeKind: TypeAlias = Literal["folder", "file", "link", "submodule"]

# Every kind of file mode that git writes. Others are as damaged as a broken object.
_KINDS: Mapping[int, NodeKind] = {
    0o040000: "folder",
    0o100644: "file",
    0o100755: "file",
    0o100664: "file",
    0o120000: "link",
    0o160000: "submodule",
}
_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0/]+)\0(.{20})", re.DOTALL)
_LISTINGS = 2048
LARGEST_FOLDER = 16 << 20
LONGEST_SUBJECT = 120

# A bare repository belongs to the user that people push as, not to the one who reads it here. Its
# configuration names nothing that libgit2 would run.
pygit2.option(Option.SET_OWNER_VALIDATION, False)


class Unreadable(OSError):
    """A repository, or something in it, that can't be read: one plain clause."""


class Moved(Exception):
    """A reference was moved by somebody else meanwhile."""


class Node(NamedTuple):
    """An entry of a folder: what it is, and the id of its content."""

    kind: NodeKind
    id: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: who wrote it, when (seconds since 1970), and the first line of what they said.

    `signature` and `payload` are what it was signed with and what was signed; empty for none.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    email: str
    time: int
    subject: str
    signature: bytes = b""
    payload: bytes = b""

    @property
    def short(self) -> str:
        """The id as people read it."""
        return self.id[:10]

    def __str__(self) -> str:
        return f'{self.short} "{self.subject}" by {self.author} <{self.email}>'


@contextmanager
def _telling(what: str) -> Iterator[None]:
    """Whatever goes wrong inside, as Unreadable."""
    try:
        yield
    except Unreadable:
        raise
    except (pygit2.GitError, OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).strip("'\"").partition("\n")[0]
        raise Unreadable(f"{what}: {reason}") from error


class Objects:
    """The objects and references of one git folder. For one thread at a time."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens the git folder at a path (bare, or with a working tree)."""
        with _telling("it is no git repository"):
            flags = pygit2.enums.RepositoryOpenFlag.NO_SEARCH
            self._git = pygit2.Repository(os.fspath(path), flags)
            self._odb = self._git.odb
        self.path = self._git.path
        self._listings = Recent[str, Mapping[str, Node]](_LISTINGS)

    def close(self) -> None:
        """Lets go of the git folder: libgit2 keeps an open pack by its name, whatever takes its
        place."""
        del self._odb
        self._git.free()

    # --- folders and files ------------------------------------------------------------------

    def nodes(self, tree: str) -> Mapping[str, Node]:
        """The entries of a folder by name. Names that are no UTF-8 come as Python's own escapes."""
        listed = self._listings.get(tree)
        if listed is not None:
            return listed
        with _telling(f"the folder {tree[:10]} is damaged or missing"):
            kind, size = self._odb.read_header(pygit2.Oid(hex=tree))
            if kind != ObjectType.TREE or size > LARGEST_FOLDER:
                raise ValueError("it is no folder, or has too many files")
            listed = MappingProxyType(_parsed(self._odb.read(pygit2.Oid(hex=tree))[1]))
        self._listings.put(tree, listed)
        return listed

    def size(self, blob: str) -> int:
        """How many bytes a file has. They are not read."""
        with _telling(f"the file {blob[:10]} is damaged or missing"):
            kind, size = self._odb.read_header(pygit2.Oid(hex=blob))
            if kind != ObjectType.BLOB:
                raise ValueError("it is no file")
            return int(size)

    def content(self, blob: str) -> bytes:
        """The bytes of a file."""
        with _telling(f"the file {blob[:10]} is damaged or missing"):
            return bytes(self._odb.read(pygit2.Oid(hex=blob))[1])

    def folder(self, tree: str, path: str) -> str | None:
        """The id of a folder below another; None where there is none."""
        for name in path.split("/") if path else ():
            node = self.nodes(tree).get(name)
            if node is None or node.kind != "folder":
                return None
            tree = node.id
        return tree

    # --- commits ----------------------------------------------------------------------------

    def commit(self, commit: str) -> Commit:
        """A commit by its whole id."""
        with _telling(f"the commit {commit[:10]} is damaged or missing"):
            return _commit(self._commit(commit))

    def _commit(self, commit: str) -> pygit2.Commit:
        found = self._git[pygit2.Oid(hex=commit)]
        if not isinstance(found, pygit2.Commit):
            raise ValueError("it is no commit")
        return found

    def has(self, commit: str) -> bool:
        """Whether a commit is here."""
        with _telling(f"the commit {commit[:10]} is damaged"):
            return pygit2.Oid(hex=commit) in self._git

    def head(self, reference: str) -> str | None:
        """The commit that a reference (`refs/heads/main`) leads to; None where there is none."""
        with _telling(f"{reference} can't be read"):
            found = self._git.references.get(reference)
            if found is None:
                self.refuse_vanished()
                return None
            return str(found.peel(pygit2.Commit).id)

    def refuse_vanished(self) -> None:
        """Unreadable where the git folder is gone: then nothing can be said to be absent."""
        for part in ("HEAD", "objects", "refs"):
            if not os.path.exists(os.path.join(self.path, part)):
                raise Unreadable(f"it is gone: there is no {part} in {self.path}")

    def named(self, revision: str) -> str | None:
        """The commit that a person means by `main`, `HEAD~2` or the beginning of an id."""
        try:
            return str(self._git.revparse_single(revision).peel(pygit2.Commit).id)
        except (KeyError, ValueError, pygit2.GitError):
            self.refuse_vanished()
            return None

    @property
    def is_shallow(self) -> bool:
        """Whether the history is cut off."""
        return bool(self._git.is_shallow)

    def common(self, one: str, other: str) -> str | None:
        """The last commit that two have in common; None where there is none."""
        with _telling("the history can't be followed"):
            found = self._git.merge_base(pygit2.Oid(hex=one), pygit2.Oid(hex=other))
            return str(found) if found else None

    def since(self, old: str | None, new: str) -> Iterator[Commit]:
        """The commits that `new` has and `old` hasn't, the newest first."""
        with _telling("the history can't be followed"):
            order = SortMode.TOPOLOGICAL | SortMode.TIME
            walk = self._git.walk(pygit2.Oid(hex=new), order)
            if old is not None:
                walk.hide(pygit2.Oid(hex=old))
            for commit in walk:
                yield _commit(commit)

    # --- what we write ----------------------------------------------------------------------

    def note(self, reference: str, commit: str) -> str:
        """The note on a commit; empty for none."""
        try:
            return str(self._git.lookup_note(commit, reference).message)
        except (KeyError, pygit2.GitError, ValueError):
            self.refuse_vanished()
            return ""

    def write_note(self, reference: str, tip: str | None, commit: str, text: str) -> str:
        """Writes the note on a commit anew, and gives back the commit of all notes. Moved where
        the notes are no longer those at `tip`: somebody else wrote one, and nothing is lost."""
        aside = f"{reference}-{os.urandom(8).hex()}"
        with _telling("a note can't be written"):
            if tip is not None:
                self._git.create_reference_direct(aside, pygit2.Oid(hex=tip), False)
            try:
                self._git.create_note(text, _us(), _us(), commit, aside, True)
                made = str(self._git.references[aside].target)
            finally:
                if aside in self._git.references:
                    self._git.references.delete(aside)
        self.move(reference, tip, made)
        return made

    def move(self, reference: str, old: str | None, new: str) -> None:
        """Moves a reference from one commit to another. Moved where it is elsewhere by now."""
        try:
            if old is None:
                self._git.create_reference_direct(reference, pygit2.Oid(hex=new), False)
                return
            found = self._git.references[reference]
            if str(found.target) != old:
                raise Moved(reference)
            found.set_target(pygit2.Oid(hex=new))  # fails where the file moved since it was read
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise Moved(reference) from error

    def keep(self, prefix: str, wanted: Mapping[str, str]) -> None:
        """Makes the references below a prefix those that are wanted, by name and commit."""
        with _telling("references can't be written"):
            there = {name for name in self._git.references if name.startswith(prefix)}
            for name in wanted.keys() - there:
                self._git.create_reference_direct(name, pygit2.Oid(hex=wanted[name]), False)
            for name in there - wanted.keys():
                self._git.references.delete(name)

    def write_commit(self, tree: str, parent: str, message: str) -> str:
        """Writes a commit of ours that no reference leads to."""
        with _telling("a commit can't be written"):
            parents = [pygit2.Oid(hex=parent)]
            return str(
                self._git.create_commit(None, _us(), _us(), message, pygit2.Oid(hex=tree), parents)
            )

    def with_folder(self, tree: str, path: str, folder: str | None) -> str:
        """A folder with another one put in at a path, or with what is there left out."""
        name, _, below = path.partition("/")
        node = self.nodes(tree).get(name)
        with _telling("a folder can't be written"):
            if below:
                inner = (
                    node.id
                    if node and node.kind == "folder"
                    else str(self._git.TreeBuilder().write())
                )
                folder = self.with_folder(inner, below, folder)
            builder = self._git.TreeBuilder(pygit2.Oid(hex=tree))
            if folder is not None:
                builder.insert(name, pygit2.Oid(hex=folder), pygit2.enums.FileMode.TREE)
            elif node is not None:
                builder.remove(name)
            return str(builder.write())


def _parsed(data: bytes) -> dict[str, Node]:
    found = _ENTRY.findall(data)
    if sum(len(mode) + len(name) + 22 for mode, name, _ in found) != len(data):
        raise ValueError("it is no list of files")
    return {os.fsdecode(name): Node(_KINDS[int(mode, 8)], id_.hex()) for mode, name, id_ in found}


def _commit(commit: pygit2.Commit) -> Commit:
    signature, payload = commit.gpg_signature
    return Commit(
        id=str(commit.id),
        tree=str(commit.tree_id),
        parents=tuple(map(str, commit.parent_ids)),
        author=_line(commit.author.raw_name),
        email=_line(commit.author.raw_email),
        time=commit.commit_time,
        subject=_line(commit.raw_message.lstrip().partition(b"\n")[0]),
        signature=signature or b"",
        payload=payload or b"",
    )


def _line(text: bytes) -> str:
    """What somebody wrote, on one line of printable characters."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text.decode("utf-8", "replace"))
    return shown.strip()[:LONGEST_SUBJECT]


def _us() -> pygit2.Signature:
    return pygit2.Signature("pbxc", "pbxc@localhost")
