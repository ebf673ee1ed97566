"""The database of objects: one transaction, one writer, nothing forgotten."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.delivery.rows import same_row
from targets.asterisk.live.node import NodeLost, NodeRefused, NodeTaken
from targets.asterisk.live.node_rows import NodeRows, Token

PHONE = RowKey("ps_endpoints", "anna@acme.example")
BOX = RowKey("voicemail", "101@acme")
ROWS: dict[RowKey, Row] = {
    PHONE: (("context", "acme.phone"),),
    BOX: (("context", "acme"), ("mailbox", "101"), ("password", "4321")),
}

Take = Callable[..., NodeRows]


@pytest.fixture
def take(tmp_path: Path) -> Iterator[Take]:
    """Take the database as a controller with a token."""
    taken: list[NodeRows] = []

    def start(epoch: int = 1, owner: str = "ledger") -> NodeRows:
        token = Token(owner, epoch) if epoch else None
        taken.append(NodeRows(tmp_path / "objects.sqlite3", token))
        return taken[-1]

    yield start
    for rows in taken:
        rows.close()


def held(rows: NodeRows, account: str = "acme") -> set[RowKey]:
    return set(rows.read(account))


def test_rows_that_were_put_are_read_back_as_the_accounts(take: Take) -> None:
    rows = take()
    rows.change("acme", ROWS, ())
    read = rows.read("acme")
    same = [same_row(key, row, read.get(key)) for key, row in ROWS.items()]
    assert ([True, True], {}) == (same, rows.read("quay"))


def test_rows_are_put_and_dropped_in_one_transaction(take: Take) -> None:
    rows = take()
    rows.change("acme", {PHONE: ROWS[PHONE]}, ())
    rows.change("acme", {BOX: ROWS[BOX]}, (PHONE,))
    assert {BOX} == held(rows)


def test_a_row_that_cannot_be_written_leaves_all_as_it_was(take: Take) -> None:
    rows = take()
    rows.change("acme", {PHONE: ROWS[PHONE]}, ())
    wrong = {BOX: ROWS[BOX], RowKey("voicemail", "102@acme"): (("no_column", "x"),)}
    with pytest.raises(NodeRefused, match="no such column"):
        rows.change("acme", wrong, (PHONE,))
    assert ({PHONE}, {PHONE}) == (held(rows), set(rows.unread()))


def test_rows_are_found_by_their_keys(take: Take) -> None:
    rows = take()
    rows.change("acme", ROWS, ())
    assert {BOX} == set(rows.find([BOX, RowKey("ps_aors", "nobody")]))


def test_what_changed_is_unread_until_it_is_forgotten(take: Take) -> None:
    rows = take()
    rows.change("acme", ROWS, ())
    before = rows.unread()
    rows.forgotten([PHONE])
    rows.change("acme", {}, (PHONE,))
    after = rows.unread()
    rows.forgotten(after)
    assert [{PHONE, BOX}, {PHONE, BOX}, set()] == [
        set(one) for one in (before, after, rows.unread())
    ]


def test_what_is_unread_outlives_its_writer(take: Take) -> None:
    take().change("acme", {PHONE: ROWS[PHONE]}, ())
    assert {PHONE} == take().unread()


def test_every_change_is_on_the_disk_before_it_returns(take: Take, tmp_path: Path) -> None:
    rows = take()
    rows.change("acme", ROWS, ())
    rows.forgotten([PHONE])
    rows.change("acme", {}, (PHONE,))
    connection = rows._connection
    assert connection is not None
    modes = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    assert ["wal", 2] == modes


# --- one writer -----------------------------------------------------------------------------------


def test_who_was_overtaken_writes_nothing(take: Take) -> None:
    old = take(1)
    old.change("acme", {PHONE: ROWS[PHONE]}, ())
    new = take(2)
    new.change("acme", {BOX: ROWS[BOX]}, ())
    with pytest.raises(NodeTaken) as taken:
        old.change("acme", {}, (BOX,))
    assert (2, {PHONE, BOX}) == (taken.value.epoch, held(new))


def test_who_was_overtaken_does_not_come_back(take: Take) -> None:
    take(2).read("acme")
    with pytest.raises(NodeTaken):
        take(1).read("acme")


def test_who_was_overtaken_by_another_ledger_writes_nothing(take: Take) -> None:
    old = take(9)
    old.read("acme")
    take(1, "another").read("acme")
    with pytest.raises(NodeTaken):
        old.change("acme", ROWS, ())


def test_a_new_ledger_takes_a_node_that_an_old_one_had(take: Take) -> None:
    take(9).change("acme", ROWS, ())
    assert set(ROWS) == held(take(1, "another"))


def test_who_only_looks_shuts_nobody_out_and_changes_nothing(take: Take) -> None:
    writer, looker = take(2), take(0)
    writer.change("acme", ROWS, ())
    seen = held(looker)
    with pytest.raises(NodeRefused, match="only read here"):
        looker.change("acme", {}, (PHONE,))
    writer.change("acme", {}, (PHONE,))
    assert (set(ROWS), {BOX}) == (seen, held(looker))


def test_who_only_looks_makes_no_database(take: Take, tmp_path: Path) -> None:
    with pytest.raises(NodeLost, match="unable to open"):
        take(0).read("acme")
    assert [] == list(tmp_path.iterdir())


def test_an_old_copy_written_over_the_database_is_ours_still(take: Take, tmp_path: Path) -> None:
    take(1).change("acme", {PHONE: ROWS[PHONE]}, ())
    copy = tmp_path / "copy"
    with sqlite3.connect(tmp_path / "objects.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    rows = take(2)
    rows.change("acme", {BOX: ROWS[BOX]}, (PHONE,))
    with sqlite3.connect(copy) as source, sqlite3.connect(tmp_path / "objects.sqlite3") as target:
        source.backup(target)
    rows.change("acme", {BOX: ROWS[BOX]}, ())
    assert {PHONE, BOX} == held(rows)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_database_belongs_to_whom_its_folder_belongs_to(take: Take, tmp_path: Path) -> None:
    os.chown(tmp_path, 1234, 2345)
    rows = take()
    rows.change("acme", ROWS, ())
    files = [tmp_path / f"objects.sqlite3{ending}" for ending in ("", "-wal", "-shm")]
    about = [
        (file.stat().st_uid, file.stat().st_gid, file.stat().st_mode & 0o777) for file in files
    ]
    assert [(1234, 2345, 0o600)] * 3 == about


# --- what goes wrong ------------------------------------------------------------------------------


def test_a_database_that_is_busy_for_long_is_a_lost_node(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("targets.asterisk.live.node_rows.PATIENCE", 0.05)
    rows = take()
    rows.change("acme", {PHONE: ROWS[PHONE]}, ())
    with sqlite3.connect(tmp_path / "objects.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NodeLost, match="locked"):
            rows.change("acme", {}, (PHONE,))
        other.execute("ROLLBACK")
    assert {PHONE} == held(rows)


def test_a_full_disk_is_tried_again_and_changes_nothing(take: Take) -> None:
    rows = take()
    rows.change("acme", {PHONE: ROWS[PHONE]}, ())
    connection = rows._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    many = {RowKey("ps_aors", f"{n}@acme"): (("contact", "x" * 900),) for n in range(100)}
    with pytest.raises(NodeLost, match="full"):
        rows.change("acme", many, (PHONE,))
    assert {PHONE} == held(rows)


def test_a_database_that_cannot_be_opened_is_a_lost_node(tmp_path: Path) -> None:
    (tmp_path / "objects.sqlite3").mkdir()
    with pytest.raises(NodeLost, match="unable to open"):
        NodeRows(tmp_path / "objects.sqlite3", Token("ledger", 1)).read("acme")


def test_a_database_that_was_put_in_its_place_is_read_and_told_apart(
    take: Take, tmp_path: Path
) -> None:
    rows = take()
    rows.change("acme", {PHONE: ROWS[PHONE]}, ())
    before = rows.opened
    copy = tmp_path / "copy"
    with sqlite3.connect(tmp_path / "objects.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    rows.change("acme", {}, (PHONE,))
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"objects.sqlite3{ending}").unlink()
    copy.rename(tmp_path / "objects.sqlite3")
    assert ({PHONE}, True) == (held(rows), before != rows.opened)


@pytest.mark.parametrize(
    "damage", [b"no database at all" * 500, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_damaged_database_is_set_aside_and_told(
    take: Take, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "objects.sqlite3").write_bytes(damage)
    rows = take()
    rows.change("acme", ROWS, ())
    aside = (tmp_path / "objects.sqlite3.damaged").read_bytes()
    assert (set(ROWS), damage, 1) == (held(rows), aside, len(rows.mishaps))


def test_a_page_that_contradicts_itself_is_found(take: Take, tmp_path: Path) -> None:
    file = tmp_path / "objects.sqlite3"
    first = take()
    many = {RowKey("ps_aors", f"{n}@acme"): (("contact", "x" * 900),) for n in range(100)}
    first.change("acme", many, ())
    first.close()
    data = bytearray(file.read_bytes())
    data[-4096 * 3 : -4096 * 2] = bytes(4096)
    file.write_bytes(data)
    again = take()
    assert ({}, 1) == (again.read("acme"), len(again.mishaps))


def test_a_page_that_cannot_be_read_is_no_damage(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What couldn't be read is there all the same: nothing is set aside for it."""

    class Unreadable(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            if "quick_check" in sql:
                told = "Tree 5 page 7: unable to get the page. error code=266"
                return super().execute("SELECT ?", (told,))
            return super().execute(sql, *more)  # type: ignore[arg-type]

    def connect(_: NodeRows, name: str) -> sqlite3.Connection:
        return sqlite3.connect(name, isolation_level=None, uri=True, factory=Unreadable)

    take().change("acme", ROWS, ())
    rows = take()
    with monkeypatch.context() as patched:
        patched.setattr(NodeRows, "_connect", connect)
        with pytest.raises(NodeLost, match="unable to get the page"):
            rows.change("acme", {}, ())
    assert (set(ROWS), []) == (held(rows), rows.mishaps)


def test_another_database_in_the_place_of_the_old_one_is_told(take: Take) -> None:
    rows = take()
    rows.change("acme", ROWS, ())
    rows.file.replace(rows.file.with_name("gone"))
    told = "Another database of objects stands in the place of the old one."
    assert (set(), [told]) == (held(rows), rows.mishaps)
