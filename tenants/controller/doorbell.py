"""The bell that says something may be new. Whoever rings many times while we look is heard once."""

from __future__ import annotations

import threading


class Doorbell:
    """Rung from any thread, answered by one."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._who: list[str] = []

    def ring(self, who: str) -> None:
        """Something may be new; `who` says so."""
        with self._news:
            if who not in self._who:
                self._who.append(who)
            self._news.notify_all()

    def wait(self, timeout: float) -> tuple[str, ...]:
        """Who has rung since it was answered last; nobody after `timeout` seconds."""
        with self._news:
            self._news.wait_for(lambda: self._who, timeout)
            who, self._who = tuple(self._who), []
        return who
