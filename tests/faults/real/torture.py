"""Pushes that go wrong: a commit, faults while it is brought about, then a controller that nothing
happens to; after which all must be as the commit has it, and nobody may have noticed."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.node import NodeError
from tenants.ledger.audit import verify
from tests.faults.real import truth
from tests.faults.real.controlling import REFUSED, Work
from tests.faults.real.durability import undurable
from tests.faults.real.hands import HARMLESS
from tests.faults.real.nursery import Life, Nursery
from tests.faults.real.points import Point
from tests.faults.real.strikes import FAILING, PATIENT, STRIKES, WRITING, ending
from tests.faults.real.tracing import ALL, CHANGING, Strike
from tests.faults.real.watching import AlarmWatch, CallWatch, StepLog
from tests.faults.real.yard import Yard


@dataclass
class Tally:
    """What was done, and what was wrong."""

    struck: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    pushes: int = 0
    wrongs: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many struck."""
        return self.struck.total()


class Torture:
    """A context manager around a yard, with everything that watches."""

    def __init__(
        self, name: str, folder: Path, seed: int, states: int = 8, program: Path | None = None
    ) -> None:
        self.yard = Yard(name, folder, seed, states, program)
        self.tally = Tally()
        self.chance = random.Random(seed)
        self._stack = ExitStack()
        self._known: Mapping[str, Generation] = {
            one.id: one for state in self.yard.states for one in state.wanted.values()
        }

    def __enter__(self) -> Self:
        yard = self._stack.enter_context(self.yard)
        self._link = yard.link()
        self._stack.callback(self._link.close)
        accounts = sorted(one for one in yard.now.wanted if one != "platform")
        doors = tuple(f"{one}.phone" for one in accounts)
        self.steps = StepLog(yard.place.home / "log", f"/run/pbxc/{yard.place.name}/log")
        self.steps.begin(self._link)
        self.alarms, self.calls = AlarmWatch(yard.link(), doors), CallWatch(yard.link())
        for watch in (self.alarms, self.calls):
            watch.start()
            self._stack.callback(watch.stop)
        self._rival: Nursery | None = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stack.close()

    def places(self) -> dict[str, int]:
        """How many places a push has where a fault of each kind may strike."""
        lives: dict[str, int] = {}
        for key, calls in (
            ("changing", CHANGING),
            ("any", ALL),
            ("error", FAILING),
            ("disk", WRITING),
        ):
            self.yard.push_another(self.chance)
            lives[key] = self._nursery.run(Work(), Strike(calls=calls)).calls
        kinds = dict.fromkeys(("kill", "asterisk", "hand", "rival", "head"), lives["changing"])
        return {**lives, **kinds, "ami": 40, "clock": 1}

    # --- one push -----------------------------------------------------------------------------

    def push(self, points: Iterable[Point]) -> list[str]:
        """A push with these faults. What is wrong afterwards; it is in the tally too."""
        points = list(points)
        before = len(self.tally.wrongs)
        self.tally.pushes += 1
        chance = random.Random(points[0].seed if points else 0)
        self.yard.push_another(chance)
        touched = False
        with ExitStack() as excused:
            for point in points:
                if point.kind == "hand" and point.what not in HARMLESS:
                    excused.enter_context(self.alarms.excusing())
                    excused.enter_context(self.calls.excusing())
                if point.kind in ("asterisk", "hand"):
                    excused.enter_context(self.calls.excusing())
                self._strike(point)
                touched = touched or point.kind in ("hand", "asterisk")
                if not touched:
                    self._compare_with_ledger()
            self._converge(points)
        self._check()
        new = self.tally.wrongs[before:]
        where = ", ".join(map(str, points)) or "no fault"
        self.tally.wrongs[before:] = [f"{where}: {one}" for one in new]
        return new

    @property
    def _nursery(self) -> Nursery:
        assert self.yard.nursery is not None
        return self.yard.nursery

    def note(self, what: str) -> None:
        """Something is wrong."""
        self.tally.wrongs.append(what)

    def _strike(self, point: Point) -> None:
        life, struck = STRIKES[point.kind](self, point)
        count = self.tally.struck if struck else self.tally.missed
        count[f"{point.kind} {point.what}"] += 1
        self.tally.ends[f"{point.kind}: {ending(life)}"] += 1
        if life.struck:
            self.tally.calls[life.struck] += 1
        if life.status not in (0, REFUSED, -signal.SIGKILL):
            self.note(f"the controller ended with {ending(life)}")

    def _compare_with_ledger(self) -> None:
        """Where the ledger says that all rest, the node holds just what it says: nothing is half."""
        live = truth.standing(self.yard.place.state)
        if live is None or not all(one in self._known for one in live.values()):
            return
        wanted = {account: self._known[one] for account, one in live.items() if one}
        for one in self.wrongs(wanted):
            self.note(f"before anybody mended it: {one}")

    def wrongs(self, wanted: Mapping[str, Generation]) -> list[str]:
        """What isn't as these generations have it."""
        yard = self.yard
        known = {key for one in self._known.values() for key in one.rows}
        return truth.wrongs(yard.place.state, yard.etc, yard.objects, self._link, wanted, known)

    def _converge(self, points: Iterable[Point]) -> None:
        """A controller that nothing happens to brings it about. What hands did, it has to look for."""
        self.yard.proxy.arm(None)
        hands = any(point.kind == "hand" for point in points)
        life = self._nursery.run(replace(PATIENT, draining=hands, checking=hands))
        if life.status:
            self.note(f"the next controller ended with {ending(life)}")

    def _check(self) -> None:
        for one in self.wrongs(self.yard.now.wanted):
            self.note(one)
        for watch in (self.alarms, self.calls):
            for one in watch.wrongs:
                self.note(one)
            watch.wrongs.clear()
        for one in self.steps.mixed([state.wanted for state in self.yard.states]):
            self.note(one)
        checked = verify(self.yard.place.state)
        if checked.broken or checked.torn:
            self.note(f"the audit log is broken: {checked}")

    # --- now and then -------------------------------------------------------------------------

    def check_durable(self) -> None:
        """What a push writes is on the disk before anything that builds on it."""
        self.yard.push_another(self.chance)
        life = self._nursery.run(Work(draining=True), Strike())
        yard = self.yard
        for one in undurable(life.trace, str(yard.etc), str(yard.place.state)):
            self.note(one)

    def check_idle(self) -> None:
        """The same commit again changes nothing."""
        before = self._traces()
        self._nursery.run(Work(checking=True))
        if before != self._traces():
            self.note("the same commit twice changed something")

    def _traces(self) -> object:
        etc = self.yard.etc
        files = {str(one): one.stat().st_mtime_ns for one in etc.rglob("*") if one.is_file()}
        audit = [json.loads(line)["what"] for line in
                 (self.yard.place.state / "audit.jsonl").read_text().splitlines()]  # fmt: skip
        return files, Counter(audit)

    def check_restart(self) -> None:
        """Asterisk alone comes up with the same."""
        with self.calls.excusing():
            self.restart()
        for one in self.wrongs(self.yard.now.wanted):
            self.note(f"after a restart of Asterisk: {one}")

    def restart(self) -> None:
        """Ends Asterisk and starts it; waits until all of it is there."""
        self.yard.restart_asterisk()
        self.await_asterisk()

    def await_asterisk(self) -> None:
        """Until all of it is there, and logs the steps of calls again."""
        self.yard.await_asterisk()
        for _ in range(100):
            try:
                self.steps.begin(self._link)
                return
            except NodeError:
                time.sleep(0.1)

    def check_secrets(self) -> None:
        """No secret stands in a log, or in a file that was left."""
        secrets = self.yard.commits.secrets
        state = self.yard.place.state
        told = [self.yard.log, state / "audit.jsonl", *(self.yard.place.home / "log").rglob("*")]
        left = [one for one in self.yard.etc.rglob(".*") if one.is_file()]
        for file in (*told, *left, *state.glob("*.tmp")):
            data = file.read_bytes() if file.is_file() else b""
            if any(one.encode() in data for one in secrets):
                self.note(f"a secret stands in {file.name}")

    # --- faults -------------------------------------------------------------------------------

    def run(self, work: Work, strike: Strike, hold: Callable[[], None] | None = None) -> Life:
        """A controller that is struck."""
        return self._nursery.run(work, strike, lambda _: hold() if hold else None)

    def rival(self) -> Nursery:
        """Where another controller comes from."""
        if self._rival is None:
            place = self.yard.place
            self._rival = Nursery(
                place.config, self.yard.folder / "rival.log", place.environment, self.yard.program
            )
            self._stack.callback(self._rival.close)
        return self._rival
