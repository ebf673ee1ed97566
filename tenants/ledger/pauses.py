"""Pauses: somebody works at an account by hand and asks not to be disturbed for a while."""

from __future__ import annotations

from tenants.ledger.database import Database
from tenants.ledger.records import Pause
from tenants.ledger.times import Clock, Countdown, Span, lasting, read_time, time_text

ALL = ""
"""In the place of an account: every one."""

_COLUMNS = "account, until, why, who, at"


class Pauses:
    """Which accounts are paused. A pause ends by itself."""

    def __init__(self, database: Database, clock: Clock, countdown: Countdown) -> None:
        self._database = database
        self._clock = clock
        self._countdown = countdown

    def pause(self, account: str, seconds: int, why: str, who: str) -> Pause:
        """Leaves an account alone for so long; one that is paused already, from now on."""
        now = self._clock()
        pause = Pause(account, lasting(now, seconds), why, who, now)
        row = (account, time_text(pause.until), float(seconds), why, who, time_text(now))
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?, ?, ?)", row)
        self._countdown.left(_name(account), Span(pause.until, float(seconds)))
        return pause

    def resume(self, account: str) -> bool:
        """Ends a pause; whether there was one."""
        was = self._of(account) is not None
        with self._database.writing() as connection:
            connection.execute("DELETE FROM pause WHERE account = ?", (account,))
        return was

    def paused(self, account: str) -> Pause | None:
        """The pause that an account is in: its own, or that of all."""
        return self._of(account) or self._of(ALL)

    def list(self) -> tuple[Pause, ...]:
        """All pauses that last."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT account FROM pause ORDER BY account").fetchall()
        found = (self._of(account) for (account,) in rows)
        return tuple(pause for pause in found if pause is not None)

    def _of(self, account: str) -> Pause | None:
        query = f"SELECT {_COLUMNS}, seconds FROM pause WHERE account = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (account,)).fetchone()
        if row is None:
            return None
        _, until, why, who, at, seconds = row
        if self._countdown.left(_name(account), Span(read_time(until), seconds)) <= 0:
            return None
        return Pause(account, read_time(until), why, who, read_time(at))


def _name(account: str) -> str:
    return f"pause {account}"
