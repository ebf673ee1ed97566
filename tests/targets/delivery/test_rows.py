"""What is to be done to rows: nothing that an owner chose is lost, and nothing goes too early."""

from __future__ import annotations

from targets.asterisk.delivery.generation import Generation, Row, RowKey
from targets.asterisk.delivery.rows import RowChanges, rows_to_change

BOX = RowKey("voicemail", "101@acme")
PHONE = RowKey("ps_endpoints", "desk@acme")
CHOSEN = (("fullname", "Anna"), ("password", "4711"))


def box(name: str, pin: str) -> Row:
    return (("fullname", name), ("password", pin))


def generation(rows: dict[RowKey, Row]) -> Generation:
    return Generation("acme", rows=rows)


def test_a_row_that_is_there_is_left_with_the_pin_that_its_owner_chose() -> None:
    wanted = generation({BOX: box("Anna", "1111")})
    assert RowChanges({}, {}, ()) == rows_to_change(wanted, wanted, {BOX: CHOSEN})


def test_another_name_changes_the_row_at_once() -> None:
    live, wanted = generation({BOX: box("Anna", "1111")}), generation({BOX: box("Ben", "1111")})
    found = rows_to_change(wanted, live, {BOX: CHOSEN})
    assert RowChanges({BOX: box("Ben", "1111")}, {}, ()) == found


def test_a_pin_that_git_says_anew_is_set_last() -> None:
    live, wanted = generation({BOX: box("Anna", "1111")}), generation({BOX: box("Anna", "2222")})
    found = rows_to_change(wanted, live, {BOX: CHOSEN})
    assert RowChanges({}, {BOX: box("Anna", "2222")}, ()) == found


def test_a_pin_is_left_where_nothing_was_live_before() -> None:
    found = rows_to_change(generation({BOX: box("Anna", "1111")}), None, {BOX: CHOSEN})
    assert RowChanges({}, {}, ()) == found


def test_a_row_that_is_missing_is_made_whole() -> None:
    wanted = generation({BOX: box("Anna", "1111")})
    assert RowChanges(dict(wanted.rows), {}, ()) == rows_to_change(wanted, wanted, {})


def test_what_is_not_wanted_goes() -> None:
    found = rows_to_change(generation({}), None, {PHONE: (("context", "acme.phone"),)})
    assert RowChanges({}, {}, (PHONE,)) == found
