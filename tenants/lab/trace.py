"""The story of a call on a real switch, from what the switch and the phones around it reported.

A channel that runs the dialplan is a way through the call: the caller's own, or that of a leg (the
second half of a Local channel), named by the block it begins in and the way that rang it. What each
executes is put into words by the same table as the reader's (`targets.asterisk.reader.tell`); what
only the outside knows comes from there: what a phone showed, who was connected, and the SIP code
that an unanswered caller got.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from compiler.story import Event, Story
from schema.program import NOWHERE, Origin
from targets.asterisk.reader.tell import (
    Executed,
    Lexicon,
    Memory,
    is_phantom,
    tell_rest,
    tell_step,
)
from targets.asterisk.source_map import SourceMap
from tenants.lab.phones import Seen
from tenants.lab.recorder import Report

TIE = 0.4
"""Seconds: what a leg does so shortly before its time is up is a matter of luck, and isn't told."""

LAG = 5.0
"""Seconds by which the two switches may tell late of the same moment: of a ring, and of its sight."""

NEVER = float("inf")
LEG = ";2"
RANG = ";1"
HIDDEN = "anonymous"


@dataclass(frozen=True, slots=True)
class Overheard:
    """All that was reported while a call was on: by the switch, and by the phones.

    `caller` is the caller's channel at the switch, `code` the SIP code the caller's phone got where
    nobody answered it. `phones` are the ids that phones have at the switch by those they have here.
    """

    caller: str
    began: float
    reports: tuple[Report, ...]
    seen: tuple[Seen, ...]
    code: str
    phones: Mapping[str, str]


@dataclass(slots=True)
class _Way:
    """One channel's way through the dialplan, while it is put into words."""

    branch: str
    memory: Memory = field(default_factory=Memory)
    before: Executed | None = None
    origin: Origin = NOWHERE
    dialled: Event | None = None
    connected: bool = False
    ended: bool = False
    until: float = NEVER
    ring_over: float = NEVER


def story_of(heard: Overheard, lexicon: Lexicon, places: SourceMap) -> Story:
    """The story of the call."""
    return _Teller(heard, lexicon, places).story()


def draws_of(heard: Overheard) -> tuple[str, ...]:
    """The orders that the call's shuffles drew, one after the other."""
    drawn: list[str] = []
    waiting: set[str] = set()
    for report in _executions(heard.reports):
        data = report.get("AppData")
        if data.startswith("Q_DRAW="):
            waiting.add(report.channel)
        elif report.channel in waiting:
            waiting.remove(report.channel)
            drawn.append(data.partition("=")[2])
    return tuple(drawn)


def channels_of(reports: Sequence[Report], caller: str) -> frozenset[str]:
    """All channels of the caller's call, known by what they were made for."""
    linked = next((r.get("Linkedid") for r in reports if r.channel == caller), "")
    return frozenset(r.channel for r in reports if r.channel and r.get("Linkedid") == linked)


def _executions(reports: Sequence[Report]) -> list[Report]:
    return [report for report in reports if report.event == "Newexten"]


class _Teller:
    """One telling of one call."""

    def __init__(self, heard: Overheard, lexicon: Lexicon, places: SourceMap) -> None:
        self._heard = heard
        self._lexicon = lexicon
        self._places = places
        own = channels_of(heard.reports, heard.caller)
        self._reports = [report for report in heard.reports if report.channel in own]
        self._ringers = {
            report.get("DestChannel").removesuffix(RANG): report.channel
            for report in heard.reports
            if report.event == "DialBegin" and report.get("DestChannel").endswith(RANG)
        }
        self._sights = [seen for seen in heard.seen if seen.what == "rings"]
        self._ways: dict[str, _Way] = {}
        self._events: list[Event] = []

    def story(self) -> Story:
        """Goes through the reports and puts them into words."""
        for report in self._reports:
            if report.channel != self._heard.caller and not report.channel.endswith(LEG):
                continue
            if report.event == "Newexten":
                self._execute(report)
            elif report.event == "BridgeEnter":
                self._connect(report)
            elif report.event == "Hangup":
                self._end(report)
        return Story(tuple(sorted(self._events, key=lambda event: event.at)))

    # --- what is reported ---------------------------------------------------------------------

    def _execute(self, report: Report) -> None:
        way = self._way(report)
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
        spot = self._places.find(step.context, step.extension, step.priority)
        if spot is not None and spot.origin != NOWHERE:
            way.origin = spot.origin
        if step.application == "Dial":
            way.dialled = None
            way.ring_over = min(way.until, report.at + _seconds(step.data))
        way.memory, events = tell_step(way.memory, step, self._lexicon)
        for event in events:
            self._tell(report, way, event)

    def _tell(self, report: Report, way: _Way, event: Event) -> None:
        if event.verb in ("rings", "dials"):
            way.dialled = event
            for shown in self._shown(event, report.at):
                self._add(report.at, way, shown)
        if event.verb == "ends":
            way.ended = True
            if way.branch:
                return
            event = replace(event, detail="" if way.memory.answered else self._heard.code)
        self._add(report.at, way, event)

    def _connect(self, report: Report) -> None:
        """A way that dialled is bridged with whom it dialled."""
        way = self._ways.get(report.channel)
        if way is None:
            return
        way.memory = replace(way.memory, answered=True)
        if way.dialled is not None and not way.connected:
            self._add(report.at, way, Event(0, "connects", way.dialled.subject))
        way.connected = True

    def _end(self, report: Report) -> None:
        way = self._ways.get(report.channel)
        if way is None:
            return
        for event in tell_rest(way.memory):
            self._add(report.at, way, event)
        if not way.branch and not way.ended:
            code = "" if way.memory.answered else self._heard.code
            self._add(report.at, way, Event(0, "ends", "normal", code))

    # --- where it belongs ---------------------------------------------------------------------

    def _way(self, report: Report) -> _Way:
        known = self._ways.get(report.channel)
        if known is None:
            known = self._ways[report.channel] = _Way(self._branch(report))
            above = self._ringer(report)
            known.until = above.ring_over if above else NEVER
        return known

    def _ringer(self, report: Report) -> _Way | None:
        """The way that rings this leg."""
        return self._ways.get(self._ringers.get(report.channel.removesuffix(LEG), ""))

    def _branch(self, report: Report) -> str:
        if report.channel == self._heard.caller:
            return ""
        label = self._lexicon.label(report.get("Context"), report.get("Extension"))
        above = self._ringer(report)
        return f"{above.branch}>{label}" if above and above.branch else label

    def _add(self, at: float, way: _Way, event: Event) -> None:
        if event.verb != "connects" and at > way.until - TIE:
            return
        moment = round((at - self._heard.began) * 1000)
        self._events.append(replace(event, at=moment, branch=way.branch, origin=way.origin))

    def _shown(self, event: Event, at: float) -> list[Event]:
        """What the phone that begins to ring, or the number, sees of the caller.

        Each sight belongs to one ring: when the same phone rings again, the next one is told.
        """
        fitting = (one for one in self._sights if one.at > at - LAG and self._is(one, event))
        seen = next(fitting, None)
        if seen is None:
            return []
        self._sights.remove(seen)
        return [Event(0, "shows", shown_text(seen))]

    def _is(self, seen: Seen, event: Event) -> bool:
        if event.verb == "dials":
            return (seen.who, seen.dialled) == (event.detail, event.subject)
        return self._heard.phones.get(seen.who) == event.subject


def _seconds(data: str) -> float:
    """How long a Dial rings, by its data."""
    found = re.match(r"[^,]*,(\d+(?:\.\d+)?)", data)
    return float(found[1]) if found else NEVER


def shown_text(seen: Seen) -> str:
    """What a called party sees, as stories tell it."""
    if seen.number == HIDDEN or not (seen.name or seen.number):
        return HIDDEN
    return f"{seen.name} <{seen.number}>".lstrip()
