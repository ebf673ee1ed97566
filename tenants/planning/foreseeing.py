"""Foreseeing: the plan of an installation, from its repositories and its ledger.

Nothing that is live is touched, and no node is asked for more than its calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from compiler import Compiled
from compiler.diagnostics import Diagnostic, has_errors
from tenants.controller.choosing import in_reading_order
from tenants.controller.desk import Desk, Look
from tenants.controller.opening import Opened, looked_into, open_with
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.ledger import Ledger
from tenants.ledger.database import FILE
from tenants.planning.making import make_plan
from tenants.planning.plan import Plan, Unread
from tenants.planning.states import Live, Request, State
from tenants.repository.lock import Lock, Locked, lock_of
from tenants.repository.repository import Repository
from tenants.repository.resolving import Resolved

NOT_LIVE_YET = "nothing of its repository is live yet"
NOT_WHOLE = "it can't be read whole"


@dataclass(frozen=True)
class Foreseen:
    """A plan, and what is wrong with the newest state of accounts: those are planned as they are.

    `newest` is the compilation that the findings are located by. `plan` is None where nothing that
    is written can go live.
    """

    plan: Plan | None
    look: Look
    newest: Compiled | None = None

    @property
    def wrong(self) -> bool:
        """Whether a commit has errors."""
        return self.newest is not None


@contextmanager
def to_plan_in(installation: Installation, environment: Mapping[str, str]) -> Iterator[Opened]:
    """The installation, to look at only. Where nothing was ever applied from it, its ledger is an
    empty one that nobody keeps."""
    if (installation.state / FILE).exists():
        with looked_into(installation, environment) as opened:
            yield opened
        return
    ledger = Ledger.in_memory()
    try:
        yield open_with(installation, environment, ledger, 0)
    finally:
        ledger.close()


def foresee(opened: Opened, live: Live, request: Request, at: Lock | None = None) -> Foreseen:
    """What an apply would do now, or with a given set of commits (as a saved plan's).

    Takes up what is live from the ledger anew, so the desk must not be the one that goes on serving.
    """
    desk = opened.desk
    desk.recall(opened.ledger.live_lock())
    old = _live_state(desk)
    look = desk.look(at=at, allow_large=True)
    unread = (*request.unread, *_unread(look.resolved, anew=at is None))
    newest = _newest(desk, look)
    compiled = look.compiled
    if compiled is None or compiled.tree is None:
        return Foreseen(None if newest else _empty(desk, request, unread), look, newest)
    commits = look.resolved.lock.entries
    new = State.of(compiled.tree, compiled.sources, commits, look.wanted, compiled.inventory)
    return Foreseen(
        make_plan(old, new, look.wanted, live, replace(request, unread=unread)), look, newest
    )


def _empty(desk: Desk, request: Request, unread: tuple[Unread, ...]) -> Plan:
    """The plan where nothing at all could be read: everything stays as it is."""
    live = desk.lock.entries
    return Plan(request.compiler, live, live, (), (), unread, (), request.only, request.allowed)


def lock_at(opened: Opened, revision: str) -> Lock:
    """The set of commits that is live, with the platform at a revision. Refused where that is none."""
    location, branch = opened.platform.location, opened.platform.branch
    repository = opened.repositories.at(location)
    commit = _find(repository, revision)
    if commit is None:
        raise Refused(f"There is no commit {revision} in {location}.")
    text = opened.ledger.live_lock()
    others = (one for one in _lock_in(opened.desk, text).entries if one.account)
    return lock_of([Locked("", location.url, branch, commit), *others])


def foresee_again(opened: Opened, live: Live, saved: Plan, compiler: str) -> Foreseen:
    """What a saved plan would be if it were made now: the same commits, accounts and consent.
    `world_moved` says whether it is still the same."""
    unread = tuple(one for one in saved.unread if not one.known)
    request = Request(saved.only, unread, saved.allowed, compiler)
    return foresee(opened, live, request, lock_of(saved.wanted))


def _find(repository: Repository, revision: str) -> str | None:
    """The commit of a revision, if need be after a fetch."""
    try:
        found = repository.find(revision)
    except OSError:
        found = None
    if found is None and repository.is_mirror and repository.fetch().ok:
        found = repository.find(revision)
    return found


def _lock_in(desk: Desk, text: str) -> Lock:
    desk.recall(text)
    return desk.lock


def _live_state(desk: Desk) -> State | None:
    """What is live, as it is written; None where nothing is, or it can't be read any more."""
    if not desk.lock.entries:
        return None
    look = desk.look(at=desk.lock, allow_large=True)
    compiled = look.compiled
    if compiled is None or compiled.tree is None or look.resolved.unknown:
        return None
    commits = desk.lock.entries
    return State.of(compiled.tree, compiled.sources, commits, look.wanted, compiled.inventory)


def _unread(resolved: Resolved, anew: bool) -> Iterator[Unread]:
    """Accounts whose newest state isn't known, each with why. `anew`: the newest was asked for."""
    told: set[str] = set()
    for one in resolved.repositories:
        known = one.outcome == "kept"
        if one.outcome == "taken" or (known and not anew):
            continue
        why = one.finding.message if one.finding and anew else NOT_LIVE_YET
        told.add(one.account)
        yield Unread(one.account, why, known)
    for path in sorted(resolved.unknown - told):
        found = resolved.found.get(path, ())
        yield Unread(path, found[0].message if found else NOT_WHOLE)


def _newest(desk: Desk, look: Look) -> Compiled | None:
    """The newest state of everything, with the errors for which accounts were kept back; None where
    there is none."""
    kept = (*look.choice.held.values(), *look.choice.absent.values())
    found = tuple(dict.fromkeys(one for several in kept for one in several))
    if not has_errors(found):
        return None
    compiled = desk.compile(in_reading_order({one.account: one for one in look.resolved.folders}))
    return replace(compiled, diagnostics=()).told(*_errors(found))


def _errors(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    return (one for one in found if one.severity == "error")
