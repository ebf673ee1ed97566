"""The story of a call that is on, told while it goes on, from what the switch reports.

A channel that runs the dialplan is a way through the call: the caller's own, or that of a leg (the
second half of a Local channel), named by the block it begins in and the way that rang it. What each
executes is put into words by the same table as the reader's (`targets.asterisk.reader.tell`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from compiler.story import Event
from schema.program import NOWHERE, Origin
from targets.asterisk.live.reports import Report
from targets.asterisk.reader.tell import (
    Executed,
    Lexicon,
    Memory,
    is_phantom,
    tell_rest,
    tell_step,
)
from targets.asterisk.source_map import Places

TIE = 0.4
"""Seconds: what a leg does so shortly before its time is up is a matter of luck, and isn't told."""

NEVER = float("inf")
LEG = ";2"
RANG = ";1"
HIDDEN = "anonymous"

Sights: TypeAlias = Callable[[Event, float], list[Event]]
"""What the phone that begins to ring, or the number, sees of the caller, as it says itself."""

_PRESENTATION = "CALLERID(pres)="
_UNKNOWN = ("", "<unknown>")


@dataclass(slots=True)
class _Way:
    """One channel's way through the dialplan, while it is put into words.

    `ringing` is a ring that is not told yet, since nobody said what the called party sees."""

    branch: str
    memory: Memory = field(default_factory=Memory)
    before: Executed | None = None
    origin: Origin = NOWHERE
    dialled: Event | None = None
    ringing: Event | None = None
    connected: bool = False
    ended: bool = False
    hidden: bool = False
    until: float = NEVER
    ring_over: float = NEVER


class CallTeller:
    """Tells one call, report by report.

    `code` is the SIP code that the caller's phone got where nobody answered; None where nobody asked
    the phone, and the switch's own word is taken. `sights` are what called phones say that they see;
    without them it is what the switch says that it shows them.
    """

    def __init__(
        self,
        caller: str,
        began: float,
        lexicon: Lexicon,
        places: Places,
        *,
        code: str | None = None,
        sights: Sights | None = None,
    ) -> None:
        self._caller = caller
        self._began = began
        self._lexicon = lexicon
        self._places = places
        self._code = code
        self._sights = sights
        self._ways: dict[str, _Way] = {}
        self._ringers: dict[str, str] = {}
        self._held: dict[str, list[Report]] = {}

    def hear(self, report: Report) -> Iterator[Event]:
        """What a report of this call tells; some is told later, when the next ones are heard."""
        if report.event == "DialBegin":
            yield from self._ring(report)
        if report.channel != self._caller and not report.channel.endswith(LEG):
            return
        if self._must_wait(report):
            self._held.setdefault(report.channel, []).append(report)
            return
        yield from self._follow(report)

    # --- what is reported ---------------------------------------------------------------------

    def _must_wait(self, report: Report) -> bool:
        """Whether it isn't known yet who rings this leg; when it ends there is no more to wait for."""
        if report.event == "Hangup":
            return False
        known = report.channel == self._caller or report.channel in self._ways
        return not known and report.channel.removesuffix(LEG) not in self._ringers

    def _ring(self, report: Report) -> Iterator[Event]:
        """A channel dials another one: a leg, whose way is known by that, or a phone."""
        called = report.get("DestChannel")
        if called.endswith(RANG):
            leg = called.removesuffix(RANG)
            self._ringers[leg] = report.channel
            yield from self._release(f"{leg}{LEG}")
            return
        way = self._ways.get(report.channel)
        if way is not None and way.ringing is not None:
            yield from self._add(report.at, way, Event(0, "shows", _shown_by(report, way)))
            yield from self._told_ring(report.at, way)

    def _release(self, leg: str) -> Iterator[Event]:
        for report in self._held.pop(leg, ()):
            yield from self._follow(report)

    def _follow(self, report: Report) -> Iterator[Event]:
        if report.event == "Newexten":
            yield from self._execute(report)
        elif report.event == "BridgeEnter":
            yield from self._connect(report)
        elif report.event == "Hangup":
            yield from self._release(report.channel)
            yield from self._end(report)

    def _execute(self, report: Report) -> Iterator[Event]:
        way = self._way(report)
        yield from self._told_ring(report.at, way)
        step = Executed(
            report.get("Application"),
            report.get("AppData"),
            report.get("Context"),
            report.get("Extension"),
            int(report.get("Priority") or 0),
        )
        before, way.before = way.before, step
        if is_phantom(step, before):
            way.before = replace(step, application="")  # the next Return is a new one
            return
        self._remember(report, way, step)
        way.memory, events = tell_step(way.memory, step, self._lexicon)
        for event in events:
            yield from self._tell(report, way, event)

    def _remember(self, report: Report, way: _Way, step: Executed) -> None:
        spot = self._places.find(step.context, step.extension, step.priority)
        if spot is not None and spot.origin != NOWHERE:
            way.origin = spot.origin
        if step.application == "Dial":
            way.dialled = None
            way.ring_over = min(way.until, report.at + _seconds(step.data))
        if step.application == "Set" and step.data.startswith(_PRESENTATION):
            way.hidden = step.data.removeprefix(_PRESENTATION).startswith("prohib")

    def _tell(self, report: Report, way: _Way, event: Event) -> Iterator[Event]:
        if event.verb in ("rings", "dials"):
            way.dialled = event
            if self._sights is None:
                way.ringing = event
                return
            for shown in self._sights(event, report.at):
                yield from self._add(report.at, way, shown)
        if event.verb == "ends":
            way.ended = True
            if way.branch:
                return
            if self._code is not None:
                event = replace(event, detail="" if way.memory.answered else self._code)
        yield from self._add(report.at, way, event)

    def _told_ring(self, at: float, way: _Way) -> Iterator[Event]:
        ringing, way.ringing = way.ringing, None
        if ringing is not None:
            yield from self._add(at, way, ringing)

    def _connect(self, report: Report) -> Iterator[Event]:
        """A way that dialled is bridged with whom it dialled."""
        way = self._ways.get(report.channel)
        if way is None:
            return
        yield from self._told_ring(report.at, way)
        way.memory = replace(way.memory, answered=True)
        if way.dialled is not None and not way.connected:
            yield from self._add(report.at, way, Event(0, "connects", way.dialled.subject))
        way.connected = True

    def _end(self, report: Report) -> Iterator[Event]:
        way = self._ways.get(report.channel)
        if way is None:
            return
        yield from self._told_ring(report.at, way)
        for event in tell_rest(way.memory):
            yield from self._add(report.at, way, event)
        if not way.branch and not way.ended:
            code = "" if way.memory.answered else self._code or ""
            yield from self._add(report.at, way, Event(0, "ends", "normal", code))

    # --- where it belongs ---------------------------------------------------------------------

    def _way(self, report: Report) -> _Way:
        known = self._ways.get(report.channel)
        if known is None:
            known = self._ways[report.channel] = _Way(self._branch(report))
            above = self._ringer(report)
            if above is not None:
                known.until, known.hidden = above.ring_over, above.hidden
        return known

    def _ringer(self, report: Report) -> _Way | None:
        """The way that rings this leg."""
        return self._ways.get(self._ringers.get(report.channel.removesuffix(LEG), ""))

    def _branch(self, report: Report) -> str:
        if report.channel == self._caller:
            return ""
        label = self._lexicon.label(report.get("Context"), report.get("Extension"))
        above = self._ringer(report)
        return f"{above.branch}>{label}" if above and above.branch else label

    def _add(self, at: float, way: _Way, event: Event) -> Iterator[Event]:
        if event.verb != "connects" and at > way.until - TIE:
            return
        moment = round((at - self._began) * 1000)
        yield replace(event, at=moment, branch=way.branch, origin=way.origin)


def _seconds(data: str) -> float:
    """How long a Dial rings, by its data."""
    found = re.match(r"[^,]*,(\d+(?:\.\d+)?)", data)
    return float(found[1]) if found else NEVER


def _shown_by(report: Report, way: _Way) -> str:
    number, name = report.get("DestConnectedLineNum"), report.get("DestConnectedLineName")
    known = ("" if name in _UNKNOWN else name, "" if number in _UNKNOWN else number)
    return HIDDEN if way.hidden else shown_text(*known)


def shown_text(name: str, number: str) -> str:
    """What a called party sees, as stories tell it."""
    if number == HIDDEN or not (name or number):
        return HIDDEN
    return f"{name} <{number}>".lstrip()
