"""The story of a call on a real switch, from what the switch and the phones around it reported.

It is told as that of any call on a running switch (`targets.asterisk.live.call_teller`); what only the
outside knows comes from there: what a phone showed, and the SIP code that an unanswered caller got.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.story import Event, Story
from targets.asterisk.live.call_teller import LEG, CallTeller, shown_text
from targets.asterisk.reader.tell import Lexicon
from targets.asterisk.source_map import Places
from tenants.lab.phones import Seen
from tenants.lab.recorder import Report

__all__ = ["LAG", "LEG", "Overheard", "channels_of", "draws_of", "story_of"]

LAG = 5.0
"""Seconds by which the two switches may tell late of the same moment: of a ring, and of its sight."""


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


def story_of(heard: Overheard, lexicon: Lexicon, places: Places) -> Story:
    """The story of the call."""
    own = channels_of(heard.reports, heard.caller)
    sights = _Sights(heard)
    teller = CallTeller(heard.caller, heard.began, lexicon, places, code=heard.code, sights=sights)
    reports = (report for report in heard.reports if report.channel in own)
    events = (event for report in reports for event in teller.hear(report))
    return Story(tuple(sorted(events, key=lambda event: event.at)))


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


class _Sights:
    """What called phones saw of the caller. Each sight belongs to one ring: when the same phone rings
    again, the next one is told."""

    def __init__(self, heard: Overheard) -> None:
        self._phones = heard.phones
        self._left = [seen for seen in heard.seen if seen.what == "rings"]

    def __call__(self, event: Event, at: float) -> list[Event]:
        """What the phone that begins to ring, or the number, sees of the caller."""
        fitting = (one for one in self._left if one.at > at - LAG and self._is(one, event))
        seen = next(fitting, None)
        if seen is None:
            return []
        self._left.remove(seen)
        return [Event(0, "shows", shown_text(seen.name, seen.number))]

    def _is(self, seen: Seen, event: Event) -> bool:
        if event.verb == "dials":
            return (seen.who, seen.dialled) == (event.detail, event.subject)
        return self._phones.get(seen.who) == event.subject
