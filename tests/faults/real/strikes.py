"""Each kind of fault, as it strikes a controller at its work."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tenants.ledger.fence import Held, take_away
from tests.faults.ami_proxy import Fault
from tests.faults.real.controlling import CRASHED, REFUSED, Work
from tests.faults.real.hands import HANDS
from tests.faults.real.nursery import Life
from tests.faults.real.points import Point
from tests.faults.real.tracing import ALL, CHANGING, Strike

if TYPE_CHECKING:
    from tests.faults.real.torture import Torture

FAILING = (
    "openat", "read", "write", "pread64", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename",
    "renameat", "mkdir", "mkdirat", "unlink", "unlinkat", "fchmod", "fchown", "sendto", "recvfrom",
    "connect", "socket", "fcntl", "flock", "newfstatat", "getdents64",
)  # fmt: skip
WRITING = (
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "mkdir",
    "mkdirat", "unlink", "unlinkat",
)  # fmt: skip

SHORT = Work(answering=1.0)
PATIENT = Work(answering=5.0, attempts=20)
DAY = 86_400.0
CLOCKS = {"day": DAY, "-day": -DAY, "decade": 3650 * DAY, "-decade": -3650 * DAY}


def ending(life: Life) -> str:
    """How a controller ended, in words."""
    known = {0: "done", REFUSED: "told why not", CRASHED: "crashed", -9: "killed"}
    return known.get(life.status, f"status {life.status}")


def _work(point: Point, work: Work = SHORT) -> Work:
    chance = random.Random(point.seed + 1)
    return replace(
        work, what=chance.choice(("apply", "apply", "push", "serve")), checking=chance.random() < 0.2,
        draining=chance.random() < 0.3,
    )  # fmt: skip


Struck = tuple[Life, bool]


def _kill(torture: Torture, point: Point) -> Struck:
    calls = ALL if point.what == "any" else CHANGING
    life = torture.run(_work(point), Strike("kill", point.at, calls))
    return life, life.status == -signal.SIGKILL


def _error(torture: Torture, point: Point) -> Struck:
    life = torture.run(_work(point), Strike(point.what, point.at, FAILING))
    return life, bool(life.struck)


def _disk(torture: Torture, point: Point) -> Struck:
    life = torture.run(_work(point), Strike(point.what, point.at, WRITING, lasting=True))
    return life, bool(life.struck)


def _ami(torture: Torture, point: Point) -> Struck:
    kind, _, way = point.what.replace("-", " ").partition("/")
    proxy = torture.yard.proxy
    proxy.arm(Fault(kind, way, point.at, point.seed))  # type: ignore[arg-type]
    life = torture.run(replace(_work(point), answering=0.6), Strike())
    struck = proxy.struck
    proxy.arm(None)
    return life, struck


def _asterisk(torture: Torture, point: Point) -> Struck:
    yard, chance = torture.yard, random.Random(point.seed)

    def happen() -> None:
        pid = yard.place.asterisk()
        match point.what:
            case "killed" | "restarted":
                yard.place.kill_asterisk(
                    signal.SIGKILL if point.what == "killed" else signal.SIGTERM
                )
                yard.place.start_asterisk()
            case "stopped" | "slow":
                os.kill(pid, signal.SIGSTOP)
                pause = chance.uniform(0.1, 0.5) if point.what == "slow" else chance.uniform(1, 3)
                threading.Timer(pause, os.kill, (pid, signal.SIGCONT)).start()

    life = torture.run(_work(point), Strike("hold", point.at), happen)
    torture.await_asterisk()
    return life, bool(life.struck)


def _hand(torture: Torture, point: Point) -> Struck:
    chance = random.Random(point.seed)
    hand = HANDS[point.what]
    life = torture.run(_work(point), Strike("hold", point.at), lambda: hand(torture.yard, chance))
    if point.what == "lose_values":
        torture.await_asterisk()
    return life, bool(life.struck)


def _rival(torture: Torture, point: Point) -> Struck:
    """Another controller: turned away, or taking over by force while we sleep. Where we sleep in the
    middle of a transaction it can't write before we are gone, and says so."""
    chance = random.Random(point.seed)
    ends: list[int] = []

    def happen() -> None:
        if point.what == "refused":
            other = torture.rival().run(SHORT)
            if other.status != REFUSED:
                torture.note(f"a second controller ended with {ending(other)}")
            return
        try:
            take_away(torture.yard.place.state, "rival")
        except Held:
            return
        if point.what == "forced":
            torture.yard.push_another(chance)
            ends.append(torture.rival().run(replace(PATIENT, attempts=2)).status)

    life = torture.run(_work(point), Strike("hold", point.at), happen)
    if ends == [0]:
        for one in torture.wrongs(torture.yard.now.wanted):
            torture.note(f"after the one that slept woke up: {one}")
    elif ends not in ([], [REFUSED]):
        torture.note(f"a controller that took over ended with status {ends}")
    return life, bool(life.struck)


def _head(torture: Torture, point: Point) -> Struck:
    """The newest commit is another one, all of a sudden. History that is rewritten, or gone, is not
    followed; a later commit that has it behind it is."""
    yard, chance = torture.yard, random.Random(point.seed)
    before = yard.commits.head

    def happen() -> None:
        match point.what:
            case "rewritten":
                yard.push(chance.choice(yard.states), parent="")
            case "older":
                yard.commits.bare("update-ref", "refs/heads/main", yard.commits.first)
            case "gone":
                yard.commits.bare("update-ref", "-d", "refs/heads/main")
            case _:
                yard.push_another(chance)

    life = torture.run(_work(point), Strike("hold", point.at), happen)
    if point.what != "another":
        yard.commits.head = before
        yard.push_another(chance)
    return life, bool(life.struck)


def _clock(torture: Torture, point: Point) -> Struck:
    work = replace(_work(point), shift=CLOCKS[point.what])
    return torture.run(work, Strike()), True


STRIKES: Mapping[str, Callable[[Torture, Point], Struck]] = {
    "kill": _kill, "error": _error, "disk": _disk, "ami": _ami, "asterisk": _asterisk,
    "hand": _hand, "rival": _rival, "head": _head, "clock": _clock,
}  # fmt: skip
