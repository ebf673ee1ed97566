"""The way to a running Asterisk: one session that is opened when it is needed, and opened again.

Everything is asked within a deadline. What goes wrong on the way ends the session, and is told as
`NodeLost`: nothing is asked a second time, since nobody knows whether it was done. After a failed
attempt to connect the next ones are refused at once for a while that grows, so that whoever asks
in a loop burdens nobody.
"""

from __future__ import annotations

import random
import secrets
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from targets.asterisk.live.ami import AmiError, AmiRefused, AmiSession, AmiValueError, Reply
from targets.asterisk.live.node import NodeLost, NodeRefused
from targets.asterisk.live.packets import Fields

CONNECTING = 5.0
"""Seconds within which Asterisk must let us in and say that it is fully there."""

ANSWERING = 10.0
"""Seconds within which whatever is asked at once must be answered."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0

RUN = "Q_RUN"
"""The variable of Asterisk that tells one run of it from the next."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where and as whom we sign in at a node's manager interface. `tls` is how it must prove who
    it is; without one the connection is in clear, which is for this machine only."""

    host: str
    port: int
    user: str
    secret: str
    tls: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Door({self.user}@{self.host}:{self.port})"


class NodeLink:
    """Asks a running Asterisk. Calls may come from several threads; they go one after another."""

    def __init__(
        self, door: Door, *, connecting: float = CONNECTING, answering: float = ANSWERING
    ) -> None:
        self.door = door
        self.connecting = connecting
        self.answering = answering
        self._turn = threading.RLock()
        self._session: AmiSession | None = None
        self._run = ""
        self._failures = 0
        self._not_before = 0.0

    def ask(self, action: str, fields: Fields = ()) -> Reply:
        """The reply to one action. NodeLost, NodeRefused for what can't be sent."""
        return self.ask_all([(action, fields)])[0]

    def ask_all(self, actions: Sequence[tuple[str, Fields]]) -> list[Reply]:
        """The replies to many actions, in order. NodeLost, NodeRefused for what can't be sent."""
        if not actions:
            return []
        with self._turn:
            session = self._open()
            try:
                return session.pipeline(actions, self.answering)
            except AmiValueError as error:
                raise NodeRefused(f"Asterisk can't be given this: {error}") from error
            except AmiError as error:
                self.close()
                raise NodeLost(str(error)) from error

    def run(self) -> str:
        """What tells this run of Asterisk from others. NodeLost."""
        with self._turn:
            self._open()
            return self._run

    def close(self) -> None:
        """End the session, if there is one."""
        with self._turn:
            session, self._session = self._session, None
            if session is not None:
                session.drop()

    def _open(self) -> AmiSession:
        if self._session is not None and self._session.alive:
            return self._session
        self.close()
        self._wait_our_turn()
        try:
            session = self._connect()
        except AmiError as error:
            self._failures += 1
            longest = min(SHORTEST_PAUSE * 2**self._failures, LONGEST_PAUSE)
            self._not_before = time.monotonic() + random.uniform(longest / 2, longest)
            raise NodeLost(str(error)) from error
        self._failures, self._not_before = 0, 0.0
        self._session = session
        return session

    def _wait_our_turn(self) -> None:
        if time.monotonic() < self._not_before:
            where = f"{self.door.host}:{self.door.port}"
            raise NodeLost(f"{where} couldn't be reached a moment ago; it is tried again soon.")

    def _connect(self) -> AmiSession:
        """Sign in and wait until all of Asterisk is there: half of a dialplan is none."""
        deadline = time.monotonic() + self.connecting
        door = self.door
        session = AmiSession.connect(
            door.host, door.port, door.user, door.secret, tls=door.tls, timeout=self.connecting
        )
        try:
            session.call("Command", {"Command": "core waitfullybooted"}, _left(deadline))
            self._run = _run_of(session, deadline)
        except BaseException:
            session.drop()
            raise
        return session


def _run_of(session: AmiSession, deadline: float) -> str:
    """A mark that we leave in Asterisk's memory, where no restart leaves it."""
    ask = ("Getvar", {"Variable": RUN})
    there = session.pipeline([ask], _left(deadline))[0].response.get("Value")
    if there:
        return there
    leave = ("Setvar", {"Variable": RUN, "Value": secrets.token_hex(8)})
    kept = session.pipeline([leave, ask], _left(deadline))[1].response.get("Value")
    if not kept:
        raise AmiRefused("Asterisk doesn't let us keep a mark in its memory.")
    return kept


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.1)
