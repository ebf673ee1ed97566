"""One world: a site, a ledger, commits that come in, controllers, callers, and a fate over it all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from targets.asterisk.live import settling
from tests.faults.controller import Controller
from tests.faults.exact import differences
from tests.faults.hand import Hand
from tests.faults.happenings import Fate, Killed
from tests.faults.model_ledger import Fenced, Memory
from tests.faults.pool import ACCOUNTS, FROM_TRUNK, MOVING, TENANTS, Commit, Pool
from tests.faults.site import Site
from tests.faults.switchboard import Switchboard
from tests.faults.watch import Broken, Watch

ROUNDS = 40
MOST_QUIET_ROUNDS = 3
POOL = Pool()


def _remembered(function: Callable[..., bytes]) -> Callable[..., bytes]:
    """A pure function that is asked the same of the same few objects again and again."""
    known: dict[int, tuple[object, bytes]] = {}

    def remembering(*arguments: object) -> bytes:
        last = arguments[-1]
        if id(last) not in known:
            known[id(last)] = (last, function(*arguments))
        return known[id(last)][1]

    return remembering


for name in ("context_file", "doors_file"):
    setattr(settling, name, _remembered(getattr(settling, name)))


@dataclass(frozen=True)
class Told:
    """What came of one episode."""

    seed: int
    applies: int
    faults: Counter[str]
    rounds: int
    drawn: int
    broken: str = ""
    trace: tuple[str, ...] = ()


class World:
    """All there is. Everything random comes from one seed."""

    def __init__(
        self, seed: int, skipped: frozenset[int] = frozenset(), traced: bool = False
    ) -> None:
        self.rng = random.Random(seed)
        self.pool = POOL
        self.site = Site()
        self.ledger = Memory()
        self.heads: dict[str, Commit] = {
            account: self.pool.commits[account][0] for account in ACCOUNTS
        }
        self.trace: list[str] | None = [] if traced else None
        self.term = 0
        self.depth = 0
        self.down = 0
        self.lie = False
        self.applies = 0
        self.changes = 0
        self.rounds = 0
        faults = self.rng.choice((0.0, 0.02, 0.05, 0.1))
        self.fate = Fate(self, self.rng, faults, skipped)
        self.hand = Hand(self)
        self.watch = Watch(self)
        self.switchboard = Switchboard(self)

    def note(self, what: str) -> None:
        """A line of the trace."""
        if self.trace is not None:
            self.trace.append(f"{'  ' * self.depth}{what}")

    # --- what happens to it

    def restart(self) -> None:
        """Asterisk starts anew; all calls are over."""
        self.site.restart()
        self.watch.read_anew(same_run=False)

    def reload_dialplan(self) -> None:
        """Somebody types `dialplan reload`."""
        self.site.reload_dialplan()
        self.watch.read_anew(same_run=True)

    def push(self) -> None:
        """A newer commit of one account; a number that moves leaves the other one in the same."""
        account = self.rng.choice(ACCOUNTS)
        self._become(account, self.rng.choice(self.pool.commits[account]))
        if self._has_moving(account):
            for other in TENANTS:
                while other != account and self._has_moving(other):
                    self._become(other, self.rng.choice(self.pool.commits[other]))

    def _become(self, account: str, commit: Commit) -> None:
        self.heads[account] = commit
        self.ledger.refused.discard((account, commit.generation.id))
        self.note(f"   push {account} {commit.generation.id} {commit.bad}")

    def _has_moving(self, account: str) -> bool:
        return any(spot.extension == MOVING for spot in self.heads[account].generation.entries)

    def new_controller(self) -> Controller:
        """A process that holds the fence from now on."""
        self.term += 1
        self.note(f"== controller {self.term}")
        return Controller(self, self.term)

    def take_over(self) -> None:
        """Another controller takes the fence and does a round, in the middle of what this one does."""
        if self.depth:
            return
        self.depth += 1
        try:
            self.new_controller().round()
        except (Killed, Fenced):
            self.note("   it died")
        finally:
            self.depth -= 1

    # --- its course

    def run(self) -> None:
        """Pushes and faults, then silence, in which it must come to rest as was committed last."""
        self.controller = self.new_controller()
        for _ in range(ROUNDS):
            for _ in range(self.rng.randrange(3)):
                self.push()
            self._round()
        self._calm_down()
        self.rounds = self._rounds_to_rest()
        self._check_rest()

    def _round(self) -> None:
        try:
            self.controller.round()
        except (Killed, Fenced) as death:
            self.note(f"   controller {self.controller.node.term}: {death!r}")
            self.controller = self.new_controller()

    def _calm_down(self) -> None:
        """No more faults."""
        self.note("== quiet")
        self.fate.faults = 0.0
        self.down = 0
        self.lie = False

    def _rounds_to_rest(self) -> int:
        """What is under way ends; then what was refused by chance comes in a newer commit."""
        ended = self._rounds_until(self._is_over, "end")
        for account in ACCOUNTS:
            if not self.heads[account].bad:
                self._become(account, self.heads[account])
        return ended + self._rounds_until(self._rests, "arrive")

    def _rounds_until(self, done: Callable[[str], bool], what: str) -> int:
        for index in range(MOST_QUIET_ROUNDS):
            if all(done(account) for account in ACCOUNTS):
                return index
            self._round()
        late = [account for account in ACCOUNTS if not done(account)]
        if late:
            self.watch.broken(f"I4: {late} didn't {what} in {MOST_QUIET_ROUNDS} rounds")
        return MOST_QUIET_ROUNDS

    def _is_over(self, account: str) -> bool:
        return self.ledger.records[account].course == "resting"

    def _rests(self, account: str) -> bool:
        return self._is_over(account) and self.controller.wanted(account) is None

    def _check_rest(self) -> None:
        controller = self.new_controller()
        controller.round()
        controller.look_after_all()
        self._check_drained(self.watch.needed)
        self.switchboard.let_end()
        controller.round()
        self._check_drained(set())
        self.watch.two_have_it = False
        for account in ACCOUNTS:
            live = self.ledger.acceptable(account)[0]
            if wrong := list(differences(self, live)):
                self.watch.broken(f"I1: at rest {account} ({live.id}): {'; '.join(wrong)}")
        self._check_leftovers()
        before = self.changes
        controller.round()
        controller.look_after_all()
        if self.changes != before:
            self.watch.broken("I12: a round with nothing to do did something")

    def _check_drained(self, needed: set[str]) -> None:
        """No context is left that no account leads to and no call needs."""
        lives = [self.ledger.acceptable(account)[0] for account in ACCOUNTS]
        kept = needed.union(*(one.contexts for one in lives))
        if left := {name for name in self.site.contexts if ".g" in name} - kept:
            self.watch.broken(f"drain: {sorted(left)} are left")

    def _check_leftovers(self) -> None:
        """What runs is what the files say, and no number is there that is nobody's."""
        filed = self.site.filed()
        for name in filed.keys() | self.site.contexts.keys():
            if filed.get(name, {}) != self.site.contexts.get(name, {}):
                self.watch.broken(f"I1: at rest {name} isn't what its file says")
        lives = [self.ledger.acceptable(account)[0] for account in ACCOUNTS]
        said = {
            (spot.extension, spot.priority)
            for one in lives
            for spot in one.entries
            if spot.context == FROM_TRUNK
        }
        if strange := filed.get(FROM_TRUNK, {}).keys() - said:
            self.watch.broken(f"sweep: {sorted(strange)} are nobody's")


def told(seed: int, skipped: frozenset[int] = frozenset(), traced: bool = False) -> Told:
    """One episode, from its seed."""
    world = World(seed, skipped, traced)
    broken = ""
    try:
        world.run()
    except Broken as why:
        broken = str(why)
    trace = tuple(world.trace or ())
    return Told(
        seed, world.applies, world.fate.kinds, world.rounds, world.fate.drawn, broken, trace
    )
