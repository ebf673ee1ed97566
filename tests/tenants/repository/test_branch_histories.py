"""Whatever happens to a branch, one rule decides: the head goes live where it holds what is live."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.repository.location import Location
from tenants.repository.lock import Lock
from tenants.repository.resolving import Repositories, platform_mount, resolve
from tests.tenants.repository.gits import Work, new_bare


@dataclass
class Branch:
    """A bare repository whose main is moved about, and all that its commits hold."""

    git: Work
    tree: str
    head: str = ""
    live: str = ""
    past: dict[str, frozenset[str]] = field(default_factory=dict)

    def commit(self, *parents: str) -> str:
        """A new commit with some parents."""
        words = [word for parent in parents for word in ("-p", parent)]
        made = self.git.git("commit-tree", "-m", f"Commit {len(self.past)}", *words, self.tree)
        self.past[made] = frozenset({made}).union(*(self.past[parent] for parent in parents))
        return made

    def move(self, head: str) -> None:
        """Moves the branch, or deletes it."""
        if head:
            self.git.git("update-ref", "refs/heads/main", head)
        else:
            self.git.git("update-ref", "-d", "refs/heads/main")
        self.head = head

    def parent(self) -> str:
        """The commit before the head; the head itself where it is the first."""
        parents = self.git.git("log", "-1", "--format=%P", self.head).split()
        return parents[0] if parents else self.head


def _base(branch: Branch) -> str:
    return branch.head or branch.live


OPERATIONS: dict[str, Callable[[Branch], str]] = {
    "grow": lambda branch: branch.commit(_base(branch)),
    "grow twice": lambda branch: branch.commit(branch.commit(_base(branch))),
    "delete": lambda branch: "",
    "back": lambda branch: branch.parent() if branch.head else "",
    "rewrite": lambda branch: branch.commit(branch.parent()) if branch.head else "",
    "unrelated": lambda branch: branch.commit(),
    "bring back": lambda branch: branch.live,
    "merge what is live": lambda branch: branch.commit(_base(branch), branch.live),
    "nothing": lambda branch: branch.head,
}


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(OPERATIONS)), min_size=1, max_size=10), st.booleans())
def test_a_head_goes_live_exactly_where_it_holds_what_is_live(
    operations: list[str], mirrored: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = new_bare(Path(folder) / "platform.git")
        git = Work(bare)
        blob = git.git("hash-object", "-w", "--stdin", data=b"account: {name: One}\n")
        tree = git.git("mktree", data=f"100644 blob {blob}\taccount.yaml\n".encode())
        branch = Branch(git, tree)
        branch.move(branch.commit())
        branch.live = branch.head
        platform = platform_mount(Location(f"{'file://' if mirrored else ''}{bare}"))
        repositories = Repositories(Path(folder) / "mirrors")
        lock = resolve(platform, repositories, Lock()).lock
        for operation in operations:
            branch.move(OPERATIONS[operation](branch))
            if branch.head and branch.live in branch.past[branch.head]:
                branch.live = branch.head
            resolved = resolve(platform, repositories, lock)
            lock = resolved.lock
            (entry,) = lock.entries
            assert (branch.live, frozenset(), 1) == (
                entry.commit,
                resolved.unknown,
                len(resolved.folders),
            )
