"""Dial: lines that ring side by side, and what the caller's channel knows afterwards.

A Dial of ours rings either one SIP line or Local branches. Branches run one after the other, each
from the moment of the Dial; then their stories become one, as `compiler.simulate` words it: who is
first to be answered takes the call, and what the others would do from that moment on never happens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from compiler.story import Event
from targets.asterisk.reader.channel import HOME, NEVER, Channel, Frame, Place, milliseconds
from targets.asterisk.reader.reactions import (
    ANSWER,
    NOANSWER,
    Reaction,
    number_reaction,
    phone_reaction,
    status_of,
)
from targets.asterisk.reader.unreadable import Unreadable

Run: TypeAlias = Callable[[Channel], None]

DEEPEST = 20
_OPTION = re.compile(r"([A-Za-z])(?:\(([^()]*)\))?")
_LOCAL = re.compile(r"Local/([^@&/]+)@([^@&/]+)/n")
ATTEMPTS = frozenset({"shows", "rings", "dials"})


@dataclass(frozen=True, slots=True)
class Order:
    """A Dial as it is written: its lines, how long, and its options by letter."""

    lines: tuple[str, ...]
    limit: int
    progress: int
    options: dict[str, str]


def order_of(data: str) -> Order:
    """The order that a Dial's data gives."""
    lines, seconds, options = (*data.split(",", 2), "", "")[:3]
    limit, _, progress = seconds.partition("^")
    found = {one[1]: one[2] or "" for one in _OPTION.finditer(options)}
    if "".join(one[0] for one in _OPTION.finditer(options)) != options or set(found) - set("bmrU"):
        raise Unreadable("a Dial", data, "its options are not expected")
    return Order(
        tuple(line for line in lines.split("&") if line),
        milliseconds(limit) if limit else NEVER,
        milliseconds(progress) if progress else NEVER,
        found,
    )


def dial(channel: Channel, data: str, events: tuple[Event, ...], run: Run) -> None:
    """Dials. `events` are what the Dial itself tells; who is answered doesn't come back."""
    order = order_of(data)
    channel.write("DIALSTATUS", "")
    kinds = {line.partition("/")[0] for line in order.lines}
    if kinds == {"Local"}:
        _dial_branches(channel, order, run)
    elif kinds == {"PJSIP"}:
        _dial_line(channel, order, events, run)
    else:
        raise Unreadable("a Dial", data, "it rings SIP lines or branches, not both")


# --- one line -----------------------------------------------------------------------------------


def _dial_line(channel: Channel, order: Order, events: tuple[Event, ...], run: Run) -> None:
    called = {(event.verb, event.subject, event.detail) for event in events}
    if len(called) != 1:
        raise Unreadable("a Dial", "&".join(order.lines), "its lines are not of one phone")
    verb, name, detail = called.pop()
    line = _callee(channel, order, run)
    shows = Event(channel.now, "shows", str(channel.party))
    channel.tell((shows, *events))
    world = channel.course.world
    if verb == "rings":
        at_once = any("answer-after=0" in value for value in line.headers.values())
        reaction = phone_reaction(world.phones.get(name), order.limit, at_once)
    else:
        gateway, number = world.gateways.get(detail), world.numbers.get(name)
        reaction = number_reaction(gateway, number, order.limit, order.progress)
    channel.now += reaction.after
    if reaction.answers:
        _asked(channel, line, order, run)
        _picked_up(channel, line, name, _behaviour_talk(channel, verb, name))
    else:
        _refused(channel, order, reaction)


def _behaviour_talk(channel: Channel, verb: str, name: str) -> int:
    world = channel.course.world
    behaviour = (world.phones if verb == "rings" else world.numbers).get(name)
    return 10_000 if behaviour is None else milliseconds(str(behaviour.talk))


def _callee(channel: Channel, order: Order, run: Run) -> Channel:
    """The line's own channel, after the routine that runs on it before it rings (option `b`)."""
    line = _made(channel, "PJSIP", channel.place)
    if "b" in order.options:
        context, extension, priority = order.options["b"].split("^")
        _run_routine(line, (context, extension, int(priority)), run)
    return line


def _asked(channel: Channel, line: Channel, order: Order, run: Run) -> None:
    """What the called party does who is asked before being connected (option `U`)."""
    line.now = channel.now
    if "U" in order.options:
        name = order.lines[0].removeprefix("PJSIP/")
        line.presses = (_accepts(channel, name),)
        _run_routine(line, (order.options["U"], "s", 1), run)
        channel.now = line.now


def _accepts(channel: Channel, name: str) -> str:
    world = channel.course.world
    short = "@".join(name.split("/")[0].split("@")[:2])
    behaviour = world.phones.get(short) or world.numbers.get(short.partition("@")[0])
    return "1" if behaviour is None else behaviour.presses


def _run_routine(line: Channel, place: Place, run: Run) -> None:
    """Runs a routine on a line: it is over when it has returned."""
    line.place = place
    line.frames = [Frame(*HOME)]
    run(line)
    if line.place != HOME or line.ended:
        raise Unreadable("a routine", ",".join(map(str, place)), "it doesn't return")


def _picked_up(channel: Channel, line: Channel, name: str, talk: int) -> None:
    """Connected, unless the routine on the line has said otherwise."""
    if channel.now >= channel.deadline:
        return
    channel.write("DIALSTATUS", ANSWER)
    result = line.read("GOSUB_RESULT")
    if result == "CONTINUE":
        return
    if result:
        raise Unreadable("a result", result, "only CONTINUE is expected of a routine")
    channel.tell((Event(0, "connects", name),))
    channel.take_call()
    channel.now += talk
    channel.hang_up(16)


def _refused(channel: Channel, order: Order, reaction: Reaction) -> None:
    channel.write("DIALSTATUS", reaction.status)
    if reaction.cause:
        channel.peer_cause = reaction.cause
    if reaction.code:
        channel.answers[f"{order.lines[0]}-00000001"] = f"SIP {reaction.code} Refused"


# --- branches -----------------------------------------------------------------------------------


def _dial_branches(channel: Channel, order: Order, run: Run) -> None:
    """Runs the branches, then goes on with the one that took the call, or without."""
    if channel.branch.count(">") >= DEEPEST:
        channel.course.steps = 0
        return
    over = channel.now + order.limit
    limit = min(over, channel.deadline)
    legs: list[Channel] = []
    for line in order.lines:
        leg = _leg(channel, line, limit)
        run(leg)
        legs.append(leg)
        _leave_groups(legs, limit)
        if leg.answered is not None:
            limit = min(limit, leg.answered + 1)
    taker = min((leg for leg in legs if leg.answered is not None), key=_moment, default=None)
    _merge(channel, legs, taker, limit)
    if taker is None:
        _nobody(channel, legs, over)
        return
    channel.now = _moment(taker)
    channel.take_call()
    channel.now = taker.now
    channel.hang_up(16)


def _moment(leg: Channel) -> int:
    return NEVER if leg.answered is None else leg.answered


def _leg(channel: Channel, line: str, limit: int) -> Channel:
    """A branch at its beginning."""
    found = _LOCAL.fullmatch(line)
    if found is None:
        raise Unreadable("a line", line, "branches are Local/extension@context/n")
    extension, context = found.groups()
    leg = _made(channel, "Local", (context, extension, 1))
    label = channel.course.lexicon.label(context, extension)
    leg.branch = f"{channel.branch}>{label}" if channel.branch else label
    leg.deadline, leg.turn, leg.presses = limit, channel.turn, channel.presses
    if channel.course.dialplan.find(*leg.place) is None:
        leg.hang_up(0)
    return leg


def _made(channel: Channel, technology: str, place: tuple[str, str, int]) -> Channel:
    """A channel made by another: it inherits variables, and has the caller's name and number."""
    return Channel(
        course=channel.course,
        technology=technology,
        place=place,
        party=channel.party,
        now=channel.now,
        variables=channel.inherited(),
        live=dict(channel.live),
    )


def _leave_groups(legs: list[Channel], cutoff: int) -> None:
    for leg in legs:
        for member in leg.groups.values():
            member.until = min(member.until, leg.now, cutoff)


def _merge(channel: Channel, legs: list[Channel], taker: Channel | None, limit: int) -> None:
    """What happened in the branches until the call was taken, or time ran out, has happened."""
    cutoff = limit if taker is None else _moment(taker)
    events: list[Event] = []
    writes = []
    for leg in legs:
        events += [one for one in leg.events if leg is taker or _came(one, cutoff, taker)]
        writes += [one for one in leg.writes if leg is taker or one[0] < cutoff]
    channel.events += sorted(events, key=lambda event: event.at)
    for write in sorted(writes, key=lambda write: write[0]):
        channel.writes.append(write)
        channel.live[write[1]] = write[2]


def _came(event: Event, cutoff: int, taker: Channel | None) -> bool:
    last = taker is not None and event.verb in ATTEMPTS
    return event.at < cutoff or (last and event.at == cutoff)


def _nobody(channel: Channel, legs: list[Channel], over: int) -> None:
    all_out = all(leg.ended for leg in legs)
    channel.now = max([leg.now for leg in legs], default=channel.now) if all_out else over
    causes = [leg.cause for leg in legs if leg.ended]
    channel.write("DIALSTATUS", status_of(causes, all_out) if legs else NOANSWER)
    if causes and causes[0]:
        channel.peer_cause = causes[0]
