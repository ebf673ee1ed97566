"""The node's database: its tables, and the statements that read and write them.

Asterisk reads the first tables itself ("realtime"); `pbxc_rows` is ours and says whose each row is.
Values go into statements as parameters, names of columns only if they stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.text import Unwritable

Statement: TypeAlias = tuple[str, tuple[str, ...]]
"""A statement of SQL and its parameters."""


@dataclass(frozen=True)
class Table:
    """A table that Asterisk reads: the column that names a row, and all others with what each holds
    where a row says nothing. Asterisk takes an empty value for an answer, so that is its own default.

    `owned` are the columns that git says at first and whose owner may change them since: a PIN.
    """

    name: str
    id: str
    columns: Mapping[str, str]
    owned: frozenset[str] = frozenset()

    def filled(self, row: Row) -> Mapping[str, str]:
        """A row with every column that isn't empty."""
        said = {name: value for name, value in row if value}
        return {**self._defaults, **said}

    @cached_property
    def _defaults(self) -> Mapping[str, str]:
        return {name: value for name, value in self.columns.items() if value}

    @cached_property
    def sorted_places(self) -> tuple[tuple[str, int], ...]:
        """All columns but the id, sorted, and where each stands behind the id."""
        return tuple(sorted((name, place) for place, name in enumerate(self.columns, 1)))


def _empty(names: str) -> Mapping[str, str]:
    return dict.fromkeys(names.split(), "")


# Asterisk takes the columns in this order: `disallow` undoes every `allow` that stands before it.
_ENDPOINT = {
    **_empty("disallow allow deny permit contact_deny contact_permit"),
    **_empty("accountcode aors auth callerid context language mailboxes outbound_auth set_var"),
    **_empty("subscribe_context tenantid transport"),
    "allow_overlap": "yes",
    "allow_subscribe": "yes",
    "allow_transfer": "yes",
    "direct_media": "yes",
    "force_rport": "yes",
    "identify_by": "username,ip",
    "media_encryption": "no",
    "media_encryption_optimistic": "no",
    "moh_suggest": "default",
    "mwi_subscribe_replaces_unsolicited": "no",
    "rewrite_contact": "no",
    "rtp_symmetric": "no",
    "send_pai": "no",
    "t38_udptl": "no",
    "t38_udptl_ec": "none",
    "trust_id_inbound": "no",
    "trust_id_outbound": "no",
}
_AOR = {
    **_empty("contact mailboxes"),
    "max_contacts": "0",
    "maximum_expiration": "7200",
    "minimum_expiration": "60",
    "qualify_frequency": "0",
    "remove_existing": "no",
}
_AUTH = _empty("auth_type password password_digest realm username")
_BOX = _empty(
    "attach context delete email fullname language mailbox maxmsg maxsecs minsecs password tz"
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("ps_endpoints", "id", _ENDPOINT),
        Table("ps_aors", "id", _AOR),
        Table("ps_auths", "id", _AUTH),
        Table("voicemail", "uniqueid", _BOX, frozenset({"password"})),
    )
}
"""Every table that Asterisk reads."""


def schema_statements() -> tuple[str, ...]:
    """Make what isn't there yet; once for each database."""
    return (*map(_create, TABLES.values()), _OWNERS, _BOXES)


_OWNERS = (
    'CREATE TABLE IF NOT EXISTS "pbxc_rows" ("account" TEXT NOT NULL, "table" TEXT NOT NULL, '
    '"id" TEXT NOT NULL, PRIMARY KEY ("account", "table", "id")) WITHOUT ROWID'
)
_BOXES = 'CREATE INDEX IF NOT EXISTS "voicemail_box" ON "voicemail" ("mailbox", "context")'


def _create(table: Table) -> str:
    """A table whose rows stand in falling order of their ids.

    Asterisk puts what it reads of a whole table into a list that it keeps sorted, searching from its
    front: in this order the place is found at once, in any other that takes most of its start.
    """
    columns = "".join(
        f""""{name}" TEXT NOT NULL DEFAULT '{value}', """ for name, value in table.columns.items()
    )
    return (
        f'CREATE TABLE IF NOT EXISTS "{table.name}" ("{table.id}" TEXT NOT NULL, {columns}'
        f'PRIMARY KEY ("{table.id}" DESC)) WITHOUT ROWID'
    )


def put_statements(account: str, rows: Mapping[RowKey, Row]) -> Iterator[Statement]:
    """Write rows of an account: what isn't said in one is as if it never was. In a row that is there,
    its owner's columns stay as they are at that moment."""
    for key, row in rows.items():
        table = _table(key.table)
        names, values = zip(*_checked(table, row), strict=True) if row else ((), ())
        listed = ", ".join(f'"{name}"' for name in (table.id, *names))
        marks = ", ".join("?" * (1 + len(names)))
        sql = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks}) {_overwriting(table)}'
        yield sql, (key.id, *values)
        yield 'INSERT OR IGNORE INTO "pbxc_rows" VALUES (?, ?, ?)', (account, *key)


def _overwriting(table: Table) -> str:
    """What becomes of a row that is there; `excluded` is what would be without it, defaults too."""
    columns = (name for name in table.columns if name not in table.owned)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return f'ON CONFLICT ("{table.id}") DO UPDATE SET {changes}'


def drop_statements(account: str, keys: Iterable[RowKey]) -> Iterator[Statement]:
    """Remove rows of an account."""
    for key in keys:
        table = _table(key.table)
        yield f'DELETE FROM "{table.name}" WHERE "{table.id}" = ?', (key.id,)
        own = 'DELETE FROM "pbxc_rows" WHERE "account" = ? AND "table" = ? AND "id" = ?'
        yield own, (account, *key)


def select_statements(account: str) -> Iterator[tuple[Table, Statement]]:
    """Read the rows of an account, table by table: the id first, then the columns in order.

    A row that is noted as the account's and isn't there gives none, as one that nobody wrote.
    """
    for table in TABLES.values():
        listed = ", ".join(f'"{name}"' for name in (table.id, *table.columns))
        sql = (
            f'SELECT {listed} FROM "{table.name}" WHERE "{table.id}" IN '
            '(SELECT "id" FROM "pbxc_rows" WHERE "account" = ? AND "table" = ?)'
        )
        yield table, (sql, (account, table.name))


def row_of(table: Table, values: Sequence[str | None]) -> tuple[RowKey, Row]:
    """A row that was read: its key and its columns; empty ones are left out."""
    row = [(name, value) for name, place in table.sorted_places if (value := values[place])]
    return RowKey(table.name, str(values[0])), tuple(row)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Unwritable("a row", name, "the database has no such table")
    return TABLES[name]


def _checked(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    for name, value in row:
        if name not in table.columns:
            raise Unwritable("a row", name, f"{table.name} has no such column")
        yield name, value
