"""What happens when a phone or a number is called: who answers, who refuses, and when.

Decided here: a phone that is not registered is not rung, it fails at once. A gateway that is down or
refuses counts as its SIP code says (unreachable is congestion); one that stays silent is given
up as congested after its `progress` seconds. A callee who is asked to confirm presses 1 s after
answering; one who presses nothing is given up after 7 s: the question lasts 2 s, and 5 s are left
to press. A phone that forbids the call has refused it: only a carrier can forbid. The seconds of a
dial bound the ringing, not the confirming; in the very moment they are over, nobody answers or
refuses any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.simulation.clock import milliseconds
from compiler.simulation.world import Behaviour, World

ORDINARY = Behaviour()
PHONE_ANSWERS = 2.0
NUMBER_ANSWERS = 4.0
CONFIRM_PRESS = 1_000
CONFIRM_WAIT = 7_000


@dataclass(frozen=True, slots=True)
class Reply:
    """How a dial went: its outcome (`answered` or why not), after how many milliseconds, and how
    long the conversation lasts."""

    outcome: str
    after: int
    talk: int = 0


def is_registered(world: World, endpoint: str) -> bool:
    """Whether a phone has a contact: all have, but those whose behaviour is `unavailable`."""
    behaviour = world.phones.get(endpoint, ORDINARY)
    return bool(endpoint) and behaviour.kind != "unavailable"


def phone_reply(
    world: World, endpoint: str, limit: int, confirm: bool, at_once: bool = False
) -> Reply:
    """How a phone reacts to being rung for `limit` milliseconds. Told to answer `at_once`, one that
    would answer later does."""
    if not is_registered(world, endpoint):
        return Reply("unavailable", 0)
    behaviour = world.phones.get(endpoint, ORDINARY)
    if at_once and behaviour.kind == "answer":
        behaviour = replace(behaviour, after=0)
    answer = reply(behaviour, PHONE_ANSWERS, limit, confirm)
    return replace(answer, outcome="rejected") if answer.outcome == "forbidden" else answer


def number_reply(
    world: World, gateway: str, progress: int, number: str, limit: int, confirm: bool
) -> Reply:
    """How a number reacts to being dialled through a gateway for `limit` milliseconds."""
    carrier = world.gateways.get(gateway)
    if carrier is not None and carrier.outcome != "answered":
        return gateway_reply(carrier, progress, limit)
    return reply(world.numbers.get(number, ORDINARY), NUMBER_ANSWERS, limit, confirm)


def gateway_reply(carrier: Behaviour, progress: int, limit: int) -> Reply:
    """How a gateway fails that doesn't carry the call."""
    if carrier.kind == "no_answer":
        silent = milliseconds(progress if carrier.after is None else carrier.after)
        return Reply("congested", silent) if silent < limit else Reply("no_answer", limit)
    failed = reply(carrier, 0, limit, confirm=False)
    gone = failed.outcome == "unavailable" and carrier.kind == "unavailable"
    return Reply("congested", failed.after) if gone else failed


def reply(behaviour: Behaviour, answers: float, limit: int, confirm: bool) -> Reply:
    """How a called party reacts who answers after `answers` seconds where it says nothing else."""
    outcome = behaviour.outcome
    after = _after(behaviour, answers, limit)
    if after >= limit:
        return Reply("no_answer", limit)
    if outcome != "answered":
        return Reply(outcome, after)
    if not confirm:
        return Reply(outcome, after, milliseconds(behaviour.talk))
    waited = after + (CONFIRM_PRESS if behaviour.presses else CONFIRM_WAIT)
    accepted = behaviour.presses[:1] == "1"
    return Reply("answered" if accepted else "rejected", waited, milliseconds(behaviour.talk))


def _after(behaviour: Behaviour, answers: float, limit: int) -> int:
    if behaviour.after is not None:
        return milliseconds(behaviour.after)
    if behaviour.kind == "no_answer":
        return limit
    return milliseconds(answers) if behaviour.outcome == "answered" else 0
