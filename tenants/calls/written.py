"""What was written when a generation was made: the files of its account and of those above it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from compiler.sources import AccountFolder
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import Pushed
from tenants.repository.lock import Lock, Locked, lock_of, read_lock
from tenants.repository.mounts import Mount
from tenants.repository.repository import FetchOutcome, Repository
from tenants.repository.resolving import Repositories, resolve


@dataclass(frozen=True)
class Written:
    """Reads accounts at the commits that led to their generations. Nothing is fetched: a commit that
    isn't here any more, or can't be read, is nothing."""

    ledger: Ledger
    platform: Mount
    repositories: Repositories
    _read: dict[str, Mapping[str, AccountFolder]] = field(default_factory=dict)

    def folders(self, path: str, pushed: Pushed | None) -> tuple[AccountFolder, ...]:
        """The folders of an account and of all above it, the root first; empty where they can't be
        read."""
        if pushed is None:
            return ()
        found = self._all(_lock_at(self._live(), path, pushed))
        chain = tuple(found[one] for one in _downwards(path) if one in found)
        return chain if chain and chain[-1].account == path else ()

    def _live(self) -> Lock:
        text = self.ledger.live_lock()
        return read_lock(json.loads(text)["lock"]) if text else Lock()

    def _all(self, lock: Lock) -> Mapping[str, AccountFolder]:
        key = lock.text()
        if key not in self._read:
            resolved = resolve(self.platform, self.repositories, lock, _as_it_is)
            self._read[key] = {one.account: one for one in resolved.folders}
        return self._read[key]


def _as_it_is(_repository: Repository) -> FetchOutcome:
    return FetchOutcome("failed", "it was not asked")


def _lock_at(live: Lock, path: str, pushed: Pushed) -> Lock:
    """The set of commits of a push. That of the account itself is the push's own: it may have been
    kept back when the others went on."""
    commits = dict(pushed.push.commits)
    own = max((e for e in live.entries if _covers(e.account, path)), key=_depth, default=None)
    return lock_of(_at(live.entries, commits, own, pushed.push.commit))


def _at(
    entries: Iterable[Locked], commits: Mapping[str, str], own: Locked | None, commit: str
) -> Iterable[Locked]:
    for one in entries:
        there = commit if one == own and commit else commits.get(one.url, one.commit)
        yield Locked(one.account, one.url, one.branch, there)


def _depth(entry: Locked) -> int:
    return len(entry.account)


def _covers(account: str, path: str) -> bool:
    return not account or path == account or path.startswith(f"{account}/")


def _downwards(path: str) -> Iterable[str]:
    """The root, then each account on the way down to a path."""
    yield ""
    parts = path.split("/") if path else []
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length])
