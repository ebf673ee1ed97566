"""The machine that runs a thread through the program, block by block.

Decided here: a leg's block knows no arguments, only the call's variables; a label among the legs
that the account has no block for is out at once, `unavailable`; a ring that is taken gives no
`outcome`, since the call doesn't go on behind it; legs tell no `ends`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from compiler.simulation.clock import milliseconds_of_text
from compiler.simulation.dialling import ALERT, dial
from compiler.simulation.reckoning import reckon
from compiler.simulation.ringing import merge, outcome_of_legs, release_claims, winner
from compiler.simulation.speech import speak
from compiler.simulation.tables import find_entry
from compiler.simulation.thread import Thread
from schema.program import (
    Alert,
    Answer,
    Assign,
    Block,
    Claim,
    Collect,
    Count,
    Cut,
    Dial,
    End,
    Enter,
    Equal,
    Filter,
    Find,
    InUse,
    Jump,
    Notify,
    Now,
    Op,
    Pause,
    Play,
    ReadMessages,
    Recall,
    Registered,
    Remember,
    Return,
    Ring,
    Say,
    SetCaller,
    Shuffle,
    Switch,
    Take,
    TakeMessage,
    Tell,
    Terminator,
)

RUNAWAY = "runaway"
DEEPEST = 20
"""Legs within legs: more of them than anybody rings on purpose."""

ABSENT = Block("", (), End("unavailable"))


def run(thread: Thread) -> None:
    """Runs a thread until it ends, nobody waits for it any more, or the call's budget is gone."""
    course = thread.course
    while not thread.ended and thread.now < thread.deadline:
        course.budget -= 1
        if course.budget < 0:
            thread.end(RUNAWAY)
            return
        ops = thread.block.ops
        if thread.index < len(ops):
            thread.index += 1
            perform(thread, ops[thread.index - 1])
        else:
            follow(thread, thread.block.end)


def perform(thread: Thread, op: Op) -> None:
    """Does one operation."""
    match op:
        case Assign() | Filter() | Cut() | Recall() | Remember() | Registered():
            reckon(thread, op)
        case InUse() | Equal() | Now() | Claim() | Count() | Shuffle() | Take():
            reckon(thread, op)
        case Enter():
            thread.enter(op.routine, tuple([thread.text(value) for value in op.args]))
        case Answer() | Play() | Say() | Collect() | TakeMessage() | ReadMessages():
            speak(thread, op)
        case Dial():
            dial(thread, op)
        case Ring():
            ring(thread, op)
        case SetCaller():
            set_caller(thread, op)
        case Pause():
            thread.now += milliseconds_of_text(thread.text(op.seconds))
        case Notify():
            thread.tell("notifies", op.event)
        case Tell():
            thread.tell(op.verb, op.text)
        case Alert():
            thread.variables[ALERT] = thread.text(op.value)
        case _:
            assert_never(op)


def follow(thread: Thread, end: Terminator) -> None:
    """Goes where a block's terminator leads."""
    match end:
        case Jump():
            thread.go(end.to)
        case Switch():
            value = thread.text(end.on)
            cases = [to for text, to in end.cases if text == value]
            thread.go(cases[0] if cases else end.otherwise)
        case Find():
            table = thread.course.program.table(end.table)
            key = thread.text(end.key)
            entry = find_entry(table, key)
            if entry is not None and entry.capture:
                thread.variables[entry.capture] = key[entry.skip :]
            thread.go(end.otherwise if entry is None else entry.to)
        case Return():
            thread.give_back()
        case End():
            thread.end(end.cause, end.sip)
        case _:
            assert_never(end)


def set_caller(thread: Thread, op: SetCaller) -> None:
    """Changes what called parties see from here on."""
    shown = thread.shown
    thread.shown = replace(
        shown,
        name=shown.name if op.name is None else thread.text(op.name),
        number=shown.number if op.number is None else thread.text(op.number),
        private=shown.private if op.private is None else op.private,
    )


# --- ringing ------------------------------------------------------------------------------------


def ring(thread: Thread, op: Ring) -> None:
    """Rings legs side by side: each runs by itself from now on, then one may take the call."""
    over = thread.now + milliseconds_of_text(thread.text(op.seconds))
    limit = min(over, thread.deadline)
    legs: list[Thread] = []
    labels = [] if too_deep(thread) else thread.text(op.legs).split(",")
    for label in filter(None, labels):
        leg = leg_of(thread, label, limit)
        run(leg)
        legs.append(leg)
        release_claims(legs, limit)
        limit = limit if leg.answered is None else min(limit, leg.answered + 1)
    taker = winner(legs)
    merge(thread, legs, taker, limit)
    if thread.course.budget < 0:
        thread.end(RUNAWAY)
    elif taker is not None and taker.answered is not None:
        thread.take_call(taker.answered)
        thread.now = taker.now
        thread.end("normal")
    else:
        give_up(thread, legs, over)


def give_up(thread: Thread, legs: list[Thread], over: int) -> None:
    """Goes on behind a ring that nobody took: when the last leg is out, or when time runs out."""
    still_ringing = not all(leg.ended for leg in legs)
    thread.now = over if still_ringing else max([leg.now for leg in legs], default=thread.now)
    outcome = outcome_of_legs(legs)
    thread.variables["outcome"] = outcome
    thread.tell("outcome", outcome)


def too_deep(thread: Thread) -> bool:
    """Whether legs ring within legs without end; such a call has used up what it may do."""
    if thread.branch.count(">") < DEEPEST:
        return False
    thread.course.budget = -1
    return True


def leg_of(thread: Thread, label: str, limit: int) -> Thread:
    """A leg at its beginning: this call's variables, and its own way through the program."""
    unit = thread.account
    block = thread.course.program.units[unit].blocks.get(label, ABSENT)
    branch = f"{thread.branch}>{label}" if thread.branch else label
    return Thread(
        course=thread.course,
        branch=branch,
        now=thread.now,
        deadline=limit,
        unit=unit,
        block=block,
        variables=thread.variables.copy(),
        live=thread.live.copy(),
        shown=thread.shown,
        turn=thread.turn,
    )
