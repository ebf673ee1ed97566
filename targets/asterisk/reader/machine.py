"""Runs channels through a dialplan in virtual time, deciding by its text alone.

The world's timing is that of `compiler.simulate`: keys come a second after a question began, a ring
is over for all other lines in the moment one takes the call, and so on. What happens next, though,
only the dialplan says: priorities are looked up, substituted and executed one by one.
"""

from __future__ import annotations

import re

from compiler.simulate import Call, World
from compiler.story import Event, Story
from targets.asterisk.reader.applications import APPLICATIONS
from targets.asterisk.reader.channel import HOME, Channel, Course, Party, Place, Variable
from targets.asterisk.reader.dialling import dial
from targets.asterisk.reader.dialplan import Dialplan, Line
from targets.asterisk.reader.expressions import substituted
from targets.asterisk.reader.tell import Executed, Lexicon, tell_rest, tell_step
from targets.asterisk.reader.unreadable import Unreadable

RUNAWAY = Event(0, "ends", "runaway")
LOST = Event(0, "ends", "lost")
"""A call that was sent to a place that doesn't exist: Asterisk cuts it off."""

NO_SUCH_NUMBER = Event(0, "ends", "invalid", "404")
GONE = Event(0, "ends", "normal")
TRUNK = "from-trunk"


def tell_call(dialplan: Dialplan, call: Call, world: World, lexicon: Lexicon) -> Story:
    """The story of a call by the text of the dialplan. `Unreadable` where the text means nothing
    that this reader knows."""
    course = Course(dialplan, call, world, lexicon)
    peer = dialplan.peers.get(call.device)
    variables = {name: Variable(value) for name, value in peer.variables} if peer else {}
    channel = Channel(
        course=course,
        technology="PJSIP",
        place=_way_in(dialplan, call),
        party=Party(call.caller_name, call.caller_number),
        endpoint=call.device,
        presses=call.presses,
        variables=variables,
    )
    if dialplan.find(*channel.place) is None:
        return Story((NO_SUCH_NUMBER,))
    run(channel)
    channel.tell(tell_rest(channel.memory))
    if not any(event.verb == "ends" for event in channel.events if not event.branch):
        channel.tell((GONE,))
    return Story(tuple(channel.events))


def _way_in(dialplan: Dialplan, call: Call) -> Place:
    """Where a call comes in: the door of its phone, of the carriers, or of transfers."""
    if call.entry == "phone":
        peer = dialplan.peers.get(call.device)
        return (peer.context if peer else _door(call.unit, "phone"), call.dialled, 1)
    if call.entry == "did":
        inside = _door(call.unit, "in")
        return (TRUNK if TRUNK in dialplan.contexts else inside, call.dialled, 1)
    if call.entry == "transfer":
        return (_door(call.unit, "transfer"), call.dialled, 1)
    raise Unreadable("an entry", call.entry, "calls come in by phone, did or transfer")


def _door(unit: str, kind: str) -> str:
    return f"{unit}.{kind}" if re.match("[a-z]", unit) else f"x.{unit}.{kind}"


def run(channel: Channel) -> None:
    """Runs a channel until it is hung up, or nobody waits for it any more."""
    while not channel.ended and channel.now < channel.deadline and channel.place != HOME:
        channel.course.steps -= 1
        if channel.course.steps < 0:
            _cut_off(channel, RUNAWAY)
            return
        found = channel.course.dialplan.find(*channel.place)
        if found is None:
            _cut_off(channel, LOST)
            return
        _execute(channel, found[0].name, found[1])


def _cut_off(channel: Channel, why: Event) -> None:
    channel.hang_up(0)
    if not channel.branch:
        channel.tell((why,))


def _execute(channel: Channel, written: str, line: Line) -> None:
    """Tells and does one line, and goes on behind it where it doesn't lead elsewhere."""
    context, extension, priority = channel.place
    data = substituted(channel, line.data)
    step = Executed(line.application, data, context, written, priority)
    channel.memory, events = tell_step(channel.memory, step, channel.course.lexicon)
    inside = tuple(event for event in events if not (channel.branch and event.verb == "ends"))
    channel.place = (context, extension, priority + 1)
    if line.application == "Dial":
        dial(channel, data, inside, run)
        return
    does = APPLICATIONS.get(line.application)
    if does is None:
        raise Unreadable("an application", line.application, "this reader doesn't know it")
    channel.tell(inside)
    does(channel, data)
