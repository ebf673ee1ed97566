"""Two generations side by side: what a node adds, changes, drains and reads again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from targets.asterisk.delivery.difference import (
    Difference,
    LostRegistration,
    Names,
    difference_of,
    modules_reading,
    recording_name,
)
from targets.asterisk.delivery.generation import Act, Generation, Line, Row, RowKey, Spot

OWN = (Line("s", 1, "Answer", ""), Line("s", 2, "Hangup", ""))
SHARED = (Line("s", 1, "Return", ""),)


def phone(
    device: str, digest: str = "MD5:aa", realm: str = "a.example", **more: str
) -> dict[RowKey, Row]:
    """The three rows of a phone."""
    name = f"{device}@{realm}"
    auth = {"auth_type": "digest", "username": device, "realm": realm, "password_digest": digest}
    rows = {
        "ps_endpoints": {"aors": name, **more},
        "ps_aors": {"max_contacts": "1"},
        "ps_auths": auth,
    }
    return {RowKey(table, name): tuple(sorted(row.items())) for table, row in rows.items()}


def generation(**more: object) -> Generation:
    whole = Generation(
        "a",
        {"a.g1": OWN, "platform.g1": SHARED},
        {
            Spot("a.phone", "_X.", 1): Act("Goto", "a.g1,s,1"),
            Spot("a.phone", "_X.", 2): Act("Hangup", ""),
        },
        {**phone("anna-desk"), **phone("ben-desk")},
        {"music/a.conf": b"x"},
        {"media/a/welcome.00000000.wav": "0" * 64},
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def test_the_same_generation_is_no_difference() -> None:
    found = difference_of(generation(), generation())
    assert (False, 0) == (bool(found), found.expected_ms)


def test_an_empty_node_gets_everything() -> None:
    found = difference_of(None, generation())
    expected = ("", 3, 2, ("_X.@a.phone",), 2, ("res_musiconhold",), ("a/welcome",))
    assert expected == (
        found.old,
        found.lines,
        len(found.contexts.added),
        found.entries.added,
        len(found.phones.added),
        found.reloads,
        found.recordings.added,
    )


def test_what_others_bring_is_not_counted() -> None:
    found = difference_of(None, generation(), {"platform.g1"})
    assert (2, ("a.g1",)) == (found.lines, found.contexts.added)


def test_a_context_that_goes_is_drained() -> None:
    new = generation(contexts={"a.g2": OWN, "platform.g1": SHARED})
    assert Names(("a.g2",), ("a.g1",)) == difference_of(generation(), new).contexts


def test_an_entry_is_one_however_many_steps_it_has() -> None:
    acts = {spot: Act("Goto", "a.g2,s,1") for spot in generation().entries}
    found = difference_of(generation(), generation(entries=acts))
    assert Names(changed=("_X.@a.phone",)) == found.entries


def test_a_phone_is_one_however_many_rows_it_has() -> None:
    rows = {**phone("anna-desk", context="other"), **phone("carla-desk")}
    found = difference_of(generation(), generation(rows=rows))
    expected = Names(("carla-desk@a.example",), ("ben-desk@a.example",), ("anna-desk@a.example",))
    assert expected == found.phones


def test_a_column_that_says_the_default_is_no_change() -> None:
    rows = {**phone("anna-desk", direct_media="yes"), **phone("ben-desk")}
    assert Names() == difference_of(generation(), generation(rows=rows)).phones


def test_carriers_and_mailboxes_are_told_apart_from_phones() -> None:
    more: dict[RowKey, Row] = {
        RowKey("ps_endpoints", "north-1.a"): (("aors", "north-1.a"),),
        RowKey("voicemail", "101@a"): (("mailbox", "101"),),
    }
    found = difference_of(generation(), generation(rows={**generation().rows, **more}))
    assert (("north-1.a",), ("101@a",), 0) == (
        found.carriers.added,
        found.mailboxes.added,
        len(found.phones),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({**phone("anna-desk"), **phone("ben-desk", context="other")}, ()),
        ({**phone("anna-desk"), **phone("ben-desk"), **phone("carla-desk")}, ()),
        (phone("anna-desk"), (("ben-desk@a.example", "it is removed"),)),
        (
            {**phone("anna-desk"), **phone("ben-desk", "MD5:bb")},
            (("ben-desk@a.example", "it has a new password"),),
        ),
        (
            {**phone("anna-desk"), **phone("ben-desk", realm="b.example")},
            (("ben-desk@a.example", "its realm is b.example now"),),
        ),
    ],
    ids=["settings", "a new phone", "removed", "password", "realm"],
)
def test_phones_that_must_register_again(
    rows: dict[RowKey, Row], expected: tuple[tuple[str, str], ...]
) -> None:
    found = difference_of(generation(), generation(rows=rows)).lost
    assert tuple(LostRegistration(*one) for one in expected) == found


def test_a_carriers_password_is_no_lost_registration() -> None:
    old, new = (
        generation(rows={RowKey("ps_auths", "north-1.a"): (("password", word),)})
        for word in ("tuna", "cod")
    )
    found = difference_of(old, new)
    assert ((), ("north-1.a",)) == (found.lost, found.carriers.changed)


def test_a_recording_with_another_sound_is_changed_not_new() -> None:
    new = generation(recordings={"media/a/welcome.11111111.wav": "1" * 64})
    assert Names(changed=("a/welcome",)) == difference_of(generation(), new).recordings


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("media/a-1/welcome.0a1b2c3d.wav", "a-1/welcome"),
        ("media/a-1/main-menu.0a1b2c3d.sln16", "a-1/main-menu"),
        ("welcome.wav", "welcome"),
    ],
)
def test_a_recording_is_named_by_owner_and_name(path: str, expected: str) -> None:
    assert expected == recording_name(path)


def test_files_say_which_modules_read_them() -> None:
    paths = ("pjsip/a.conf", "music/a.conf", "dialplan/doors/a.conf")
    assert (
        "res_musiconhold",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_outbound_registration",
    ) == modules_reading(paths)


def test_more_work_takes_longer() -> None:
    few, many = Difference("g1", "g2", lines=100), Difference("g1", "g2", lines=10_000)
    assert 0 < few.expected_ms < many.expected_ms
