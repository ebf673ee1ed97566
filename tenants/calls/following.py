"""Following the next call to a number, or from a phone: which one it is, and its story as it goes on."""

from __future__ import annotations

import queue
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from compiler.story import Event
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from targets.asterisk.live.call_teller import LEG, CallTeller
from targets.asterisk.live.hearing import Heard
from targets.asterisk.live.node_dialplan import GENERATION
from targets.asterisk.live.reports import Report
from targets.asterisk.names import STABLE_KINDS
from targets.asterisk.prompts import SOUNDS
from targets.asterisk.reader.tell import Lexicon
from tenants.calls.atlas import Atlas

LONGEST_LINGERING = 2.0
"""Seconds for which legs are waited for that end after their caller."""

TICK = 0.5
"""Seconds after which whoever waits looks whether the switch is still there."""

SHORTEST_NUMBER = 7
"""Digits from which on a number may be written with or without what stands before it."""

_BEGINNING = b"\r\nPriority: 1\r\n"
_GENERATION = re.compile(rf"(?:^|[^a-z0-9.-])({GENERATION.pattern})(?:,|$)")
_MEDIA = re.compile(r"(?:.*/)?([^/]+)/([^/]+?)(?:_[0-9a-f]{8})?")
_DOORS = tuple(f".{kind}" for kind in STABLE_KINDS)


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that has begun: at which node and when, whose it is, who calls, what was dialled.

    `generation` is the context that it enters, empty for one that enters none."""

    node: str
    id: str
    channel: str
    at: float
    account: str
    generation: str
    caller: str
    dialled: str


@dataclass
class Following:
    """The next call that somebody means, out of all that nodes report. For one thread.

    `deadline` is when it is given up, by the monotonic clock; `check` is asked now and then whether
    the nodes are still there, and raises where they aren't.
    """

    wanted: str
    heard: Heard
    check: Callable[[], None]
    deadline: float = float("inf")
    _kept: list[Report] = field(default_factory=list)
    _lines: set[str] = field(default_factory=set)

    def begun(self, atlas: Atlas) -> Begun | None:
        """The next call; None where none comes in time."""
        found = self._first()
        if found is None:
            return None
        node, first = found
        for report in chain((first,), self._after(node, first)):
            self._kept.append(report)
            context = _entered(report)
            if context or report.event == "Hangup":
                return _begun(node, first, context, atlas)
        return None

    def _first(self) -> tuple[str, Report] | None:
        """The report with which the call begins. Most others are seen not to be it by their bytes."""
        for node, report in self._reports():
            if _BEGINNING in report.packet.raw and is_wanted(report, self.wanted):
                return node, report
        return None

    def _after(self, node: str, first: Report) -> Iterator[Report]:
        """The reports of a call after its first. Those of others aren't taken apart for it."""
        mark = f"inkedid: {_call(first)}\r\n".encode()
        for where, report in self._reports():
            if where == node and mark in report.packet.raw + b"\r\n":
                yield report

    def events(self, begun: Begun, teller: CallTeller) -> Iterator[Event]:
        """What happens in the call, until it and all its legs have ended, or the time is up."""
        for report in self._kept:
            yield from self._hear(report, teller)
        if self.is_on:
            yield from self._follow(begun, teller)

    @property
    def is_on(self) -> bool:
        """Whether the call, or a leg of it, is still on."""
        return any(one == self._kept[0].channel or one.endswith(LEG) for one in self._lines)

    def _follow(self, begun: Begun, teller: CallTeller) -> Iterator[Event]:
        for report in self._after(begun.node, self._kept[0]):
            yield from self._hear(report, teller)
            if not self.is_on:
                return

    def _hear(self, report: Report, teller: CallTeller) -> Iterator[Event]:
        if report.event == "Hangup":
            self._lines.discard(report.channel)
            if report.channel == self._kept[0].channel:
                self.deadline = min(self.deadline, time.monotonic() + LONGEST_LINGERING)
        elif report.event == "Newexten":
            self._lines.add(report.channel)
        yield from teller.hear(report)

    def _reports(self) -> Iterator[tuple[str, Report]]:
        while (left := self.deadline - time.monotonic()) > 0:
            try:
                yield self.heard.get(timeout=min(left, TICK))
            except queue.Empty:
                self.check()


def is_wanted(report: Report, wanted: str) -> bool:
    """Whether a call begins here that is to a number, or from a phone or a caller."""
    first = report.get("Uniqueid") == report.get("Linkedid") and report.get("Priority") == "1"
    context = report.get("Context")
    if report.event != "Newexten" or not first:
        return False
    if context != FROM_TRUNK and not context.endswith(_DOORS):
        return False
    line = report.channel.partition("/")[2].rpartition("-")[0]
    ends = (report.get("Extension"), report.get("CallerIDNum"))
    return wanted in (line, line.partition("@")[0]) or any(_same(one, wanted) for one in ends)


def _same(one: str, other: str) -> bool:
    """Whether two ways to write a number mean the same one."""
    short, long = sorted((one.removeprefix("+"), other.removeprefix("+")), key=len)
    return short == long or (len(short) >= SHORTEST_NUMBER and long.endswith(short))


def _call(report: Report) -> str:
    return report.get("Linkedid") or report.get("DestLinkedid")


def _entered(report: Report) -> str:
    """The context of a generation that a call goes to from its door."""
    found = _GENERATION.search(report.get("AppData"))
    return found[1] if found and report.get("Application") == "Goto" else ""


def _begun(node: str, first: Report, context: str, atlas: Atlas) -> Begun:
    account = first.get("AccountCode")
    holders = atlas.ledger.generations.holding([context]).get(context, ()) if context else ()
    line = first.channel.partition("/")[2].rpartition("-")[0]
    caller = line.partition("@")[0] if "@" in line else first.get("CallerIDNum")
    return Begun(
        node=node,
        id=_call(first),
        channel=first.channel,
        at=first.at,
        account=next((owner for owner, _ in holders), account),
        generation=context,
        caller=caller if caller not in ("", "<unknown>") else "anonymous",
        dialled=first.get("Extension"),
    )


@dataclass(frozen=True)
class LiveLexicon(Lexicon):
    """A lexicon for which no bundle is needed: recordings are named by their paths."""

    def media_id(self, path: str) -> str:
        """The id of a recording by its path, wherever it lies."""
        if path in _PROMPTS:
            return f"prompt:{_PROMPTS[path]}"
        found = _MEDIA.fullmatch(path)
        return f"{found[1]}/{found[2]}" if found else path


_PROMPTS = {sound: name for name, sound in SOUNDS.items()}


def lexicon_for(phones: Iterable[str], atlas: Atlas) -> Lexicon:
    """What the names of a running switch stand for; `phones` are the ids of the account's own."""
    return LiveLexicon(places=atlas, phones=frozenset(phones))


def phones_of(rows: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The ids of phones among an account's objects: unlike gateways they have a realm."""
    return frozenset(id for table, id in rows if table == "ps_endpoints" and "@" in id)


__all__ = ["Begun", "Following", "LiveLexicon", "is_wanted", "lexicon_for", "phones_of"]
