"""Commits that accounts can't have, of two kinds, which say nothing of each other.

What a node couldn't hold, or was taken back, names a generation: it is refused until a newer commit
has gone live. What was found wrong in a commit names none: it is refused until it is mended.
"""

from __future__ import annotations

import sqlite3

from tenants.ledger.database import Database
from tenants.ledger.records import Refusal
from tenants.ledger.times import Clock, read_time, time_text

_COLUMNS = "account, commit_id, generation, why, at, diagnostics"


class Refusals:
    """Which commits are refused, by account."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def refuse(
        self, account: str, commit: str, why: str, generation: str = "", diagnostics: str = ""
    ) -> None:
        """Refuses a commit: why in a sentence, and all that was told of it."""
        with self._database.writing() as connection:
            self.refuse_in(connection, Refusal(account, commit, generation, why, self._clock(), diagnostics))  # fmt: skip

    def is_refused(self, account: str, commit: str) -> bool:
        """Whether an account can't have a commit."""
        return self.find(account, commit) is not None

    def find(self, account: str, commit: str) -> Refusal | None:
        """Why an account can't have a commit; None where nothing speaks against it."""
        return self._newest("account = ? AND commit_id = ? AND NOT cleared", account, commit)

    def last(self, account: str) -> Refusal | None:
        """The refusal of an account that still holds."""
        return self._newest("account = ? AND NOT cleared", account)

    def holds(self, account: str, generation: str) -> bool:
        """Whether an account can't have a generation, whatever commit it is made from."""
        return self._newest("account = ? AND generation = ? AND NOT cleared", account, generation) is not None  # fmt: skip

    def findings(self, account: str) -> Refusal | None:
        """What was found wrong in the newest commit of an account, and isn't mended yet."""
        return self._newest("account = ? AND generation = '' AND NOT cleared", account)

    def accounts(self, *, only_findings: bool = False) -> tuple[str, ...]:
        """The accounts of which something is refused; or those whose newest commit isn't right."""
        query = "SELECT DISTINCT account FROM refusal WHERE NOT cleared"
        if only_findings:
            query += " AND generation = ''"
        with self._database.reading() as connection:
            return tuple(account for (account,) in connection.execute(query))

    def mend(self, account: str) -> None:
        """Forgets what was found wrong: it is mended."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE refusal SET cleared = 1 WHERE account = ? AND generation = ''", (account,)
            )

    def refuse_in(self, connection: sqlite3.Connection, refusal: Refusal) -> None:
        """`refuse`, within a transaction. What was refused before for such a reason says nothing any
        more."""
        connection.execute(
            "UPDATE refusal SET cleared = 1 WHERE account = ? AND (generation = '') = (? = '')",
            (refusal.account, refusal.generation),
        )
        connection.execute(
            f"INSERT INTO refusal ({_COLUMNS}, cleared) VALUES (?, ?, ?, ?, ?, ?, 0)",
            (
                refusal.account,
                refusal.commit,
                refusal.generation,
                refusal.why,
                time_text(refusal.at),
                refusal.diagnostics,
            ),
        )

    def clear_in(self, connection: sqlite3.Connection, account: str, newer: str) -> None:
        """Forgets which generations were refused of an account, but for those of this commit: a newer
        one is there. Within a transaction."""
        connection.execute(
            "UPDATE refusal SET cleared = 1"
            " WHERE account = ? AND commit_id <> ? AND generation <> ''",
            (account, newer),
        )

    def _newest(self, condition: str, *values: str) -> Refusal | None:
        query = f"SELECT {_COLUMNS} FROM refusal WHERE {condition} ORDER BY number DESC LIMIT 1"
        with self._database.reading() as connection:
            row = connection.execute(query, values).fetchone()
        if row is None:
            return None
        account, commit, generation, why, at, diagnostics = row
        return Refusal(account, commit, generation, why, read_time(at), diagnostics)
