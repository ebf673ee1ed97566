"""What people call accounts: the ledger knows them by id, the command line by path."""

from __future__ import annotations

from collections.abc import Iterable

from schema.program import PLATFORM
from tenants.ledger.database import Database
from tenants.ledger.records import AccountName

SHARED = "*"
"""The path of what all accounts share, which is served as if it were an account."""

ROOT = "."
"""How the root account is written where a path is expected."""


class Accounts:
    """The names of all accounts that were ever served from here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def name(self, names: Iterable[AccountName]) -> None:
        """Writes down what accounts are called now, where that isn't known yet."""
        rows = [(one.id, one.path, one.name) for one in names]
        with self._database.reading() as connection:
            known = set(connection.execute("SELECT id, path, name FROM account"))
        if known.issuperset(rows):
            return
        with self._database.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", rows)

    def find(self, text: str) -> AccountName | None:
        """The account that somebody means: by its path, `.` or its name for the root, `*` for what
        all share, or by its id."""
        path = text.strip("/")
        if path == SHARED:
            return self.of(PLATFORM)
        known = self.list()
        by_path = {one.path: one for one in known}
        root = by_path.get("")
        if root is not None and path in ("", ROOT, root.name):
            return by_path.get(path, root)
        return by_path.get(path) or next((one for one in known if one.id == path), None)

    def of(self, account: str) -> AccountName:
        """What an account is called; its id where nobody said."""
        if account == PLATFORM:
            return AccountName(PLATFORM, SHARED, "shared by all")
        query = "SELECT path, name FROM account WHERE id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (account,)).fetchone()
        return AccountName(account, *row) if row else AccountName(account, account, account)

    def list(self) -> tuple[AccountName, ...]:
        """All accounts, by path."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, path, name FROM account ORDER BY path").fetchall()
        return tuple(AccountName(*row) for row in rows)
