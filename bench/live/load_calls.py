"""Calls, many a second, and what became of each: set up, ended, heard at both ends, of one flow."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.live.load_tree import number_of
from targets.asterisk.live.ami import AmiSession, Packet
from tenants.lab.phones import Phones, Seen
from tenants.lab.recorder import moment_of

NORMAL = "16"
PACKETS_EACH_SECOND = 50
LEAST_SHARE = 0.5
"""Of the packets that a call of that length should have."""

_CONTEXT = re.compile(rb"\r\nContext: ([a-z0-9-]+\.g[0-9a-f]{10})\r\n")
_LINKED = re.compile(rb"\r\nLinkedid: ([^\r\n]+)")
_CALLER = re.compile(rb"\r\nCallerIDNum: \+?(\d+)")


@dataclass(frozen=True)
class Call:
    """One call: its id at the phones, and who calls whom."""

    id: str
    caller: str
    called: str


@dataclass(frozen=True)
class Fate:
    """What became of a call: after how many milliseconds it was up, and what is wrong with it."""

    call: Call
    set_up: float
    wrong: tuple[str, ...] = ()


class Beginnings:
    """When each call was begun, as the phones' Asterisk says: we ourselves may be late."""

    def __init__(self, session: AmiSession) -> None:
        self.moments: dict[str, float] = {}
        session.call("Filter", {"Operation": "Add", "Filter": "Event: Newchannel"})
        session.subscribe(self._note)

    def _note(self, packet: Packet) -> None:
        if packet.get("Event") == "Newchannel":
            self.moments[packet.get("Uniqueid")] = moment_of(packet)


class FlowWatch:
    """Hears every step of every call at the switch, and keeps which contexts of an account each is in."""

    def __init__(self, session: AmiSession, account: str) -> None:
        self._own = f"{account}-".encode()
        self._turn = threading.Lock()
        self._contexts: dict[bytes, set[bytes]] = defaultdict(set)
        self._callers: dict[bytes, bytes] = {}
        self._session = session
        session.subscribe(self._note)

    def flows(self) -> Mapping[str, frozenset[str]]:
        """The generations of the account that calls ran through, by their callers' numbers."""
        with self._turn:
            return {
                caller.decode(): frozenset(name.decode() for name in self._contexts[linked])
                for linked, caller in self._callers.items()
            }

    def _note(self, packet: Packet) -> None:
        raw = packet.raw
        if not raw.startswith(b"Event: Newexten"):
            return
        linked, context = _LINKED.search(raw), _CONTEXT.search(raw)
        if linked is None:
            return
        with self._turn:
            caller = _CALLER.search(raw)
            if caller is not None:
                self._callers.setdefault(linked[1], caller[1])
            if context is not None and context[1].startswith(self._own):
                self._contexts[linked[1]].add(context[1])


@dataclass
class CallMaker:
    """Begins calls at a steady pace, in a thread of its own, until it is told to stop."""

    phones: Phones
    each_second: float
    people: int
    talk: float = 2.0
    calls: list[Call] = field(default_factory=list)
    late: int = 0
    """How many calls were begun over 50 ms after their time: then it is we who are slow."""

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="calls")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no more calls; those that are up go on."""
        self._stop.set()
        self._thread.join()

    def run_for(self, seconds: float) -> range:
        """Waits; the calls that were begun meanwhile, by their places."""
        first = len(self.calls)
        time.sleep(seconds)
        return range(first, len(self.calls))

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            self._begin(len(self.calls))
            due += 1 / self.each_second
            pause = due - time.monotonic()
            self.late += pause < -0.05
            self._stop.wait(max(pause, 0))

    def _begin(self, turn: int) -> None:
        caller, called = f"1647{5_000_000 + turn}", number_of(turn % self.people)
        call = self.phones.call_in(
            next(iter(self.phones.carriers)), called, caller=f"+{caller}", talk=self.talk
        )
        self.calls.append(Call(call, caller, called))


@dataclass(frozen=True)
class Noticed:
    """All that was noticed of calls: at the phones, of the flows they ran through at the switch, and
    when each was begun."""

    seen: Sequence[Seen]
    flows: Mapping[str, frozenset[str]]
    begun: Mapping[str, float]


def fates(calls: Sequence[Call], noticed: Noticed, talk: float) -> list[Fate]:
    """What became of each call."""
    by_call: dict[str, list[Seen]] = defaultdict(list)
    rung: dict[str, str] = {}
    for one in noticed.seen:
        by_call[one.call].append(one)
        if one.what == "rings":
            rung[one.number.lstrip("+")] = one.call
    return [
        _fate(one, by_call[one.id], by_call[rung.get(one.caller, "")], noticed, talk)
        for one in calls
    ]


def _fate(
    call: Call, caller: Sequence[Seen], called: Sequence[Seen], noticed: Noticed, talk: float
) -> Fate:
    up = next((one for one in caller if one.what == "connected"), None)
    begun = noticed.begun.get(call.id)
    if up is None or begun is None:
        return Fate(call, 0.0, ("it was not set up",))
    wrong = (
        *_wrong_end("caller", caller, talk),
        *_wrong_end("called", called, talk),
        *_wrong_flow(noticed.flows.get(call.caller, frozenset())),
    )
    return Fate(call, 1000 * (up.at - begun), wrong)


def _wrong_end(end: str, seen: Sequence[Seen], talk: float) -> Iterable[str]:
    """What is wrong at one end of a call."""
    cause = next((one.detail for one in seen if one.what == "ended"), "none")
    if cause != NORMAL:
        yield f"it ended with cause {cause} at the {end}"
    heard = next((one.detail for one in seen if one.what == "heard"), "0/0")
    packets, _, tones = heard.partition("/")
    if int(packets or 0) < talk * PACKETS_EACH_SECOND * LEAST_SHARE:
        yield f"the {end} heard {packets or 0} packets"
    if not int(tones or 0):
        yield f"the {end} didn't hear the other's tone"


def _wrong_flow(contexts: frozenset[str]) -> Iterable[str]:
    if len(contexts) != 1:
        yield f"it ran through {' and '.join(sorted(contexts)) or 'no generation'}"
