"""The desk: what is written in the repositories becomes what each node is to hold.

It remembers what it made last time, so that a commit that changes one account costs one account; and
the last good state of each account, which goes on where the newest is wrong or can't be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from compiler import Compiled
from compiler.diagnostics import Diagnostic
from compiler.difference import large_changes
from compiler.sources import AccountFolder
from compiler.workshop import Workshop
from schema.inventory import Inventory
from schema.program import Media, Origin
from schema.secret import Secrets
from schema.tree import Tree
from targets.asterisk.delivery.base import Base, base_of
from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.slicing import Slicer
from targets.asterisk.layout import Layout
from targets.asterisk.live.laps import Laps
from targets.asterisk.recordings import Sound
from tenants import codes_git
from tenants.controller.choosing import Choice, choose, in_reading_order
from tenants.controller.gathering import SecretsGathering, SoundsGathering
from tenants.controller.shelf import Shelf
from tenants.given_secrets import GivenSecrets
from tenants.loading import root_name
from tenants.phone_findings import findings_in
from tenants.provisioning.notifies import notify_types
from tenants.repository.lock import Lock, Locked, read_lock
from tenants.repository.mounts import Mount
from tenants.repository.recordings import CommittedRecordings
from tenants.repository.repository import FetchOutcome, Repository
from tenants.repository.resolving import Fetch, Repositories, Resolved, resolve

CONSENT = "If it is meant: pbxc apply --allow-large-change"


@dataclass(frozen=True)
class Written:
    """One account as it stands at one commit: its folder, where its recordings are, and a key that
    changes exactly when something of it does. `home` is the folder of the commit that was read."""

    folder: AccountFolder
    recordings: CommittedRecordings
    key: str
    at: Locked
    home: str = ""


@dataclass(frozen=True)
class Look:
    """What was found on one look at the repositories, and what is wanted of each node.

    `wanted` is by node and account id. `commits` are those that each account was read from, by
    path; `unread` the paths of accounts that can't be told anything of now, which stay as they are.
    """

    resolved: Resolved
    choice: Choice
    written: Mapping[str, Written]
    wanted: Mapping[str, Mapping[str, Generation]] = field(default_factory=dict)
    bases: Mapping[str, Base] = field(default_factory=dict)

    @property
    def compiled(self) -> Compiled | None:
        """The tree that can go live; None where none can."""
        return self.choice.compiled

    def commit_of(self, path: str) -> str:
        """The commit that an account's live state comes from."""
        found = self.written.get(path) or self.written.get("")
        return found.at.commit if found else ""

    def lock_text(self) -> str:
        """What is to be remembered of this look: the set of commits, and older ones of accounts that
        were kept back."""
        held = {
            path: _held(self.written[path]) for path in self.choice.held if path in self.written
        }
        return json.dumps({"lock": self.resolved.lock.text(), "held": held}, sort_keys=True)


@dataclass(frozen=True)
class Tools:
    """What the desk works with: the repositories, the secrets, the nodes and how Asterisk is laid
    out on each, and where recordings are kept. `over` tells the passwords from before a rotation, by
    name, that no phone needs any more."""

    platform: Mount
    repositories: Repositories
    key: bytes = field(repr=False)
    given: GivenSecrets = field(repr=False)
    nodes: Mapping[str, Layout]
    shelf: Shelf
    cache: Path
    over: Callable[[], frozenset[str]] = frozenset


class Desk:
    """Looks at the repositories when it is asked to. For one thread."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._workshop = Workshop(findings_in)
        self._good: dict[str, Written] = {}
        self._lock = Lock()
        self._tree: Tree | None = None
        self.secrets = SecretsGathering(tools.key, tools.given)
        self.sounds = SoundsGathering(tools.cache, tools.shelf)
        self._slicers: dict[str, Slicer] = {}
        self._accepted: Look | None = None
        """What is good, where that is the whole of a look."""
        self._over: frozenset[str] = frozenset()
        self.laps = Laps()
        """How long each stage of a look takes."""

    @property
    def shares(self) -> Mapping[str, Inventory]:
        """The inventory of each account alone, as it was compiled last."""
        return self._workshop.shares

    @property
    def lock(self) -> Lock:
        """The set of commits that is live."""
        return self._lock

    def recall(self, text: str) -> None:
        """Takes up what was remembered when the controller ran last: which state of each account is
        good. What can't be read any more is not known to be good."""
        if not text:
            return
        remembered = json.loads(text)
        self._lock = read_lock(remembered["lock"])
        resolved = resolve(self._tools.platform, self._tools.repositories, self._lock, _as_it_is)
        self._good = self._written(resolved)
        for path, at in remembered["held"].items():
            found = self._read_one(path, Locked(**at["at"]), at["path"])
            if found is not None:
                self._good[path] = found
        folders = {path: one.folder for path, one in self._good.items()}
        self._tree = self.compile(in_reading_order(folders)).tree

    def look(
        self, fetch: Fetch = Repository.fetch, at: Lock | None = None, allow_large: bool = False
    ) -> Look:
        """What is written now, or at a given set of commits, and what is wanted of each node.

        `allow_large`: whatever is taken away is meant.
        """
        live = at or self._lock
        resolved = resolve(
            self._tools.platform, self._tools.repositories, live, _as_it_is if at else fetch
        )
        resolved = _unasked(resolved) if at else resolved
        newest = self._written(resolved)
        below = [path for path in self._good if resolved.is_unknown(path)]
        newest |= {path: self._good[path] for path in below}
        self.laps.lap("read git")
        return self._choose(resolved, newest, allow_large)

    def accept(self, look: Look) -> None:
        """From now on this is what is good, and what the next look is compared with."""
        self._good = dict(look.written)
        whole = bool(look.wanted) and not (look.choice.held or look.choice.absent)
        self._accepted = look if whole else None
        self._tree = look.compiled.tree if look.compiled else self._tree
        self._lock = look.resolved.lock
        self._tools.repositories.keep(self._lock)

    # --- reading ------------------------------------------------------------------------------

    def _written(self, resolved: Resolved) -> dict[str, Written]:
        homes = {one.account: one.path for one in resolved.repositories}
        ats = {one.account: _locked(one.account, resolved.lock) for one in resolved.folders}
        return {
            one.account: Written(
                one, resolved.recordings, resolved.keys[one.account], ats[one.account],
                homes.get(ats[one.account].account, ""),
            )
            for one in resolved.folders
        }  # fmt: skip

    def _read_one(self, path: str, at: Locked, folder: str) -> Written | None:
        """An account as it was at an older commit; None where that is gone."""
        for repository in self._tools.repositories.all():
            if repository.location.url != at.url or not repository.objects.has(at.commit):
                continue
            label = f"{at.account}:" if at.account else ""
            read = repository.read(at.commit, folder, at.account, label)
            found = {one.account: one for one in read.tree.folders}
            if path in found:
                recordings = CommittedRecordings()
                home = repository.objects.folder(repository.objects.commit(at.commit).tree, folder)
                mount = replace(self._tools.platform, account=at.account, path=folder)
                recordings.add(mount, repository.objects, home or "", found)
                return Written(found[path], recordings, read.keys[path], at, folder)
        return None

    # --- making -------------------------------------------------------------------------------

    def _choose(self, resolved: Resolved, newest: dict[str, Written], allow_large: bool) -> Look:
        removed = {} if allow_large else self._put_back(newest)
        over = self._tools.over()
        same = over == self._over and _keys(newest) == _keys(self._good)
        self._over = over
        if self._accepted and same and not (resolved.found or removed):
            return replace(self._accepted, resolved=resolved, written=newest)
        states = {id(one.folder): one for one in (*self._good.values(), *newest.values())}
        making = _Making(self, states, None if allow_large else self._tree)
        choice = choose(
            making.compile,
            {path: one.folder for path, one in newest.items()},
            {path: one.folder for path, one in self._good.items()},
            {path: found for path, found in resolved.found.items() if _wrong(found)},
        )
        self.laps.lap("compile")
        choice = replace(choice, held={**removed, **choice.held})
        written = {path: states[id(folder)] for path, folder in choice.folders.items()}
        look = Look(resolved, choice, written)
        if choice.compiled is None or making.secrets is None:
            return look
        wanted, bases = self._cut(choice.compiled, making.secrets, making.sounds)
        self.laps.lap("cut")
        return replace(look, wanted=wanted, bases=bases)

    def _put_back(self, newest: dict[str, Written]) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Puts back accounts that are gone, as they and the one above them were: nobody said yet
        that it is meant. What is to be told of them."""
        told = {}
        for path in sorted(self._good.keys() - newest.keys()):
            parent = path.rpartition("/")[0]
            newest[path] = self._good[path]
            newest[parent] = self._good[parent]
            message = f"The account {path} is removed with all that it has."
            told[path] = (codes_git.LARGE_CHANGE.at(Origin(parent), message, CONSENT),)
        return told

    def _cut(
        self, compiled: Compiled, secrets: Secrets, sounds: Mapping[Media, Sound]
    ) -> tuple[Mapping[str, Mapping[str, Generation]], Mapping[str, Base]]:
        """The generations of every node; those of accounts that are as they were are the same. A
        node that the platform doesn't name is left as it is."""
        assert compiled.program is not None
        assert compiled.inventory is not None
        wanted, bases = {}, {}
        edge = compiled.inventory.edge
        for node, layout in self._tools.nodes.items():
            if node not in edge.node_names:
                continue
            slicer = self._slicers.setdefault(node, Slicer(secrets, layout, node))
            slicer.secrets = secrets
            shares = self._workshop.shares
            wanted[node] = slicer.cut(compiled.program, shares, edge, sounds, self._over)
            bases[node] = base_of(edge.of(node), secrets, layout, notify_types())
        return wanted, bases

    def compile(self, folders: tuple[AccountFolder, ...]) -> Compiled:
        """What the compiler makes of these accounts."""
        return self._workshop.compile(folders, root_name(folders))


class _Making:
    """One look's compilations: what a tree needs besides the program is a part of whether it is right."""

    def __init__(self, desk: Desk, states: Mapping[int, Written], before: Tree | None) -> None:
        self.secrets: Secrets | None = None
        self.sounds: Mapping[Media, Sound] = {}
        self._desk = desk
        self._states = states
        self._before = before

    def compile(self, folders: tuple[AccountFolder, ...]) -> Compiled:
        """A tree with all findings, those of its secrets and recordings among them."""
        compiled = self._desk.compile(folders)
        self._desk.laps.lap("compile")
        if compiled.inventory is None or compiled.failed:
            return compiled
        written = {one.account: self._states[id(one)] for one in folders}
        self.secrets, missing = self._desk.secrets.gather(self._desk.shares)
        self.sounds, wrong = self._desk.sounds.gather(written, compiled.inventory.audio)
        self._desk.laps.lap("secrets and sounds")
        return compiled.told(*missing, *wrong, *self._too_large(compiled.tree))

    def _too_large(self, tree: Tree | None) -> Iterable[Diagnostic]:
        """What takes away so much that somebody must say that it is meant."""
        if self._before is None or tree is None:
            return
        for one in large_changes(self._before, tree):
            message = f"{one.reason[:1].upper()}{one.reason[1:]}."
            yield codes_git.LARGE_CHANGE.at(Origin(one.account), message, CONSENT)


def _keys(written: Mapping[str, Written]) -> Mapping[str, str]:
    return {path: one.key for path, one in written.items()}


def _unasked(resolved: Resolved) -> Resolved:
    """What was read at a given set of commits: that nothing was fetched is no finding."""
    code = codes_git.UNREACHABLE.code
    judged = (
        replace(one, finding=None)
        if one.commit and one.finding and one.finding.code == code
        else one
        for one in resolved.repositories
    )
    return replace(resolved, repositories=tuple(judged))


def _as_it_is(_repository: Repository) -> FetchOutcome:
    """Nothing is fetched, and no head is taken: what is live is read again."""
    return FetchOutcome("failed", "it was not asked")


def _locked(path: str, lock: Lock) -> Locked:
    """The commit that an account was read from: that of its repository, or of one above it."""
    entries = {entry.account: entry for entry in lock.entries}
    while path and path not in entries:
        path = path.rpartition("/")[0]
    return entries.get(path, Locked("", "", "", ""))


def _held(written: Written) -> Mapping[str, object]:
    at = written.at
    whole = {"account": at.account, "url": at.url, "branch": at.branch, "commit": at.commit}
    return {"at": whole, "path": written.home}


def _wrong(found: Iterable[Diagnostic]) -> bool:
    return any(one.severity == "error" for one in found)
