"""A way to a manager interface that can be bad: it cuts, holds back, garbles and repeats packets.

One fault at a time is armed; it strikes at the n-th packet that passes in its direction from then
on, and the way is good again after it (but for a link that it made silent, which stays so).
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self, get_args

Kind = Literal["cut", "cut off", "silent", "half", "late", "garbled", "twice", "lost", "begun"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""`cut`: both ends are closed before the packet. `cut off`: in the middle of it. `silent`: nothing
comes any more, and the link stands. `half`: half of it comes, then nothing. `late`: it comes after a
while. `garbled`: a byte is another. `twice`: it comes twice. `lost`: it doesn't come. `begun`: it is
cut off, and the next begins in its line."""

Direction = Literal["actions", "answers"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

END = b"\r\n\r\n"
LATE = 0.3
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, in which direction, at which packet from now on (the first is 0)."""

    kind: Kind
    direction: Direction
    at: int
    seed: int = 0


class AmiProxy:
    """Listens on this machine and leads to the manager interface at a port; a context manager."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._links: list[socket.socket] = []
        self._turn = threading.Lock()
        self._fault: Fault | None = None
        self._passed = 0
        self.struck = False
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, fault: Fault | None) -> None:
        """From now on this goes wrong; None for nothing."""
        with self._turn:
            self._fault, self._passed, self.struck = fault, 0, False

    def cut_all(self) -> None:
        """Close every link that stands."""
        with self._turn:
            links, self._links = self._links, []
        for link in links:
            _close(link)

    def close(self) -> None:
        """Stop listening and close every link."""
        _close(self._listening)
        self.cut_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    _close(near)
                    continue
                with self._turn:
                    self._links += [near, far]
                for source, sink, direction in ((near, far, "actions"), (far, near, "answers")):
                    pump = _Pump(self, source, sink, direction)  # type: ignore[arg-type]
                    threading.Thread(target=pump.run, daemon=True).start()

    def due(self, direction: Direction) -> Fault | None:
        """The fault that strikes the packet that passes now."""
        with self._turn:
            fault = self._fault
            if fault is None or fault.direction != direction:
                return None
            self._passed += 1
            if self._passed <= fault.at:
                return None
            self._fault, self.struck = None, True
            return fault


class _Pump:
    """Carries what comes from one end to the other, packet by packet."""

    def __init__(
        self, proxy: AmiProxy, source: socket.socket, sink: socket.socket, direction: Direction
    ) -> None:
        self._proxy = proxy
        self._source = source
        self._sink = sink
        self._direction: Direction = direction
        self._deaf = False

    def run(self) -> None:
        """Until one end is closed."""
        data = b""
        with contextlib.suppress(OSError):
            if self._direction == "answers":
                data = self._carry_greeting()
            while True:
                *packets, data = data.split(END)
                for packet in packets:
                    self._carry(packet + END)
                got = self._source.recv(262_144)
                if not got:
                    break
                data += got
        _close(self._sink)

    def _carry_greeting(self) -> bytes:
        data = b""
        while b"\r\n" not in data and (got := self._source.recv(4096)):
            data += got
        greeting, _, rest = data.partition(b"\r\n")
        self._sink.sendall(greeting + b"\r\n")
        return rest

    def _carry(self, packet: bytes) -> None:
        fault = self._proxy.due(self._direction)
        if self._deaf:
            return
        if fault is None:
            self._sink.sendall(packet)
            return
        self._sink.sendall(_what_comes(fault, packet))
        if fault.kind in ("cut", "cut off"):
            _close(self._source)
            _close(self._sink)
        self._deaf = fault.kind in ("silent", "half")


def _what_comes(fault: Fault, packet: bytes) -> bytes:
    """What the other end gets of a packet that a fault strikes."""
    match fault.kind:
        case "cut" | "silent" | "lost":
            return b""
        case "cut off" | "half" | "begun":
            return packet[: random.Random(fault.seed).randrange(1, len(packet))]
        case "twice":
            return packet * 2
        case "garbled":
            return _garbled(packet, random.Random(fault.seed))
        case "late":
            threading.Event().wait(LATE)
            return packet


def _garbled(packet: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(packet))
    other = bytes([packet[at] ^ (1 << chance.randrange(7))])
    return packet[:at] + other + packet[at + 1 :]


def _close(link: socket.socket) -> None:
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
    link.close()
