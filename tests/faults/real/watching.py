"""What must hold at every instant, watched beside the faults: help is reached, and calls stay whole.

Whoever damages the switch on purpose excuses it meanwhile; what a watcher sees in that time, or while
Asterisk doesn't answer, counts for nothing.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.node import NodeError
from targets.asterisk.live.node_link import NodeLink

EVERY = 0.02
ENDING = 4.0
"""Seconds in which an Asterisk that was told to end has ended, on a machine that is busy."""
NUMBER = "+19025550101"
_STEP = re.compile(r"\[(C-[0-9a-f]+)\].*Executing \[(.+?)@([^\]@]+):(\d+)\] (\w+)\(")


class Watch:
    """A thread that looks, again and again; a subclass says at what. `wrongs` is what it saw."""

    def __init__(self, link: NodeLink) -> None:
        self.wrongs: list[str] = []
        self.looks = 0
        self._link = link
        self._link.answering = 1.5
        self._excused = threading.Event()
        self._excuses = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Looks no more."""
        self._ended.set()
        self._thread.join(20)
        self._link.close()

    @contextlib.contextmanager
    def excusing(self) -> Iterator[None]:
        """What is seen meanwhile counts for nothing."""
        self._excuses += 1
        self._excused.set()
        try:
            yield
        finally:
            self._excused.clear()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                began, excuses = time.monotonic(), self._excuses
                excused = self._excused.is_set()
                wrong = self.look()
                self.looks += 1
                if wrong and not excused and excuses == self._excuses:
                    self.wrongs.append(f"{time.strftime('%H:%M:%S')} {wrong}")
                self._ended.wait(max(EVERY - (time.monotonic() - began), 0))
            except NodeError:
                self._ended.wait(0.1)

    def look(self) -> str:
        """What is wrong now."""
        raise NotImplementedError


class AlarmWatch(Watch):
    """Asks what becomes of an emergency call from each account's phones: it must lead somewhere."""

    def __init__(self, link: NodeLink, doors: tuple[str, ...], number: str = "911") -> None:
        super().__init__(link)
        self._doors = doors
        self._number = number

    def look(self) -> str:
        """The doors where help isn't reached. What was led elsewhere while we asked is asked anew; an
        Asterisk that is about to end has forgotten all, and counts for nothing."""
        first = self._missing()
        if not first:
            return ""
        again, run = self._missing(), self._link.run()
        stay = [f"{door} leads to {to!r}" for door, to in first.items() if again.get(door) == to]
        until = time.monotonic() + ENDING if stay else 0.0
        while time.monotonic() < until and self._link.run() == run:
            time.sleep(0.2)
        return "; ".join(stay) if self._link.run() == run else ""

    def _missing(self) -> Mapping[str, str]:
        led = self._values([f"{door},{self._number},1" for door in self._doors])
        there = self._values([to if to else "nowhere,s,1" for to in led])
        pairs = zip(self._doors, led, there, strict=True)
        return {door: to for door, to, act in pairs if f",m*{self._number}," not in to or not act}

    def _values(self, places: list[str]) -> list[str]:
        asked = [("Getvar", {"Variable": f"EVAL_EXTEN({place})"}) for place in places]
        return [reply.response.get("Value") for reply in self._link.ask_all(asked)]


class CallWatch(Watch):
    """Calls a number again and again: each call is answered."""

    def __init__(self, link: NodeLink, number: str = NUMBER) -> None:
        super().__init__(link)
        self._link.answering = 8
        self._number = number

    def look(self) -> str:
        """Calls, and waits until the call is over."""
        fields = {
            "Channel": f"Local/{self._number}@from-trunk/n", "Application": "Wait", "Data": "8",
            "Timeout": "5000", "CallerID": "Ida <+16475550123>",
        }  # fmt: skip
        run = self._link.run()
        reply = self._link.ask("Originate", fields)
        time.sleep(1.2)
        return "" if reply.ok or self._link.run() != run else f"a call was lost: {reply.message}"


class StepLog:
    """The log of every step that calls make, which Asterisk writes for us."""

    def __init__(self, folder: Path, seen: str) -> None:
        self._folder = folder
        self._seen = seen
        self._file = folder
        self._read = 0
        self._number = 0
        self.calls: dict[str, set[str]] = defaultdict(set)
        self.steps = 0

    def begin(self, link: NodeLink) -> None:
        """Has this run of Asterisk write it. To be said anew after each start."""
        self.collect()
        self._number += 1
        name = f"steps-{self._number}"
        self._file, self._read = self._folder / name, 0
        link.ask("Command", {"Command": "core set verbose 3"})
        link.ask("Command", {"Command": f"logger add channel {self._seen}/{name} verbose(3)"})

    def collect(self) -> None:
        """Reads on."""
        if not self._file.is_file():
            return
        with self._file.open(encoding="utf-8", errors="replace") as file:
            file.seek(self._read)
            for line in file:
                if step := _STEP.search(line):
                    self.steps += 1
                    self.calls[f"{self._number} {step[1]}"].add(step[3])
            self._read = file.tell()

    def mixed(self, known: list[Mapping[str, Generation]]) -> list[str]:
        """Calls that made steps of two generations of an account."""
        self.collect()
        whole = {frozenset(one.contexts) for wanted in known for one in wanted.values()}
        ours = {name for names in whole for name in names}
        wrong = []
        for call, contexts in self.calls.items():
            entered = contexts & ours
            if not any(entered <= names for names in whole):
                wrong.append(f"call {call} made steps in {sorted(entered)}")
        self.calls.clear()
        return wrong
