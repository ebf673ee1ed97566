"""Links for a first contact of soft phones: each is for one phone, works once, and ends by itself.

An SQLite database in the state folder. Of a link's token it holds the hash, so whoever reads it can't
use one. A link is spent before it is answered: two who come at the same moment can't both have it.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tenants.ledger.database import BUSY_MS, open_private
from tenants.ledger.times import lasting, read_time, time_text
from tenants.provisioning.directory import hash_of

FILE = "onboarding.sqlite3"
TOKEN_BYTES = 24
KEPT_SECONDS = 30 * 86400
"""Seconds for which a link that has ended is remembered, so that whoever comes late is told why."""
_TABLE = """
CREATE TABLE IF NOT EXISTS links(
    digest BLOB PRIMARY KEY, phone TEXT NOT NULL, who TEXT NOT NULL, made TEXT NOT NULL,
    until TEXT NOT NULL, spent TEXT
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: whose it is, until when it works, and when it was spent."""

    phone: str
    until: datetime
    spent: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be spent."""
        return self.spent is None and now < self.until


class Links:
    """The links of an installation, for any number of threads and programs."""

    def __init__(self, state: Path) -> None:
        self._file = state / FILE

    def make(self, phone: str, seconds: int, now: datetime, who: str = "") -> tuple[str, datetime]:
        """A new link's token, which is kept nowhere, and until when it works. Links that the phone
        has had and that weren't used work no more."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        until = lasting(now, seconds)
        with self._opened() as database:
            database.execute("DELETE FROM links WHERE phone = ? AND spent IS NULL", (phone,))
            old = time_text(lasting(now, -KEPT_SECONDS))
            database.execute("DELETE FROM links WHERE until < ?", (old,))
            database.execute(
                "INSERT INTO links VALUES (?, ?, ?, ?, ?, NULL)",
                (hash_of(token), phone, who, time_text(now), time_text(until)),
            )
        return token, until

    def find(self, token: str) -> Link | None:
        """The link of a token; None where there is none."""
        with self._opened() as database:
            found = database.execute(
                "SELECT phone, until, spent FROM links WHERE digest = ?", (hash_of(token),)
            ).fetchone()
        if found is None:
            return None
        phone, until, spent = found
        return Link(phone, read_time(until), read_time(spent) if spent else None)

    def spend(self, token: str, now: datetime) -> bool:
        """Use a link up. Whether it was there to be used: once, for one."""
        with self._opened() as database:
            done = database.execute(
                "UPDATE links SET spent = ? WHERE digest = ? AND spent IS NULL AND until > ?",
                (time_text(now), hash_of(token), time_text(now)),
            )
            return done.rowcount == 1

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database, for one change that happens wholly or not at all."""
        os.close(open_private(self._file, os.O_RDWR))
        with closing(sqlite3.connect(self._file)) as database, database:
            database.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            database.execute("PRAGMA synchronous = FULL")
            database.execute(_TABLE)
            yield database
