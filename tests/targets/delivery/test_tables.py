"""The node's database: what is written is read back, by whom it belongs to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import pytest

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.delivery.rows import same_row
from targets.asterisk.delivery.tables import (
    TABLES,
    Statement,
    drop_statements,
    put_statements,
    row_of,
    schema_statements,
    select_statements,
)
from targets.asterisk.text import Unwritable

ANNA = RowKey("ps_endpoints", "anna@a.test")
BEN = RowKey("ps_endpoints", "ben@a.test")
BOX = RowKey("voicemail", "101@a")
PHONE: Row = (("allow", "alaw"), ("disallow", "all"))
PIN: Row = (("context", "a"), ("mailbox", "101"), ("password", "1234"))


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for sql in (*schema_statements(), *schema_statements()):
        connection.execute(sql)
    yield connection
    connection.close()


def run(database: sqlite3.Connection, statements: Iterable[Statement]) -> None:
    for sql, values in statements:
        database.execute(sql, values)


def rows_of(database: sqlite3.Connection, account: str) -> dict[RowKey, Row]:
    return dict(
        row_of(table, values)
        for table, (sql, parameters) in select_statements(account)
        for values in database.execute(sql, parameters)
    )


def test_rows_are_read_back_as_they_were_written(database: sqlite3.Connection) -> None:
    wanted = {ANNA: PHONE, BOX: PIN}
    run(database, put_statements("a", wanted))
    found = rows_of(database, "a")
    assert wanted.keys() == found.keys()
    assert all(same_row(key, row, found[key]) for key, row in wanted.items())


def test_rows_of_another_account_are_not_read(database: sqlite3.Connection) -> None:
    run(database, put_statements("b", {ANNA: PHONE}))
    assert {} == rows_of(database, "a") == rows_of(database, "c")


def test_a_row_that_is_put_again_forgets_what_it_said(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {ANNA: (("callerid", "x"), ("send_pai", "yes"))}))
    run(database, put_statements("a", {ANNA: PHONE}))
    assert same_row(ANNA, PHONE, rows_of(database, "a")[ANNA])


def test_a_dropped_row_is_gone_and_the_others_stay(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {ANNA: PHONE, BEN: PHONE}))
    run(database, drop_statements("a", [ANNA]))
    assert {BEN} == set(rows_of(database, "a"))
    assert [("ben@a.test",)] == database.execute("SELECT id FROM ps_endpoints").fetchall()


def test_what_is_not_said_holds_asterisk_s_own_default(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {ANNA: PHONE}))
    sql = "SELECT media_encryption, allow_transfer, callerid FROM ps_endpoints"
    assert [("no", "yes", "")] == database.execute(sql).fetchall()


def test_no_column_is_ever_null(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {ANNA: (), BOX: PIN}))
    for table in TABLES:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            assert None not in row


def test_asterisk_reads_a_whole_table_in_falling_order(database: sqlite3.Connection) -> None:
    keys = [RowKey("ps_endpoints", f"{name}@a.test") for name in ("m", "z", "a", "q")]
    run(database, put_statements("a", dict.fromkeys(keys, PHONE)))
    found = [
        name for (name, *_) in database.execute("SELECT * FROM ps_endpoints WHERE id LIKE '%'")
    ]
    assert ["z@a.test", "q@a.test", "m@a.test", "a@a.test"] == found


def test_disallow_stands_before_allow_and_deny_before_permit() -> None:
    columns = list(TABLES["ps_endpoints"].columns)
    pairs = (("disallow", "allow"), ("deny", "permit"), ("contact_deny", "contact_permit"))
    assert all(columns.index(first) < columns.index(second) for first, second in pairs)


@pytest.mark.parametrize("key", [RowKey("ps_endpoints", "x"), RowKey("sqlite_master", "x")])
def test_a_column_or_table_that_is_not_there_is_refused(key: RowKey) -> None:
    with pytest.raises(Unwritable):
        list(put_statements("a", {key: (("shell", "rm"),)}))


def test_a_value_is_never_part_of_a_statement(database: sqlite3.Connection) -> None:
    evil = "'); DROP TABLE ps_endpoints; --"
    run(database, put_statements(evil, {RowKey("ps_endpoints", evil): (("callerid", evil),)}))
    assert {RowKey("ps_endpoints", evil)} == set(rows_of(database, evil))


def test_a_default_that_is_said_is_the_same_row_as_one_that_is_not() -> None:
    assert same_row(ANNA, (("send_pai", "no"),), ())
    assert not same_row(ANNA, (("send_pai", "yes"),), ())


def test_writing_over_a_row_leaves_what_its_owner_chose(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {BOX: (("fullname", "Anna"), ("password", "1111"))}))
    database.execute("UPDATE voicemail SET password = '4711'")
    run(database, put_statements("a", {BOX: (("email", "a@b.test"), ("password", "1111"))}))
    assert (("email", "a@b.test"), ("password", "4711")) == rows_of(database, "a")[BOX]


def test_a_row_that_is_removed_first_is_made_anew(database: sqlite3.Connection) -> None:
    run(database, put_statements("a", {BOX: (("password", "4711"),)}))
    run(database, drop_statements("a", [BOX]))
    run(database, put_statements("a", {BOX: (("password", "2222"),)}))
    assert (("password", "2222"),) == rows_of(database, "a")[BOX]
