"""Calls that the console makes, and what is told of each: its steps, and the variables it sets."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from targets.asterisk.live.ami import AmiSession, Packet
from tenants.lab.instance import Instance

Step: TypeAlias = tuple[str, str, str]
AT_ONCE = 40
PATIENCE = 60.0


@dataclass(frozen=True)
class LocalCall:
    """A call into a context: what is dialled there, by whom, with which variables."""

    context: str
    dialled: str
    caller: str = '"Zoe" <101>'
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Trace:
    """What is told of a call: the steps it took, and each variable with its values in order."""

    steps: list[Step] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps, what was dialled left out."""
        dialled = self.steps[0][1] if self.steps else ""
        return tuple((c, "dialled" if e == dialled else e, p) for c, e, p in self.steps)


def trace_calls(switch: Instance, calls: Sequence[LocalCall]) -> list[Trace]:
    """Makes all calls, some at once, and waits until each has ended."""
    found: list[Trace] = []
    with switch.ami(events=True, timeout=PATIENCE) as session:
        for start in range(0, len(calls), AT_ONCE):
            found += _trace_some(session, calls[start : start + AT_ONCE])
    return found


def _trace_some(session: AmiSession, calls: Sequence[LocalCall]) -> list[Trace]:
    listener = _Listener(len(calls))
    end = session.subscribe(listener.take)
    replies = session.pipeline([("Originate", _fields(call, n)) for n, call in enumerate(calls)])
    refused = [reply.message for reply in replies if not reply.ok]
    if refused:
        raise RuntimeError(f"The switch doesn't call: {refused[0]}")
    if not listener.done.wait(PATIENCE):
        raise TimeoutError(f"{len(listener.open)} calls don't end")
    end()
    return [listener.traces[n] for n in range(len(calls))]


def _fields(call: LocalCall, number: int) -> list[tuple[str, str]]:
    """One call; its far end only waits, and is known by its account code."""
    told = [("Variable", f"{name}={value}") for name, value in call.variables.items()]
    return [
        ("Channel", f"Local/{call.dialled}@{call.context}/n"),
        ("Application", "Wait"), ("Data", "10"), ("Async", "true"), ("CallerID", call.caller),
        ("Variable", f"__TRIED={number}"), *told,
    ]  # fmt: skip


class _Listener:
    """Files what is told by the call it is about, until all have ended."""

    def __init__(self, count: int) -> None:
        self.traces: dict[int, Trace] = {n: Trace() for n in range(count)}
        self.open = set(range(count))
        self.done = threading.Event()
        self._calls: dict[str, int] = {}

    def take(self, event: Packet) -> None:
        """One event. Only the half of a call that takes steps is listened to."""
        channel = event.get("Channel")
        if not re.search(r";2$", channel):
            return
        if event.get("Event") == "VarSet" and event.get("Variable") == "__TRIED":
            self._calls[channel] = int(event.get("Value"))
        number = self._calls.get(channel)
        if number is None:
            return
        self._file(event, number)

    def _file(self, event: Packet, number: int) -> None:
        trace, kind = self.traces[number], event.get("Event")
        if kind == "VarSet":
            value = re.sub(r"\\(.)", r"\1", event.get("Value"))  # the event escapes quotes so
            trace.values[event.get("Variable").lstrip("_")].append(value)
        elif kind == "Newexten" and event.get("Priority") != "0":
            step = (event.get("Context"), event.get("Extension"), event.get("Priority"))
            trace.steps.append(step)
        elif kind == "Hangup":
            self.open.discard(number)
            if not self.open:
                self.done.set()
