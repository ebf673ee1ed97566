"""A platform and all repositories that its grants name, as one tree of accounts.

    repositories = Repositories(state / "mirrors", given.find)
    resolved = resolve(Mount("", Location("/srv/git/platform.git", trusted=True)), repositories, live)
    compile_folders(resolved.folders, root_name(resolved.folders))

What was resolved is one set of commits, kept in a `Lock`. A repository that can't be fetched, or
whose head is refused, stays at the commit of the lock that was live; where there is none its
accounts are unknown. They are never missing because a read failed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from compiler import codes_folder
from compiler.diagnostics import Diagnostic
from compiler.sources import AccountFolder
from schema.repositories import RepositoryRules
from tenants import codes_git
from tenants.repository.judgement import Judged, judge, kept, unreadable
from tenants.repository.location import Location
from tenants.repository.lock import Lock, Locked, lock_of
from tenants.repository.mounts import (
    PLATFORM,
    CredentialOf,
    Granted,
    Mount,
    address_of,
    granted_mounts,
    rules_of,
)
from tenants.repository.objects import Unreadable
from tenants.repository.reading import GitRead
from tenants.repository.recordings import CommittedRecordings
from tenants.repository.repository import FetchOutcome, Repository

MOST_AT_ONCE = 8
MOST_REPOSITORIES = 20_000

Fetch: TypeAlias = Callable[[Repository], FetchOutcome]


class Repositories:
    """The repositories that are open, each with what it remembers of its last commits."""

    def __init__(
        self, mirrors: Path, credential: CredentialOf = lambda account, name: None
    ) -> None:
        self.credential = credential
        self._mirrors = mirrors
        self._open: dict[str, Repository] = {}
        self._renewed: set[Path] = set()

    def at(self, location: Location) -> Repository:
        """The repository at a place."""
        found = self._open.get(location.mirror)
        if found is None:
            found = self._open[location.mirror] = Repository.open(location, self._mirrors)
        found.location = location  # its secret may be another one by now
        return found

    def all(self) -> tuple[Repository, ...]:
        """Every repository that was opened."""
        return tuple(self._open.values())

    def renew(self, repository: Repository) -> bool:
        """Fetches a damaged mirror anew, and says whether it is whole now. Tried once only: what is
        damaged where it comes from stays so."""
        if not repository.is_mirror or repository.path in self._renewed:
            return False
        self._renewed.add(repository.path)
        return repository.renew().ok

    def keep(self, lock: Lock) -> None:
        """Keeps the commits of a lock in the mirrors, whatever happens to their branches."""
        for repository in self._open.values():
            url = repository.location.url
            try:
                repository.keep(
                    entry.commit
                    for entry in lock.entries
                    if entry.url == url and repository.objects.has(entry.commit)
                )
            except Unreadable:
                continue  # it is told when it is read


@dataclass(frozen=True)
class Resolved:
    """One tree of accounts, of one set of commits.

    `keys` has for each account a hash that changes exactly when something changes that is read for
    it. `unknown` are accounts of which, with all below them, nothing certain is known now: what is
    live of them stays. `diagnostics` tell what is wrong with the files; `found` the same by account.
    What became of each repository, and what is wrong there, is in `repositories`.
    """

    folders: tuple[AccountFolder, ...]
    lock: Lock
    keys: Mapping[str, str]
    unknown: frozenset[str]
    repositories: tuple[Judged, ...]
    recordings: CommittedRecordings
    found: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the files, account by account."""
        return tuple(finding for account in sorted(self.found) for finding in self.found[account])

    @property
    def told(self) -> tuple[Diagnostic, ...]:
        """What is to be told of the repositories themselves."""
        return tuple(judged.finding for judged in self.repositories if judged.finding)

    def is_unknown(self, account: str) -> bool:
        """Whether an account, or one above it, is unknown."""
        return _is_below(account, self.unknown)


def platform_mount(
    location: Location,
    branch: str = "main",
    path: str = "",
    signers: Iterable[str] = (),
) -> Mount:
    """The platform's repository, as the installation names it. With signers, every commit must be
    signed by one of them."""
    signers = tuple(signers)
    above = frozenset({address_of(location.url)})
    location = replace(location, trusted=True)
    return Mount(PLATFORM, location, branch, path, bool(signers), signers, above=above)


def resolve(
    platform: Mount,
    repositories: Repositories,
    live: Lock | None = None,
    fetch: Fetch = Repository.fetch,
) -> Resolved:
    """The tree of accounts at the heads of all repositories, or at their live commits where a head
    can't be taken. `fetch` brings one repository up to date, in any thread."""
    work = _Resolution(repositories, live or Lock(), fetch)
    waiting: tuple[Mount, ...] = (platform,)
    while waiting:
        waiting = work.take(waiting)
    return work.resolved()


class _Resolution:
    """The work of resolving: level by level, parents first."""

    def __init__(self, repositories: Repositories, live: Lock, fetch: Fetch) -> None:
        self._repositories = repositories
        self._live = live
        self._fetch = fetch
        self._fetched: dict[str, FetchOutcome] = {}
        self._rules = RepositoryRules()
        self._folders: list[AccountFolder] = []
        self._keys: dict[str, str] = {}
        self._unknown: set[str] = set()
        self._judged: list[Judged] = []
        self._found: dict[str, tuple[Diagnostic, ...]] = {}
        self._recordings = CommittedRecordings()

    def resolved(self) -> Resolved:
        """All that was found."""
        unknown = frozenset(self._unknown)
        return Resolved(
            tuple(sorted(self._folders, key=lambda f: (f.account.count("/"), f.account))),
            lock_of(self._locked(unknown)),
            dict(sorted(self._keys.items())),
            unknown,
            tuple(self._judged),
            self._recordings,
            self._found,
        )

    def _locked(self, unknown: frozenset[str]) -> set[Locked]:
        """What was read; and of what is unknown what was live, or a later head of it would count as
        the first one, which needs no past."""
        read = {
            Locked(one.account, one.url, one.branch, one.commit)
            for one in self._judged
            if one.commit
        }
        before = {e for e in self._live.entries if _is_below(e.account, unknown)}
        return read | before

    def take(self, mounts: tuple[Mount, ...]) -> tuple[Mount, ...]:
        """Reads mounts, and gives back those that their grants name."""
        self._fetch_all(mounts)
        below: list[Mount] = []
        for mount in mounts:
            below += self._take(mount)
        room = MOST_REPOSITORIES - len(self._judged)
        for mount in below[room:]:
            self._unknown.add(mount.account)
            message = f"There are more than {MOST_REPOSITORIES:,} repositories."
            self._tell(mount.account, codes_git.TOO_MANY_REPOSITORIES.at(mount.at, message))
        return tuple(below[:room])

    def _fetch_all(self, mounts: tuple[Mount, ...]) -> None:
        """Fetches what was not fetched yet, several at a time."""
        wanted = {m.location.mirror: m.location for m in mounts if m.fault is None}
        new = {name: place for name, place in wanted.items() if name not in self._fetched}
        opened = [self._repositories.at(location) for location in new.values()]
        if len(opened) < 2:
            self._fetched |= dict(zip(new, map(self._fetch, opened), strict=True))
            return
        with ThreadPoolExecutor(min(MOST_AT_ONCE, len(opened))) as threads:
            self._fetched |= dict(zip(new, threads.map(self._fetch, opened), strict=True))

    def _take(self, mount: Mount) -> tuple[Mount, ...]:
        repository = self._repositories.at(mount.location)
        judged, read = self._judge(mount, repository)
        if _is_damaged(judged, read) and self._repositories.renew(repository):
            self._fetched[mount.location.mirror] = FetchOutcome("done")
            judged, read = self._judge(mount, repository)
        self._judged.append(judged)
        if read is None:
            self._unknown.add(mount.account)
            return ()
        if mount.account == PLATFORM:
            self._rules = rules_of(read.tree.folders)
        granted = granted_mounts(mount, read.tree.folders, self._repositories.credential)
        self._add(mount, repository, judged, read, granted)
        return granted.mounts

    def _judge(self, mount: Mount, repository: Repository) -> tuple[Judged, GitRead | None]:
        live = self._live.commit(mount.account, mount.location.url, mount.branch)
        fetched = self._fetched.get(mount.location.mirror, FetchOutcome("failed"))
        rules = self._rules_for(mount, repository, live)
        return _read(mount, repository, judge(mount, repository, fetched, live, rules))

    def _rules_for(
        self, mount: Mount, repository: Repository, live: str | None
    ) -> Callable[[], RepositoryRules]:
        """The platform's rules: for its own repository those of its live commit, so that no commit
        allows itself."""

        def live_rules() -> RepositoryRules:
            if live is None or not repository.objects.has(live):
                return RepositoryRules()
            return rules_of(repository.read(live, mount.path).tree.folders)

        return live_rules if mount.account == PLATFORM else lambda: self._rules

    def _add(
        self, mount: Mount, repository: Repository, judged: Judged, read: GitRead, granted: Granted
    ) -> None:
        """Adds what was read, without the folders that a repository stands for."""
        folders = [f for f in read.tree.folders if not _is_below(f.account, granted.beside)]
        self._folders += folders
        self._unknown |= read.tree.unread | granted.unknown
        names = {folder.account for folder in folders}
        self._keys |= {name: key for name, key in read.keys.items() if name in names}
        if mount.grant:
            self._keys[mount.account] = _with_grant(read.keys[mount.account], mount.grant)
        for account, found in [*read.tree.found.items(), *granted.found.items()]:
            if account in names or account in granted.found:
                self._tell(account, *found)
        if judged.commit:
            place = repository.objects.folder(
                repository.objects.commit(judged.commit).tree, mount.path
            )
            self._recordings.add(mount, repository.objects, place or "", names)

    def _tell(self, account: str, *found: Diagnostic) -> None:
        self._found[account] = (*self._found.get(account, ()), *found)


def _read(mount: Mount, repository: Repository, judged: Judged) -> tuple[Judged, GitRead | None]:
    """The accounts at the commit that was judged good, else at the live one; else nothing."""
    for commit in dict.fromkeys((judged.commit, judged.live)):
        if commit is None:
            continue
        try:
            read = repository.read(commit, mount.path, mount.account, mount.label)
        except Unreadable as error:
            finding = unreadable(mount, error, judged.live)
        except FileNotFoundError as error:
            finding = mount.told(codes_git.NO_FOLDER, f"{mount.location}: {error}.", False)
        else:
            return replace(judged, commit=commit), read
        judged = kept(judged, finding)
    return replace(judged, outcome="unknown", commit=judged.live), None


def _is_damaged(judged: Judged, read: GitRead | None) -> bool:
    """Whether something can't be read that the head of the branch surely has."""
    if judged.advance is None and judged.finding is not None:
        return judged.finding.code == codes_git.UNREADABLE.code
    found = read.tree.diagnostics if read and read.tree.unread else ()
    told = (*found, *filter(None, (judged.finding,)))
    return any(
        one.code in (codes_git.UNREADABLE.code, codes_folder.UNREADABLE.code) for one in told
    )


def _is_below(account: str, tops: frozenset[str]) -> bool:
    """Whether an account is one of some, or below one."""
    if not tops:
        return False
    parts = account.split("/")
    return "" in tops or any("/".join(parts[: n + 1]) in tops for n in range(len(parts)))


def _with_grant(key: str, grant: bytes) -> str:
    """The key of an account whose grant stands in another repository."""
    return hashlib.sha256(key.encode() + b"\0" + grant).hexdigest()[: len(key)]
