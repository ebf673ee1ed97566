"""A dial in a thread: what is told of it, and how the call goes on."""

from __future__ import annotations

from typing import assert_never

from compiler.simulation.calling import Reply, is_registered, number_reply, phone_reply
from compiler.simulation.clock import milliseconds_of_text
from compiler.simulation.thread import Thread
from schema.program import Dial, Gateway, Phone

ALERT = "alert"
"""The variable that says how phones ring from here on; `auto_answer` makes them answer at once."""


def dial(thread: Thread, op: Dial) -> None:
    """Calls one phone or one number. A conversation ends the thread, a failure is its outcome."""
    seconds = thread.text(op.seconds)
    limit = milliseconds_of_text(seconds)
    confirm = bool(thread.text(op.confirm))
    match op.target:
        case Phone():
            called = thread.text(op.target.endpoint)
            reply = dial_phone(thread, called, seconds, limit, confirm)
        case Gateway():
            called = thread.text(op.target.number)
            reply = dial_number(thread, op.target, limit, confirm)
        case _:
            assert_never(op.target)
    conclude(thread, called, reply)


def dial_phone(thread: Thread, endpoint: str, seconds: str, limit: int, confirm: bool) -> Reply:
    """Rings a phone, if it is there to be rung."""
    world = thread.course.world
    if is_registered(world, endpoint):
        thread.tell("shows", str(thread.shown))
        thread.tell("rings", endpoint, seconds)
    at_once = thread.variables.get(ALERT) == "auto_answer"
    return phone_reply(world, endpoint, limit, confirm, at_once)


def dial_number(thread: Thread, target: Gateway, limit: int, confirm: bool) -> Reply:
    """Calls a number through a gateway."""
    gateway, number = thread.text(target.gateway), thread.text(target.number)
    thread.tell("shows", str(thread.shown))
    thread.tell("dials", number, gateway)
    world = thread.course.world
    return number_reply(world, gateway, target.progress, number, limit, confirm)


def conclude(thread: Thread, called: str, reply: Reply) -> None:
    """Tells how a dial went; a conversation lasts and ends the thread, else the call goes on. Of a
    leg that nobody waits for any more there is nothing to tell."""
    thread.now += reply.after
    if thread.now >= thread.deadline:
        return
    if reply.outcome == "answered":
        thread.tell("connects", called)
        thread.take_call(thread.now)
        thread.now += reply.talk
        thread.end("normal")
    else:
        thread.variables["outcome"] = reply.outcome
        thread.tell("fails", called, reply.outcome)
