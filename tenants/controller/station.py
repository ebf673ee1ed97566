"""One node and every account that it serves: each is brought to where it is wanted, and kept there.

A station does one thing at a time, the most urgent first: what a crash cut off, what nobody confirmed
in time, what is newly wanted, then looking for drift, then draining. So a push never waits for more
than one account's check.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from targets.asterisk.delivery.generation import PLATFORM, Generation
from targets.asterisk.live.draining import drain, sweep
from targets.asterisk.live.move import Moved, Mover
from targets.asterisk.live.node import Node, NodeError, NodeLost, NodeRefused, NodeTaken
from targets.asterisk.live.settling import Changes
from tenants.controller.events import Event, Tell
from tenants.ledger import Ledger
from tenants.ledger.records import Provisional, Push

CHECK_EVERY = 45.0
DRAIN_EVERY = 15.0
RECENT = 20
"""Generations of an account that calls may still be in."""
HUSH = 1.0
"""Seconds that looking after a node waits while a push is being read."""
GRACE = 30.0
"""Seconds that a generation's contexts stay after it was replaced, calls or not."""
MOST_RUNS = 3
"""Runs of Asterisk that may end while an account is brought to a generation; then that is given up."""
PATIENCE = (0.1, 0.2, 0.5, 1, 2, 5)
"""Seconds between attempts to reach a node that doesn't answer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account is to be on a node, and why. The lower `order` is moved first."""

    generation: Generation
    push: Push = field(default_factory=Push)
    order: int = 0


@dataclass(slots=True)
class Condition:
    """How a node is: for `pbxc status`, health and figures."""

    up: bool = False
    why: str = "not looked at yet"
    checked: float = 0.0
    drift: dict[str, str] = field(default_factory=dict)


class Station:
    """One node's work. `want` may be called from any thread, `step` from one."""

    def __init__(self, node: Node, ledger: Ledger, tell: Tell,
                 clock: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self.node = node
        self.condition = Condition()
        self._ledger = ledger
        self._mover = Mover(node, ledger)
        self._tell = tell
        self._clock = clock
        self._lock = threading.Lock()
        self._wanted: dict[str, Wanted] = {}
        self._unchecked: list[str] = []
        self._run = ""
        self._returning = False
        self._mending = False
        self._ended: dict[tuple[str, str], set[str]] = {}
        self._failures = 0
        self._kept: list[tuple[float, Generation]] = []
        self._next_check = 0.0
        self._next_drain = clock() + GRACE
        self._hushed_until = 0.0

    def want(self, wanted: Iterable[Wanted]) -> None:
        """From now on this is wanted of these accounts; an earlier wish that waits is forgotten."""
        with self._lock:
            self._wanted |= {one.generation.account: one for one in wanted}

    def hush(self) -> None:
        """Something may be wanted soon: who only looks after the node makes room for a moment, and
        never for more than half of the time."""
        now = self._clock()
        if now >= self._hushed_until + HUSH:
            self._hushed_until = now + HUSH

    @property
    def waiting(self) -> int:
        """How many accounts wait to be moved, or to be mended."""
        with self._lock:
            return len(self._wanted) + (len(self._unchecked) if self._mending else 0)

    def step(self) -> float:
        """Does the most urgent thing. Seconds until it makes sense to call again."""
        try:
            pause = self._most_urgent()
        except NodeError as error:
            return self.lose(error)
        self._failures = 0
        self._tell_back()
        return pause

    def work_through(self, node: Node) -> None:
        """Does everything that is wanted, on the node as it is without its Asterisk. NodeError."""
        cold = Station(node, self._ledger, self._tell, self._clock)
        with self._lock:
            cold.want(self._wanted.values())
        for account in cold._accounts():
            cold._recover(account)
        while cold._move_next():
            continue

    # --- one step -----------------------------------------------------------------------------

    def _most_urgent(self) -> float:
        self._greet()
        for unconfirmed in self._ledger.expired():
            if unconfirmed.node == self.node.name:
                self._undo(unconfirmed)
        if self._mending and self._check_next():
            self._mending = bool(self._unchecked)
            return 0.0
        if self._move_next():
            return 0.0
        if self._clock() < self._hushed_until:
            return self._hushed_until - self._clock()
        if self._check_next():
            return 0.0
        now = self._clock()
        if now >= self._next_drain:
            self._drain()
        return max(min(self._next_check, self._next_drain) - now, 0.0)

    def _greet(self) -> None:
        """Notices that the node is there, and whether it is still the same run of Asterisk."""
        run = self.node.is_running()
        if run != self._run:
            self._run, self._returning = run, True
            for account in self._accounts():
                self._recover(account)
            self._check_all()

    def _tell_back(self) -> None:
        """Once something has succeeded: one that answers and can't work isn't back."""
        if self._returning or not self.condition.up:
            self._returning = False
            self.condition.up, self.condition.why = True, ""
            self._tell(Event("back", self.node.name))

    def _recover(self, account: str) -> None:
        began = self._clock()
        try:
            moved = self._go_on(account)
        except NodeRefused as refused:
            self._leave_drifted(account, str(refused))
            return
        if moved is not None:
            self._report(moved, Push(who="recovery"), began)

    def _go_on(self, account: str) -> Moved | None:
        """Goes on where a move was cut off. What ends one run of Asterisk after the other is given up
        and refused, or none of the account's later calls would ever be taken in peace."""
        stood = self._ledger.standing(self.node.name, account)
        if stood.course == "forward" and stood.tried is not None:
            ended = self._ended.setdefault((account, stood.tried.id), set())
            ended.add(self._run)
            if len(ended) > MOST_RUNS:
                why = f"Asterisk ended {MOST_RUNS} times while it was brought about"
                return self._mover.give_up(account, why)
        return self._mover.recover(account)

    def _move_next(self) -> bool:
        wanted = self._next_wanted()
        if wanted is None:
            return False
        account = wanted.generation.account
        began = self._clock()
        self._keep_for_a_while(account)
        moved = self._mover.move(wanted.generation)
        self._forget(wanted)
        self._report(moved, wanted.push, began)
        return True

    def _keep_for_a_while(self, account: str) -> None:
        """A call may just be on its way into what is live now."""
        live = self._ledger.standing(self.node.name, account).live
        if live is not None:
            self._kept.append((self._clock() + GRACE, live))

    def _next_wanted(self) -> Wanted | None:
        """What is wanted first. What is live already, refused or paused is passed over."""
        with self._lock:
            waiting = sorted(self._wanted.values(), key=lambda one: one.order)
        for one in waiting:
            if self._is_settled(one):
                self._forget(one)
                self._tell_kept(one)
            elif self._ledger.pauses.paused(one.generation.account) is None:
                return one
        return None

    def _is_settled(self, wanted: Wanted) -> bool:
        """Whether there is nothing to do: it is live, or was refused and nobody asks for it anew."""
        generation = wanted.generation
        stood = self._ledger.standing(self.node.name, generation.account)
        if stood.course == "resting" and stood.live is not None and stood.live.id == generation.id:
            return True
        if stood.live is None and generation.id == Generation(generation.account).id:
            return True
        return wanted.push.what == "push" and self._is_refused(wanted)

    def _is_refused(self, wanted: Wanted) -> bool:
        """Whether its commit was refused; or another one's that makes the same generation: what was
        brought back isn't tried again because somebody else has pushed."""
        generation = wanted.generation
        refusals = self._ledger.refusals
        same = refusals.holds(generation.account, generation.id)
        return same or refusals.is_refused(generation.account, wanted.push.commit)

    def _tell_kept(self, wanted: Wanted) -> None:
        account = wanted.generation.account
        live = self._ledger.standing(self.node.name, account).live
        why = f"{wanted.generation.id} was refused before" if live != wanted.generation else ""
        name = live.id if live is not None else ""
        self._tell(Event("kept", self.node.name, account, name, wanted.push, why))

    def _forget(self, wanted: Wanted) -> None:
        """Unless something newer was wanted meanwhile."""
        with self._lock:
            if self._wanted.get(wanted.generation.account) is wanted:
                del self._wanted[wanted.generation.account]

    def _undo(self, unconfirmed: Provisional) -> None:
        """Back to where an account was before what nobody confirmed."""
        began = self._clock()
        account, previous = unconfirmed.account, unconfirmed.previous
        why = "nobody confirmed it in time"
        commit = self._commit_of(account)
        self._ledger.refusals.refuse(account, commit, why, unconfirmed.generation)
        before = Generation(account)
        if previous is not None:
            before = self._ledger.generations.load(account, previous)
        self._ledger.prepare(Push(commit, what="return"), [before])
        moved = self._mover.move(before)
        push = Push(commit, what="return")
        self._tell(
            Event("undone", self.node.name, account, moved.live.id, push, why, self._since(began))
        )

    def _commit_of(self, account: str) -> str:
        places = self._ledger.places(account)
        here = (one.pushed for one in places if one.node == self.node.name and one.pushed)
        return next((pushed.push.commit for pushed in here), "")

    def _accounts(self) -> list[str]:
        """The ids of all accounts that stand somewhere on this node, what all share first."""
        here = {one.account for one in self._ledger.places() if one.node == self.node.name}
        return sorted(here, key=_platform_first)

    # --- looking after it ---------------------------------------------------------------------

    def check_all(self) -> None:
        """Has every account looked at as soon as there is time."""
        self._check_all()

    def mend(self) -> None:
        """Has every account brought back before anything else: something of all is gone."""
        self._mending = True
        self._check_all()

    def _check_all(self) -> None:
        self._unchecked = self._accounts()
        self._next_check = self._clock() + CHECK_EVERY

    def _check_next(self) -> bool:
        """Compares one account with what it should be, and heals it."""
        if not self._unchecked:
            if self._clock() < self._next_check:
                return False
            self._check_all()
        if not self._unchecked:
            return False
        account = self._unchecked.pop(0)
        pause = self._ledger.pauses.paused(account)
        if pause is not None:
            self._tell(Event("waits", self.node.name, account, why=pause.why))
        else:
            self._heal(account)
        if not self._unchecked:
            self.condition.checked = time.time()
        return True

    def _heal(self, account: str) -> None:
        began = self._clock()
        try:
            changes = self._mover.heal(account)
        except NodeRefused as refused:
            self._leave_drifted(account, str(refused))
            return
        if not changes:
            self.condition.drift.pop(account, None)
            return
        self.condition.drift[account] = in_words(changes)
        self._ledger.drifts.note(self.node.name, account, in_words(changes), healed=True)
        self._tell(
            Event("healed", self.node.name, account, changes=in_words(changes),
                  seconds=self._since(began))
        )  # fmt: skip

    def _leave_drifted(self, account: str, why: str) -> None:
        """What can't be brought back is told; the other accounts are looked after all the same."""
        if self.condition.drift.get(account) != why:
            self.condition.drift[account] = why
            self._ledger.drifts.note(self.node.name, account, why, healed=False)
            self._tell(Event("drifted", self.node.name, account, why=why))

    def _drain(self) -> None:
        self._next_drain = self._clock() + DRAIN_EVERY
        name = self.node.name
        self._kept = [(until, one) for until, one in self._kept if until > self._clock()]
        staying = [one for account in self._accounts() for one in self._staying(account)]
        staying += [one for _, one in self._kept]
        others = self._recent(self.node.calls().keys())
        sweep(self.node, self._ledger, staying)
        gone = drain(self.node, self._ledger, staying, others)
        if gone:
            self._tell(Event("drained", name, changes=f"{len(gone)} contexts"))

    def _staying(self, account: str) -> tuple[Generation, ...]:
        """What an account's doors may lead into: what is live, what is tried, and what was tried since
        and given up for something newer that isn't there yet."""
        stood = self._ledger.standing(self.node.name, account)
        known = (one for one in (stood.live, stood.tried) if one is not None)
        return (*known, *self._ledger.left_behind(self.node.name, account))

    def _recent(self, busy: Collection[str]) -> Iterator[Generation]:
        """The last generations of the accounts whose contexts calls are in."""
        for account in self._accounts():
            if any(account in name for name in busy):
                for kept in self._ledger.generations.list(account)[:RECENT]:
                    yield self._ledger.generations.load(account, kept.id)

    def lose(self, error: NodeError) -> float:
        """The node can't be worked with now: told once, tried again later. NodeTaken where it is
        another controller's."""
        if isinstance(error, NodeTaken):
            raise error
        if not self._failures:
            self._tell(Event("lost", self.node.name, why=str(error)))
        self.condition.up, self.condition.why = not isinstance(error, NodeLost), str(error)
        self._run = ""
        pause = PATIENCE[min(self._failures, len(PATIENCE) - 1)]
        self._failures += 1
        return pause

    def _report(self, moved: Moved, push: Push, began: float) -> None:
        self._tell(
            Event("refused" if moved.refused else "live", self.node.name, moved.account,
                  moved.live.id, push, moved.refused, self._since(began),
                  in_words(moved.changes), self._mover.laps.took)
        )  # fmt: skip

    def _since(self, began: float) -> float:
        return self._clock() - began


def in_words(changes: Changes) -> str:
    """What was changed, counted."""
    counts = (
        (len(changes.contexts), "context"),
        (len(changes.entries), "entry"),
        (len(changes.rows), "object"),
        (len(changes.files), "file"),
    )
    return ", ".join(f"{n} {_plural(what, n)}" for n, what in counts if n)


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    return "entries" if noun == "entry" else f"{noun}s"


def _platform_first(account: str) -> tuple[bool, str]:
    return (account != PLATFORM, account)
