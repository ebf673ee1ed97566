"""Hearing what a running switch does, as it does it.

Only what tells a call's story comes over the wire: the user that we sign in as hears nothing else
(`targets.asterisk.settings`). Whoever hears a busy switch hears all of its calls, so what is of no
interest is thrown away before it is read.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager

from targets.asterisk.live.ami import AmiError, AmiSession, Packet
from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.node_link import CONNECTING, Door
from targets.asterisk.live.reports import Report, moment_of
from targets.asterisk.settings import REPORTS

Heard = queue.SimpleQueue[tuple[str, Report]]
"""What was reported, with the name of the node where."""


_KINDS = tuple(f"Event: {name}\r\n".encode() for name in REPORTS)


@contextmanager
def hearing(door: Door, node: str, heard: Heard) -> Iterator[AmiSession]:
    """Puts every report of a node where it is waited for, until the end. NodeLost."""
    try:
        session = AmiSession.connect(
            door.host, door.port, door.user, door.secret,
            events=True, tls=door.tls, timeout=CONNECTING, floor=None,
        )  # fmt: skip
    except AmiError as error:
        raise NodeLost(str(error)) from error

    def note(packet: Packet) -> None:
        if packet.raw.startswith(_KINDS):
            heard.put((node, Report(moment_of(packet), packet)))

    session.subscribe(note)
    try:
        yield session
    finally:
        session.close()
