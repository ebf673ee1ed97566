"""What a call works out on its way: variables, live values, counts, lists and the clock.

Decided here: letters in names are those without accents; a counter is a variable of the call like
any other, so `Assign` resets it and legs inherit it; a live value that was set to the empty text
is set; a thread that claims a group twice is counted once; a leg doesn't see the claims of legs
written behind it; the caller's own phone is in use, one that only rings for this call isn't yet.
"""

from __future__ import annotations

import re
from typing import TypeAlias, assert_never

from compiler.simulation.calling import is_registered
from compiler.simulation.clock import wall_clock
from compiler.simulation.thread import Claimed, Thread
from compiler.simulation.world import LiveName
from schema.program import (
    Assign,
    Claim,
    Count,
    Cut,
    Equal,
    Filter,
    InUse,
    LiveKey,
    Now,
    Recall,
    Registered,
    Remember,
    Shuffle,
    Take,
)

Reckoning: TypeAlias = (
    Assign
    | Filter
    | Cut
    | Recall
    | Remember
    | Registered
    | InUse
    | Equal
    | Now
    | Claim
    | Count
    | Shuffle
    | Take
)

DROPPED = {"digits": re.compile(r"[^0-9*#+]"), "name": re.compile(r"[^A-Za-z0-9 .'-]")}


def reckon(thread: Thread, op: Reckoning) -> None:
    """Does one operation that only changes what the call knows."""
    variables = thread.variables
    match op:
        case Assign():
            variables[op.name] = thread.text(op.value)
        case Filter():
            variables[op.into] = DROPPED[op.keep].sub("", thread.text(op.value))
        case Cut():
            variables[op.into] = thread.text(op.value)[max(op.skip, 0) :]
        case Recall():
            variables[op.into] = recall(thread, op)
        case Remember():
            remember(thread, op)
        case Registered():
            there = is_registered(thread.course.world, thread.text(op.endpoint))
            variables[op.into] = "1" if there else ""
        case InUse():
            variables[op.into] = "1" if in_use(thread, thread.text(op.endpoint)) else ""
        case Equal():
            same = thread.text(op.left) == thread.text(op.right)
            variables[op.into] = "1" if same else ""
        case Now():
            at = thread.course.call.at
            variables[op.date], variables[op.minute] = wall_clock(at, thread.now, op.zone)
        case Claim():
            variables[op.into] = "1" if claim(thread, op) else ""
        case Count():
            count(thread, op)
        case Shuffle():
            variables[op.into] = draw(thread, op.weights)
        case Take():
            first, _, rest = variables.get(op.source, "").partition(",")
            variables[op.into], variables[op.source] = first, rest
        case _:
            assert_never(op)


def in_use(thread: Thread, endpoint: str) -> bool:
    """Whether a phone is in a call: the caller's own is, and those that the world says."""
    course = thread.course
    return bool(endpoint) and (endpoint == course.call.device or endpoint in course.world.in_use)


def live_name(thread: Thread, key: LiveKey) -> LiveName:
    """Which live value is meant here."""
    return thread.account, thread.text(key.owner), thread.text(key.field)


def recall(thread: Thread, op: Recall) -> str:
    """A live value as this call has left it, else as the world has it, else what git says."""
    name = live_name(thread, op.key)
    value = thread.live.get(name)
    if value is None:
        value = thread.course.world.live.get(name)
    return thread.text(op.initial) if value is None else value


def remember(thread: Thread, op: Remember) -> None:
    """Changes a live value, for this call and those after it."""
    name, value = live_name(thread, op.key), thread.text(op.value)
    thread.live[name] = value
    thread.writes.append((thread.now, name, value))
    thread.tell("remembers", f"{name[1]} {name[2]}", value)


def claim(thread: Thread, op: Claim) -> bool:
    """Whether the call fits under a limit; if so, it is counted until its thread ends."""
    fits = op.group in thread.claims or claimed(thread, op.group) < op.most
    if fits and op.group not in thread.claims:
        mine = Claimed(op.group, thread.now)
        thread.claims[op.group] = mine
        thread.course.claims.append(mine)
    thread.tell("counts", op.group, "fits" if fits else "full")
    return fits


def claimed(thread: Thread, group: str) -> int:
    """How many calls a group holds at this moment, other threads of this call among them."""
    course = thread.course
    here = [c for c in course.claims if c.group == group and c.since <= thread.now < c.until]
    return course.world.busy.get(group, 0) + len(here)


def count(thread: Thread, op: Count) -> None:
    """Adds one to a counter and says whether it is still within its bound."""
    reached = whole(thread.variables.get(op.counter, "")) + 1
    thread.variables[op.counter] = str(reached)
    thread.variables[op.into] = "1" if reached <= whole(thread.text(op.up_to)) else ""


def whole(text: str) -> int:
    """A whole number that is known only in the call; what is no number is nought."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def draw(thread: Thread, weights: tuple[int, ...]) -> str:
    """The next order of the world's draws; when they are used up, the heavier come first."""
    course = thread.course
    course.draws += 1
    if course.draws <= len(course.world.draws):
        return course.world.draws[course.draws - 1]
    order = sorted(range(len(weights)), key=lambda place: -weights[place])
    return ",".join([str(place + 1) for place in order])
