"""The record of a running switch: every event of its manager interface, with its moment.

The moment is the one that Asterisk itself names: what comes here late has not happened late. All
switches of the lab run on one machine, so their moments are of one clock, Python's `time.time`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from targets.asterisk.live.ami import AmiSession, Packet
from targets.asterisk.live.reports import Report, moment_of
from tenants.lab.instance import Instance

__all__ = ["Recorder", "Report", "moment_of"]


class Recorder:
    """Listens to a switch from `start` until `stop`; a context manager."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._session: AmiSession | None = None
        self._news = threading.Condition()
        self._reports: list[Report] = []

    def start(self) -> Self:
        """Listen. Changes of variables are left out: there are too many of them."""
        self._session = self._instance.ami(events=True)
        self._session.call("Filter", {"Operation": "Add", "Filter": "!Event: VarSet"})
        self._session.subscribe(self._note)
        return self

    def stop(self) -> None:
        """Listen no more."""
        if self._session is not None:
            self._session.close()
            self._session = None

    @property
    def session(self) -> AmiSession:
        """The manager session, for actions too."""
        if self._session is None:
            raise RuntimeError("The recorder isn't started.")
        return self._session

    @property
    def position(self) -> int:
        """How many reports there are so far."""
        with self._news:
            return len(self._reports)

    def since(self, position: int) -> tuple[Report, ...]:
        """The reports from a position on."""
        with self._news:
            return tuple(self._reports[position:])

    def wait_for(self, wanted: Callable[[Report], bool], position: int, timeout: float) -> int:
        """The position of the first report from `position` on that is wanted; TimeoutError."""
        deadline = time.monotonic() + timeout
        with self._news:
            while (found := self._find(wanted, position)) is None:
                position = len(self._reports)
                if not self._news.wait(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError("The switch reported nothing like it in time.")
        return found

    def _find(self, wanted: Callable[[Report], bool], position: int) -> int | None:
        places = range(position, len(self._reports))
        return next((place for place in places if wanted(self._reports[place])), None)

    def _note(self, packet: Packet) -> None:
        with self._news:
            self._reports.append(Report(moment_of(packet), packet))
            self._news.notify_all()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()
