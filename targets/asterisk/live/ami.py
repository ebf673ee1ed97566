"""A session with a running Asterisk over its manager interface: the one door to asterisk-ami.

The library knows the protocol; it also stops reading after three idle seconds, reports a
time-out as `None`, sends line breaks as they come and loses lists. The subclass here keeps its
greeting, log-in and actions, and does the carrying itself: every call has a deadline and ends
in a reply or an exception. A session never connects again and never repeats an action: after
`AmiLinkLost` or `AmiTimeout` the caller can't know whether the action was run, and looks.
"""

from __future__ import annotations

import contextlib
import queue
import re
import secrets
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from types import TracebackType
from typing import Any, Self

from asterisk.ami import AMIClient, LoginAction

from targets.asterisk.live.packets import (
    AmiValueError,
    Fields,
    Packet,
    cut_packets,
    encode_actions,
)
from targets.asterisk.live.replies import (
    AmiError,
    AmiLinkLost,
    AmiRefused,
    AmiTimeout,
    Batch,
    Reply,
)

__all__ = ["FLOOR", "AmiError", "AmiLinkLost", "AmiRefused", "AmiSession", "AmiTimeout",
           "AmiValueError", "Packet", "Reply"]  # fmt: skip

FLOOR = (22, 10, 1)
_BANNER_BYTES = 200
_ACTION_ID = re.compile(
    rb"\r\nActionID: ?([0-9a-f]+-[0-9]+)-([0-9]{1,9})(?:\r\n|\Z)", re.IGNORECASE
)


Listener = Callable[[Packet], None]


class AmiSession:
    """A logged-in manager session. Calls may come from several threads; close it when done."""

    def __init__(self, client: _Client) -> None:
        self._client = client

    @classmethod
    def connect(
        cls,
        host: str,
        port: int,
        user: str,
        secret: str,
        *,
        events: bool = False,
        tls: ssl.SSLContext | None = None,
        timeout: float = 5,
        floor: tuple[int, int, int] | None = FLOOR,
    ) -> Self:
        """Connect, log in and make sure of the version, all within `timeout` seconds.

        Without a `floor` the version isn't asked for, which a user must be allowed to. With `events` off, Asterisk sends nothing but answers: right for whoever changes things.
        """
        client = _Client(host, port, tls)
        try:
            deadline = time.monotonic() + timeout
            client.open(deadline)
            _log_in(client, user, secret, events, deadline)
            session = cls(client)
            if floor is not None:
                _require_version(session, floor, deadline)
        except BaseException:
            client.disconnect()
            raise
        return session

    def call(self, action: str, fields: Fields = (), timeout: float = 5) -> Reply:
        """Send one action and wait for its whole answer. An `Error` response is a reply too."""
        return self.pipeline([(action, fields)], timeout)[0]

    def pipeline(self, actions: Sequence[tuple[str, Fields]], timeout: float = 30) -> list[Reply]:
        """Send many actions at once; the replies come in the same order, within one deadline.

        All are checked before the first byte is sent. Asterisk runs them one after another,
        also after one of them failed.
        """
        return self._client.exchange(actions, time.monotonic() + timeout)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have every event from now on given to `listener`; the result ends the subscription.

        Each listener has its own thread and queue: a slow or failing one disturbs nobody.
        """
        return self._client.add_queue(listener)

    def wait_booted(self, timeout: float) -> None:
        """Wait until Asterisk says that all of it has started; needs a session with events."""
        if not self._client.booted.wait(timeout):
            raise AmiTimeout(f"Asterisk hasn't started completely within {timeout:g} s.")
        if not self.alive:
            raise AmiLinkLost("Asterisk went away while it was starting.")

    @property
    def alive(self) -> bool:
        """Whether the connection still stands, as far as one can know without asking."""
        return not self._client.finished.is_set()

    def close(self) -> None:
        """Say goodbye and end the session; calls under way fail."""
        if self.alive:
            with contextlib.suppress(AmiError):
                self.call("Logoff", timeout=1)
        self._client.disconnect()

    def drop(self) -> None:
        """End the session without a word; calls under way fail."""
        self._client.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def _log_in(client: _Client, user: str, secret: str, events: bool, deadline: float) -> None:
    """Log in; the secret is in no message and no exception."""
    fields = {**LoginAction(user, secret).keys, "Events": "on" if events else "off"}
    reply = client.exchange([("Login", fields)], deadline)[0]
    if not reply.ok:
        raise AmiRefused(f"Asterisk refused to log {user} in: {reply.message}")


def _require_version(session: AmiSession, floor: tuple[int, int, int], deadline: float) -> None:
    """Refuse an Asterisk below the floor, whose known holes and habits we don't work around."""
    left = max(deadline - time.monotonic(), 0.1)
    reply = session.call("CoreSettings", timeout=left)
    told = reply.response.get("AsteriskVersion")
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", told)
    if numbers is None or tuple(map(int, numbers.groups())) < floor:
        wanted = ".".join(map(str, floor))
        raise AmiRefused(f"Asterisk {told or 'of no known version'} answers; {wanted} is needed.")


class _Client(AMIClient):  # type: ignore[misc]
    """asterisk-ami's client with its carrying replaced: bytes, deadlines, lists, threads."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(address=host, port=port, encoding_errors="surrogateescape")
        self._tls = tls
        self._prefix = secrets.token_hex(4)  # another session's answers are never taken for ours
        self._numbers = count(1)
        self._batches: dict[bytes, Batch] = {}
        self._queues: list[queue.SimpleQueue[Packet | None]] = []
        self._state = threading.Lock()
        self._transfer = threading.Lock()  # one TLS object isn't safe to read and write at once
        self._sending = threading.Lock()  # one action's bytes stay together
        self.finished = threading.Event()
        self.booted = threading.Event()

    def open(self, deadline: float) -> None:
        """Connect, check the greeting and start reading."""
        try:
            left = max(deadline - time.monotonic(), 0.01)
            link = socket.create_connection((self._address, self._port), timeout=left)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = self._tls.wrap_socket(link, server_hostname=self._address) \
                if self._tls else link  # fmt: skip
            rest = self._read_banner(deadline)
        except TimeoutError as late:
            raise AmiTimeout(f"{self._address}:{self._port} doesn't answer.") from late
        except OSError as broken:
            raise AmiLinkLost(
                f"No connection to {self._address}:{self._port}: {broken}"
            ) from broken
        self._socket.setblocking(False)
        self._thread = threading.Thread(
            target=self.listen, args=(bytearray(rest),), name="ami-reader", daemon=True
        )
        self._thread.start()

    def _read_banner(self, deadline: float) -> bytes:
        """The greeting line; whatever came behind it is handed on."""
        data = b""
        while b"\r\n" not in data:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.01))
            got = self._socket.recv(_BANNER_BYTES)
            data += got
            if not got or len(data) > _BANNER_BYTES:
                break
        banner, _, rest = data.partition(b"\r\n")
        greeting = self.asterisk_start_regex.match(banner.decode("ascii", "replace"))
        if greeting is None:
            raise AmiRefused(f"{self._address}:{self._port} isn't a manager interface.")
        self._ami_version = greeting["version"]
        return rest

    def exchange(self, actions: Sequence[tuple[str, Fields]], deadline: float) -> list[Reply]:
        """Send all, wait for all."""
        key = f"{self._prefix}-{next(self._numbers)}"
        numbered = ((action, f"{key}-{at}", fields) for at, (action, fields) in enumerate(actions))
        wire = encode_actions(numbered)
        batch = Batch([action for action, _ in actions])
        self._enter(key.encode(), batch)
        try:
            self.send(wire, deadline)
            return batch.await_replies(deadline)
        finally:
            self._leave(key.encode())

    def _enter(self, key: bytes, batch: Batch) -> None:
        with self._state:
            if self.finished.is_set():
                raise AmiLinkLost("The manager session is over.")
            self._batches[key] = batch

    def _leave(self, key: bytes) -> None:
        with self._state:
            del self._batches[key]

    def send(self, wire: bytes, deadline: float) -> None:
        """Send all bytes before the deadline, or give the link up: half an action is no state."""
        view = memoryview(wire)
        try:
            with self._sending:
                while view:
                    view = view[self._send_some(view, deadline) :]
        except (OSError, ValueError) as broken:
            self._fail(f"sending failed: {broken}")
            raise AmiLinkLost("Asterisk doesn't take our actions any more.") from broken

    def _send_some(self, view: memoryview, deadline: float) -> int:
        try:
            with self._transfer:
                return int(self._socket.send(view))
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no room in time") from None
            self._wait(select.POLLOUT, left)
            return 0

    def listen(self, buffer: bytearray) -> None:
        """Read until the link ends; the thread's whole life."""
        why = "Asterisk closed it"
        try:
            while not self.finished.is_set():
                for raw in cut_packets(buffer):
                    self._take(raw)
                got = self._receive_some()
                if got == b"":
                    break
                buffer += got or b""
        except (OSError, ValueError) as broken:
            why = str(broken)
        self._fail(why)

    def _receive_some(self) -> bytes | None:
        """What has come: nothing yet is None, the end is empty."""
        try:
            with self._transfer:
                return bytes(self._socket.recv(262_144))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self._wait(select.POLLIN, 1)
            return None

    def _wait(self, what: int, seconds: float) -> None:
        ready = select.poll()
        ready.register(self._socket, what)
        ready.poll(seconds * 1000)

    def _take(self, raw: bytes) -> None:
        """Give a packet to the call it answers, or to the listeners."""
        found = _ACTION_ID.search(raw)
        batch = self._batches.get(found[1]) if found else None
        if found and batch and batch.take(int(found[2]), raw):
            return
        packet = Packet(raw=raw)
        if packet.get("Event"):
            if packet.get("Event") == "FullyBooted":
                self.booted.set()
            self._hand_out(packet)

    def _hand_out(self, packet: Packet | None) -> None:
        with self._state:
            queues = tuple(self._queues)
        for one in queues:
            one.put(packet)

    def add_queue(self, listener: Listener) -> Callable[[], None]:
        """Start a thread that feeds one listener."""
        events: queue.SimpleQueue[Packet | None] = queue.SimpleQueue()
        with self._state:
            self._queues.append(events)
        threading.Thread(
            target=_feed, args=(events, listener), name="ami-listener", daemon=True
        ).start()

        def end() -> None:
            with self._state, contextlib.suppress(ValueError):
                self._queues.remove(events)
            events.put(None)

        return end

    def _fail(self, why: str) -> None:
        """End everything that waits for this link."""
        with self._state:
            self.finished.set()
            waiting = tuple(self._batches.values())
        for batch in waiting:
            batch.lose(why)
        self.booted.set()
        self._hand_out(None)

    def disconnect(self) -> None:
        """Close the link and let the reading thread end."""
        self._fail("we closed it")
        thread: Any = self._thread
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        if thread is not None and thread is not threading.current_thread():
            thread.join(2)
        if self._socket is not None:
            self._socket.close()


def _feed(events: queue.SimpleQueue[Packet | None], listener: Listener) -> None:
    """Give events to one listener until its queue is ended; its mistakes stay its own."""
    while (packet := events.get()) is not None:
        with contextlib.suppress(Exception):
            listener(packet)
