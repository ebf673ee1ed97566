"""Legs that ring side by side: who takes the call, and what came of it when nobody does.

Each leg has been run by itself from the moment the ring began. Here their stories become one.
Decided here: at a tie the leg written first takes the call. In the very moment the call is taken or
time runs out, it is over for the other legs: the ring's own clock was started before theirs. Only
a phone that starts ringing in the moment another one takes the call has been rung.

A leg that ends without any outcome (`normal`) was not answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from compiler.simulation.thread import NEVER, Thread
from compiler.story import Event

ATTEMPTS = frozenset({"shows", "rings", "dials"})
NOT_ANSWERED = frozenset({"no_answer", "normal"})
REFUSED = frozenset({"rejected", "forbidden"})


def winner(legs: Sequence[Thread]) -> Thread | None:
    """The leg that takes the call: the first to be answered."""
    answered = [leg for leg in legs if leg.answered is not None]
    return min(answered, key=_answered, default=None)


def _answered(leg: Thread) -> int:
    return NEVER if leg.answered is None else leg.answered


def merge(caller: Thread, legs: Sequence[Thread], taker: Thread | None, limit: int) -> None:
    """Adds to the caller's story what happened in the legs until one took the call, or until
    `limit`, in the order of time; live values they changed until then are changed."""
    cutoff = limit if taker is None else _answered(taker)
    last = ATTEMPTS if taker is not None else frozenset()
    events: list[Event] = []
    writes = []
    for leg in legs:
        if leg is taker:
            events += leg.events
            writes += leg.writes
        else:
            events += [event for event in leg.events if _happened(event, cutoff, last)]
            writes += [write for write in leg.writes if write[0] < cutoff]
    events.sort(key=lambda event: event.at)
    caller.events += events
    for write in sorted(writes, key=lambda write: write[0]):
        caller.writes.append(write)
        caller.live[write[1]] = write[2]


def _happened(event: Event, cutoff: int, last: frozenset[str]) -> bool:
    return event.at < cutoff or (event.at == cutoff and event.verb in last)


def outcome_of_legs(legs: Sequence[Thread]) -> str:
    """What came of a ring that nobody took, by the table of `schema.program.Ring`. A leg that has
    not ended was still ringing when time ran out."""
    causes = {leg.cause for leg in legs if leg.ended}
    if not causes.isdisjoint(NOT_ANSWERED) or not all(leg.ended for leg in legs):
        return "no_answer"
    if "busy" in causes:
        return "busy"
    if "congested" in causes:
        return "congested"
    alone = legs[0].cause if len(legs) == 1 else ""
    return alone if alone in REFUSED else "unavailable"


def release_claims(legs: Sequence[Thread], cutoff: int) -> None:
    """Ends what legs have claimed: with the leg, or when the ring was over for it."""
    for leg in legs:
        for held in leg.claims.values():
            held.until = min(held.until, leg.now, cutoff)
