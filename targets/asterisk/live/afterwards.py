"""What may be done when all else is: console commands that take Asterisk seconds, and nobody waits for.

They go over a session of their own, since Asterisk answers on each session in order, and a push must
never stand behind them. What can't be given now is given up: lamps come right by themselves when
their phones register again.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable

from targets.asterisk.live.node import NodeError
from targets.asterisk.live.node_link import Door, NodeLink

PATIENCE = 60.0
"""Seconds that one of them may take."""


class Afterwards:
    """Commands of one node, each given once however often it was asked for meanwhile."""

    def __init__(self, door: Door) -> None:
        self._link = NodeLink(door, answering=PATIENCE)
        self._lock = threading.Lock()
        self._waiting: dict[str, None] = {}
        self._thread: threading.Thread | None = None

    def add(self, commands: Iterable[str]) -> None:
        """Gives these when there is time."""
        with self._lock:
            self._waiting |= dict.fromkeys(commands)
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._give, name="afterwards", daemon=True)
                self._thread.start()

    def wait(self, timeout: float) -> None:
        """Waits until nothing is left to be given."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _give(self) -> None:
        while (command := self._next()) is not None:
            with contextlib.suppress(NodeError):
                self._link.ask("Command", {"Command": command})
        self._link.close()

    def _next(self) -> str | None:
        with self._lock:
            command = next(iter(self._waiting), None)
            if command is None:
                self._thread = None
            else:
                del self._waiting[command]
            return command
