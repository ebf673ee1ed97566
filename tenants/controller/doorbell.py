"""The bell that says something may be new. Whoever rings many times while we look is heard once."""

from __future__ import annotations

import threading
import time


class Doorbell:
    """Rung from any thread, answered by one."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._who: list[str] = []
        self._rung = 0.0
        self.rung = 0.0
        """When it was rung first of what was answered last, by the clock that only goes on."""

    def ring(self, who: str) -> None:
        """Something may be new; `who` says so."""
        with self._news:
            if not self._who:
                self._rung = time.monotonic()
            if who not in self._who:
                self._who.append(who)
            self._news.notify_all()

    def wait(self, timeout: float) -> tuple[str, ...]:
        """Who has rung since it was answered last; nobody after `timeout` seconds."""
        with self._news:
            self._news.wait_for(lambda: self._who, timeout)
            who, self._who = tuple(self._who), []
            self.rung = self._rung if who else time.monotonic()
        return who
