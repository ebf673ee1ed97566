"""The making of a plan: from what is live and what is wanted, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from compiler.difference import Change, LargeChange, changes_between, large_changes
from schema.program import PLATFORM
from schema.tree import Account
from targets.asterisk.delivery.difference import Difference, Names, difference_of
from targets.asterisk.delivery.generation import Generation
from tenants.ledger.accounts import SHARED
from tenants.planning.losses import large_losses
from tenants.planning.plan import AccountPlan, Move, PhoneNews, Plan, Told
from tenants.planning.provisioning import hours_of, phone_news
from tenants.planning.states import Live, Paths, Request, State, Wanted

SHARED_NAME = "what all accounts share"
SAME_TEXT = "Nothing was written otherwise; what pbxc makes of it is."
FROM_ABOVE = "Nothing of its own was written otherwise; it follows what is above it."
UNHEARD = "No call notices it."
NOT_AS_WRITTEN = (
    "What is live is not what its commit makes: it was brought back, or made otherwise."
)
UNKNOWN_BEFORE = "What was live can't be read any more, so only what the nodes do is told."


def make_plan(
    old: State | None, new: State, wanted: Wanted, live: Live, request: Request | None = None
) -> Plan:
    """The plan that brings every node to what is wanted of it.

    `old` is what is live, as it was written; None at the very first apply, or where that can't be
    read any more.
    """
    asked = request or Request()
    steps = tuple(_steps(wanted, live, Paths.of(old, new, live), asked))
    making = _Making(old, new, steps, live, asked)
    return Plan(
        compiler=asked.compiler,
        base=old.commits if old else (),
        wanted=new.commits,
        standings=tuple((step.node, step.account, step.there) for step in steps),
        accounts=tuple(making.accounts()),
        unread=asked.unread,
        large=tuple(making.large()),
        only=asked.only,
        allowed=asked.allowed,
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """An account on a node: where it stands, and how that differs from what is wanted. What is there
    is loaded only where it is not what is wanted."""

    node: str
    account: str
    path: str
    there: str
    wanted: Generation | None
    before: Generation | None = None
    difference: Difference = field(default_factory=lambda: Difference("", ""))

    @property
    def is_move(self) -> bool:
        """Whether anything is done."""
        return self.there != (self.wanted.id if self.wanted else "")


def _steps(wanted: Wanted, live: Live, paths: Paths, request: Request) -> Iterator[_Step]:
    """Every account on every node that the plan speaks of, sorted."""
    for node, generations in sorted(wanted.items()):
        standings = live.standings(node)
        shared = _shared(generations.get(PLATFORM), standings.get(PLATFORM), live)
        for account in sorted({*generations, *standings}):
            if paths.is_asked(account, request):
                path = SHARED if account == PLATFORM else paths[account]
                there = standings.get(account, "")
                step = _Step(node, account, path, there, generations.get(account))
                elsewhere = shared if account != PLATFORM else frozenset()
                yield _compared(step, live, elsewhere) if step.is_move else step


def _compared(step: _Step, live: Live, elsewhere: frozenset[str]) -> _Step:
    before = live.generation(step.account, step.there) if step.there else None
    after = step.wanted or Generation(step.account)
    return replace(step, before=before, difference=difference_of(before, after, elsewhere))


def _shared(wanted: Generation | None, there: str | None, live: Live) -> frozenset[str]:
    """The contexts that all accounts share on a node, before or after."""
    names = set(wanted.contexts if wanted else ())
    if there and (wanted is None or wanted.id != there):
        names |= set(live.generation(PLATFORM, there).contexts)
    return frozenset(names)


@dataclass(frozen=True)
class _Making:
    old: State | None
    new: State
    steps: tuple[_Step, ...]
    live: Live
    request: Request

    def accounts(self) -> Iterator[AccountPlan]:
        """The accounts of which there is something to tell; what all share comes first."""
        changes = self._changes()
        moves: dict[tuple[str, str], list[_Step]] = {}
        for step in self.steps:
            if step.is_move:
                moves.setdefault((step.path, step.account), []).append(step)
        news = self._news()
        ids = {path: self._id(path) for path in {*changes, *news}}
        told = {*moves, *ids.items()}
        for path, account in sorted(told, key=lambda one: (one[1] != PLATFORM, one)):
            mine = changes.get(path, []) if account != PLATFORM else []
            made = self._account(account, path, mine, moves.get((path, account), []), set(changes))
            phones = news.get(path, ()) if account != PLATFORM else ()
            yield replace(made, provision=phones)

    def _changes(self) -> Mapping[str, list[Change]]:
        """What is otherwise, by account. At the very first apply every account is new."""
        found: dict[str, list[Change]] = {}
        if self.old is None and any(step.there for step in self.steps):
            return found
        before = self.old.tree if self.old else None
        for change in changes_between(before, self.new.tree, self.request.unknown):
            if self.request.asks_for(change.account):
                found.setdefault(change.account, []).append(change)
        return found

    def _id(self, path: str) -> str:
        account = self._find(path)
        return account.id if account else path

    def _find(self, path: str) -> Account | None:
        before = self.old.tree.accounts.get(path) if self.old else None
        return self.new.tree.accounts.get(path) or before

    def _account(
        self, account: str, path: str, changes: list[Change], steps: list[_Step], all_: set[str]
    ) -> AccountPlan:
        found = self._find(path)
        name = found.document.account.name if found else path
        return AccountPlan(
            id=account,
            path=path,
            name=SHARED_NAME if account == PLATFORM else name,
            changes=tuple(map(self._told, changes)) + tuple(_recordings(steps)),
            moves=tuple(map(self._move, steps)),
            note=self._note(account, path, changes, steps, all_),
        )

    def _told(self, change: Change) -> Told:
        state = self.old if change.mark == "removed" else self.new
        place = state.place(change) if state else None
        return Told(
            mark=change.mark,
            sentence=change.sentence,
            section=change.section,
            thing=change.thing,
            file=place.file if place else "",
            line=place.line if place else 0,
            emergency=change.emergency,
        )

    def _move(self, step: _Step) -> Move:
        difference = step.difference
        return Move(
            node=step.node,
            old=step.there,
            new=step.wanted.id if step.wanted else "",
            work=work_of(difference),
            reloads=difference.reloads,
            lost=tuple((one.phone, one.why) for one in difference.lost),
            calls=self.live.calls(step.node, step.account),
            expected_ms=difference.expected_ms,
        )

    def _news(self) -> Mapping[str, tuple[PhoneNews, ...]]:
        """The phones that are to have other files, by the path of their account. Where what was live
        can't be read any more, nobody knows."""
        if self.old is None and any(step.there for step in self.steps):
            return {}
        before = self.old.phones if self.old else {}
        hours = hours_of(self.new.inventory)
        paths = {one.id: path for path, one in self.new.tree.accounts.items()}
        found = {
            paths[account]: tuple(
                phone_news(before.get(account, {}), phones, hours.get(account, ("", "")))
            )
            for account, phones in self.new.phones.items()
            if self.request.asks_for(paths[account])
        }
        return {path: news for path, news in found.items() if news}

    def _note(
        self, account: str, path: str, changes: list[Change], steps: list[_Step], all_: set[str]
    ) -> str:
        """What the lines alone would leave open."""
        if account == PLATFORM:
            return ""
        if not steps:
            return UNHEARD
        if self.old is None:
            return "" if changes else UNKNOWN_BEFORE
        if any(self._is_otherwise(step) for step in steps):
            return NOT_AS_WRITTEN
        if changes:
            return ""
        above = any(path.startswith(f"{one}/") or not one for one in all_)
        return FROM_ABOVE if above else SAME_TEXT

    def _is_otherwise(self, step: _Step) -> bool:
        """Whether what is live is not what is made of the text that is live."""
        made = self.old.made.get(step.node, {}) if self.old else {}
        return bool(step.there) and made.get(step.account, step.there) != step.there

    def large(self) -> Iterator[LargeChange]:
        """What asks for consent: by what is written, and of accounts whose old text is unknown by
        what the nodes would lose."""
        before = self.old.tree if self.old else None
        for one in large_changes(before, self.new.tree, self.request.unknown):
            if self.request.asks_for(one.account):
                yield one
        known = before.accounts if before else {}
        for step in self.steps:
            if step.before and step.account != PLATFORM and step.path not in known:
                yield from large_losses(step.path, step.before, step.wanted)


def work_of(difference: Difference) -> Mapping[str, int]:
    """What is done on a node, counted; what isn't done is left out."""
    counts = {
        "contexts_added": len(difference.contexts.added),
        "contexts_to_drain": len(difference.contexts.removed),
        "entries": len(difference.entries),
        **_counts("phones", difference.phones),
        **_counts("carriers", difference.carriers),
        **_counts("mailboxes", difference.mailboxes),
        "files": len(difference.files),
        "recordings": len(difference.recordings.added) + len(difference.recordings.changed),
    }
    return {what: count for what, count in counts.items() if count}


def _counts(noun: str, names: Names) -> Mapping[str, int]:
    marks = ("added", "changed", "removed")
    return {f"{noun}_{mark}": len(getattr(names, mark)) for mark in marks}


def _recordings(steps: list[_Step]) -> Iterator[Told]:
    """Recordings with another sound under the same name, which no text tells of."""
    names = {name for step in steps for name in step.difference.recordings.changed}
    for name in sorted(names):
        short = name.rpartition("/")[2]
        yield Told("changed", f"recording {short} sounds otherwise", "media", short)
