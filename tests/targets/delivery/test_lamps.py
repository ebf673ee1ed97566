"""What Asterisk is told after phones changed, for their lamps."""

from __future__ import annotations

from targets.asterisk.delivery.generation import Row, RowKey
from targets.asterisk.delivery.lamps import ALL_MAILBOXES, ALL_PHONES, lamp_commands


def aors(*names: str) -> dict[RowKey, Row]:
    return {RowKey("ps_aors", name): (("qualify_frequency", "60"),) for name in names}


def phone(mailboxes: str) -> dict[RowKey, Row]:
    return {RowKey("ps_endpoints", "a@x"): (("mailboxes", mailboxes),)}


def test_a_new_phone_is_made_known_by_itself() -> None:
    assert ("pjsip reload qualify aor a@x",) == lamp_commands(aors("a@x"), {})


def test_many_new_phones_are_made_known_at_once() -> None:
    assert (ALL_PHONES,) == lamp_commands(aors("a@x", "b@x", "c@x"), {})


def test_known_phones_are_told_of_one_by_one_however_many() -> None:
    known = aors("a@x", "b@x", "c@x")
    assert 3 == len(lamp_commands(known, known))


def test_other_mailboxes_of_a_known_phone_are_taken_up() -> None:
    assert (ALL_MAILBOXES,) == lamp_commands(phone("101@x"), phone("102@x"))


def test_nothing_is_told_of_a_new_phone_s_mailboxes_and_of_a_changed_name() -> None:
    assert () == lamp_commands(phone("101@x"), {})
    assert () == lamp_commands(phone("101@x"), phone("101@x"))
