"""One repository: a local one in place, or the mirror that we keep of a remote one.

    repository = Repository.open(Location("/srv/git/platform.git"), state / "mirrors")
    repository.fetch()
    head = repository.head("main")
    repository.advance(live, head)
    repository.read(head).tree.folders

No branch of a person's is ever moved. What is written are notes under `refs/notes/pbxc`, and new
branches `pbxc/revert-...` where a revert is proposed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from tenants.repository.history import Advance, advance_of
from tenants.repository.location import Location
from tenants.repository.objects import Commit, Moved, Objects, Unreadable
from tenants.repository.program import LARGEST_FETCH, Answer, Ending, run_git
from tenants.repository.reading import GitRead, Reader

NOTES = "refs/notes/pbxc"
REVERTS = "pbxc/revert-"
KEPT = "refs/pbxc/kept/"
FETCH_SECONDS = 60.0
PUSH_SECONDS = 30.0
MOST_COMMITS = 1000
_TRIES = 5
_MIRRORED = ("+refs/heads/*:refs/heads/*", f"+{NOTES}*:{NOTES}*")

Fetched: TypeAlias = Literal["in place", "done", "failed", "timed out", "too large", "missing"]


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """How a fetch or a push ended. `reason` is one clause, empty where all went well."""

    ending: Fetched
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether what is here is what is there."""
        return self.ending in ("in place", "done")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A branch with a commit that takes a bad one back, and whether it could be pushed."""

    branch: str
    commit: str
    outcome: FetchOutcome


class Repository:
    """A git repository. For one thread at a time, but that `fetch` may run in another."""

    def __init__(self, location: Location, path: Path) -> None:
        self.location = location
        self.path = path
        self._objects: Objects | None = None
        self._reader: Reader | None = None

    @classmethod
    def open(cls, location: Location, mirrors: Path) -> Repository:
        """A repository, whose mirror is in the folder `mirrors` if it needs one. Nothing is looked
        at yet, so this never fails."""
        if location.way == "local":
            return cls(location, Path(location.url))
        return cls(location, mirrors / location.mirror)

    @property
    def is_mirror(self) -> bool:
        """Whether it is our own copy of a repository elsewhere."""
        return self.location.way != "local"

    # --- what is there ------------------------------------------------------------------------

    def fetch(self, timeout: float = FETCH_SECONDS, largest: int = LARGEST_FETCH) -> FetchOutcome:
        """Brings the mirror up to date; of a local repository there is nothing to bring. A failure
        is told, never thrown, and leaves everything as it was."""
        if not self.is_mirror:
            return FetchOutcome("in place")
        try:
            self._make_mirror()
        except OSError as error:
            reason = f"the mirror can't be made: {(error.strerror or str(error)).lower()}"
            return FetchOutcome("failed", reason)
        options = ["--quiet", "--prune", "--no-tags", "--no-recurse-submodules"]
        options += ["--no-write-fetch-head", "--update-shallow", "--force"]
        words = [f"--git-dir={self.path}", "fetch", *options, "--", self.location.url, *_MIRRORED]
        return _outcome(run_git(words, self.location, timeout, largest))

    def _make_mirror(self) -> None:
        """An empty mirror, whole or not there at all."""
        if (self.path / "HEAD").exists():
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = tempfile.mkdtemp(prefix=".new-", dir=self.path.parent)
        words = ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--", new]
        made = run_git(words, self.location, PUSH_SECONDS)
        try:
            if not made.ok:
                raise OSError(made.reason)
            os.rename(new, self.path)
        except OSError:
            if not (self.path / "HEAD").exists():  # else another was faster
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def renew(self, timeout: float = FETCH_SECONDS) -> FetchOutcome:
        """A mirror that is damaged, fetched anew. The damaged one stays until the new one is whole.

        The new one has a folder of its own, for libgit2 knows packs by their paths.
        """
        if not self.is_mirror:
            return FetchOutcome("in place")
        new = self.path.with_name(f"{self.path.name}-{os.urandom(4).hex()}")
        outcome = Repository(self.location, new).fetch(timeout)
        if not outcome.ok:
            shutil.rmtree(new, ignore_errors=True)
            return outcome
        self.close()
        damaged = self.path.resolve() if self.path.is_symlink() else None
        aside = new.with_name(f".old-{new.name}")
        with contextlib.suppress(FileNotFoundError):
            os.rename(self.path, aside)
        os.symlink(new.name, self.path)
        if damaged is not None:
            aside.unlink()
        shutil.rmtree(damaged or aside, ignore_errors=True)
        return outcome

    @property
    def objects(self) -> Objects:
        """Its commits, folders and files. Unreadable where they can't be read."""
        if self._objects is None:
            self._objects = Objects(self.path)
        return self._objects

    def close(self) -> None:
        """Lets go of its files; what is asked next opens them again."""
        if self._objects is not None:
            self._objects.close()
        self._objects = self._reader = None

    def head(self, branch: str) -> str | None:
        """The commit at the head of a branch; None where there is surely no such branch. Unreadable
        where that can't be told."""
        return self.objects.head(f"refs/heads/{branch}")

    def find(self, revision: str) -> str | None:
        """The commit that a person means by `main`, `HEAD~2` or the beginning of an id."""
        return self.objects.named(revision)

    def read(self, commit: str, path: str = "", account: str = "", label: str = "") -> GitRead:
        """The accounts at a commit: see `Reader.read`."""
        if self._reader is None:
            self._reader = Reader(self.objects)
        return self._reader.read(commit, path, account, label)

    # --- history ------------------------------------------------------------------------------

    def advance(self, old: str | None, new: str | None) -> Advance:
        """How a new head stands to the live commit."""
        return advance_of(self.objects, old, new)

    def commits(self, old: str | None, new: str, most: int = MOST_COMMITS) -> tuple[Commit, ...]:
        """The commits that `new` brings over `old`, the newest first, not more than `most`."""
        known = old if old and self.objects.has(old) else None
        return tuple(islice(self.objects.since(known, new), most))

    def keep(self, commits: Iterable[str]) -> None:
        """Keeps these commits in the mirror whatever happens to their branches, and those that were
        kept until now no longer."""
        if not self.is_mirror:
            return
        wanted = {f"{KEPT}{commit}": commit for commit in commits}
        self.objects.keep(KEPT, wanted)

    def tidy(self, timeout: float = 600.0) -> FetchOutcome:
        """Packs the mirror. Now and then, when nothing else is to do."""
        if not self.is_mirror:
            return FetchOutcome("in place")
        words = [f"--git-dir={self.path}", "gc", "--quiet", "--no-detach"]
        return _outcome(run_git(words, self.location, timeout))

    # --- what we write ------------------------------------------------------------------------

    def notes(self, commit: str) -> str:
        """What was noted about a commit; empty for nothing."""
        return self.objects.note(NOTES, commit)

    def note(self, commit: str, text: str) -> FetchOutcome:
        """Adds to the notes about a commit. Notes of others are never lost, even where they are
        written at the same time."""
        outcome = FetchOutcome("failed", "others write notes all the time")
        for _ in range(_TRIES):
            try:
                tip = self.objects.head(NOTES)
                there = self.objects.note(NOTES, commit).rstrip("\n")
                whole = "\n".join(filter(None, (there, text.rstrip()))) + "\n"
                made = self.objects.write_note(NOTES, tip, commit, whole)
            except Moved:
                continue
            except OSError as error:
                return FetchOutcome("failed", str(error))
            outcome = self._push(f"{made}:{NOTES}")
            if outcome.ok or not self.fetch().ok:
                return outcome
        return outcome

    def propose_revert(
        self, live: str, bad: str, branch: str, folders: Iterable[str] = (), why: str = ""
    ) -> Proposal:
        """A new branch with one commit on top of the bad one, which brings back what `live` had.

        Everything, or only some folders of accounts. Merging it into `branch` is left to people.
        """
        objects = self.objects
        tree = reverted_tree(objects, live, bad, tuple(folders))
        name = f"{REVERTS}{bad[:10]}"
        there = self.head(name)
        if there is not None and objects.commit(there).tree == tree:
            return Proposal(name, there, FetchOutcome("done"))
        if there is not None:
            name = f"{name}-{tree[:6]}"
        shown = objects.commit(bad)
        message = f"Take back {shown.short}\n\n{shown}\ncan't go live. This brings back what "
        message += f"{live[:10]} had; merge it into {branch}.\n"
        commit = objects.write_commit(tree, bad, message + (f"\n{why.strip()}\n" if why else ""))
        return Proposal(name, commit, self._publish(name, commit))

    def _publish(self, branch: str, commit: str) -> FetchOutcome:
        """Makes a branch that isn't there yet."""
        if self.is_mirror:
            return self._push(f"{commit}:refs/heads/{branch}")
        try:
            self.objects.move(f"refs/heads/{branch}", None, commit)
        except Moved:
            return FetchOutcome("failed", f"there is a branch {branch} already")
        return FetchOutcome("done")

    def _push(self, what: str) -> FetchOutcome:
        """Pushes one reference to where the repository is; never over anything."""
        if not self.is_mirror:
            return FetchOutcome("in place")
        options = ["--quiet", "--no-verify", "--no-signed", "--recurse-submodules=no"]
        words = [f"--git-dir={self.path}", "push", *options, "--", self.location.url, what]
        return _outcome(run_git(words, self.location, PUSH_SECONDS))


def reverted_tree(objects: Objects, live: str, bad: str, folders: tuple[str, ...]) -> str:
    """The tree of the bad commit with these folders as they were live; all of it where none is
    named."""
    good, tree = objects.commit(live).tree, objects.commit(bad).tree
    if not folders or "" in folders:
        return good
    for folder in folders:
        tree = objects.with_folder(tree, folder, objects.folder(good, folder))
    return tree


def _outcome(answer: Answer) -> FetchOutcome:
    ending: Ending = answer.ending
    return FetchOutcome(ending, answer.reason)


__all__ = ["Commit", "FetchOutcome", "Proposal", "Repository", "Unreadable"]
