"""The lock: which commit of each repository a tree of accounts was made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Locked:
    """One commit: of the branch of a repository that an account is read from."""

    account: str
    url: str
    branch: str
    commit: str


@dataclass(frozen=True)
class Lock:
    """One set of commits, by the accounts whose grants name the repositories; the platform's own is
    under the empty path. An account whose grant names another repository or branch than before is
    not in it, so the new one starts from nothing."""

    entries: tuple[Locked, ...] = field(default=())

    def commit(self, account: str, url: str, branch: str) -> str | None:
        """The commit that is live of an account's repository; None for none."""
        return self._commits.get((account, url, branch))

    @cached_property
    def _commits(self) -> dict[tuple[str, str, str], str]:
        return {(e.account, e.url, e.branch): e.commit for e in self.entries}

    def text(self) -> str:
        """The lock as JSON; the same lock is the same text."""
        rows = [
            {"account": e.account, "url": e.url, "branch": e.branch, "commit": e.commit}
            for e in self.entries
        ]
        return json.dumps({"version": 1, "repositories": rows}, indent=1) + "\n"


def lock_of(entries: Iterable[Locked]) -> Lock:
    """A lock, in its one order."""
    return Lock(tuple(sorted(entries)))


def read_lock(text: str) -> Lock:
    """The lock that a text is. ValueError where it is none."""
    try:
        found = json.loads(text)
        if found["version"] != 1:
            raise ValueError(f"version {found['version']}")
        rows = [(r["account"], r["url"], r["branch"], r["commit"]) for r in found["repositories"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"it is no lock of repositories: {error}") from error
    if not all(isinstance(part, str) for row in rows for part in row):
        raise ValueError("it is no lock of repositories: something in it is no text")
    return lock_of(Locked(*row) for row in rows)
