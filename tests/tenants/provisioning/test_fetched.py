"""What phones have fetched is known; and they are to have what their switch has, not before."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tenants.provisioning.messages import Answered, Asked
from tenants.provisioning.phones import Changed
from tenants.provisioning.register import FILE, Register
from tests.tenants.provisioning.offices import (
    MACS,
    SECRETS,
    START,
    Place,
    desk,
    key,
    office,
    path,
)

ANNA = "anna-desk@north.example.com"


def tag(answer: Answered) -> str:
    return dict(answer.headers)["ETag"]


# --- what was fetched ---------------------------------------------------------------------------


def version(place: Place) -> str:
    return place.phones.wanted[ANNA].version


def test_a_phone_that_fetched_what_it_needs_has_the_version(place: Place) -> None:
    place.offer(desk("anna"))
    assert None is place.phones.fetched(ANNA)
    place.get(path("anna", "{mac}.boot"))
    assert None is place.phones.fetched(ANNA)
    place.get(path("anna"))
    assert (version(place), START) == place.phones.fetched(ANNA)


def test_a_changed_file_that_was_not_fetched_leaves_the_old_version(place: Place) -> None:
    place.offer(desk("anna"))
    place.get(path("anna"))
    before = version(place)
    place.offer(desk("anna", keys=(key("Bert"),)))
    assert (before, START) == place.phones.fetched(ANNA)
    place.wall.pass_by(hours=1)
    place.get(path("anna"))
    assert (version(place), place.wall.now) == place.phones.fetched(ANNA)


def test_a_directory_is_fetched_at_any_time_and_keeps_no_phone_outdated(place: Place) -> None:
    place.offer(desk("anna"))
    place.get(path("anna", "{mac}-people.txt"))
    place.get(path("anna"))
    place.offer(desk("anna"), directory=(("Bert", "202"),))
    assert version(place) == (place.phones.fetched(ANNA) or ("",))[0]


def test_a_phone_that_has_the_version_already_has_it(place: Place) -> None:
    place.offer(desk("anna"))
    place.get(path("anna"), {"if-none-match": "*"})
    assert version(place) == (place.phones.fetched(ANNA) or ("",))[0]


def test_who_only_looks_has_fetched_nothing(place: Place) -> None:
    place.offer(desk("anna"))
    assert 200 == place.phones.answer(Asked("HEAD", path("anna"))).status
    assert (None, ()) == (place.phones.fetched(ANNA), place.phones.memory.register.downloads())


def test_what_was_fetched_is_known_after_a_restart(place: Place, tmp_path: Path) -> None:
    place.offer(desk("anna"))
    place.get(path("anna"))
    again = Place(tmp_path)
    again.offer(desk("anna"))
    assert (version(again), START) == again.phones.fetched(ANNA)
    again.phones.close()


def test_a_download_tells_who_listens(place: Place) -> None:
    heard: list[tuple[str, str]] = []
    place.phones.on_download.append(lambda phone, file: heard.append((phone, file)))
    place.offer(desk("anna"))
    place.get(path("anna"))
    assert [(ANNA, f"{MACS['anna']}.cfg")] == heard


def test_a_phone_is_known_by_how_it_introduces_itself(place: Place) -> None:
    place.offer(desk("anna"))
    place.get(path("anna"), {"user-agent": "Acme Two 1.2.3 00:11:22:33:AA:02"}, address="192.0.2.7")
    (found,) = place.phones.standings()
    assert found.contact is not None
    assert ("1.2.3", "192.0.2.7", "says that it is 00112233aa02; says that it is a Two") == (
        found.contact.firmware, found.contact.address, found.contact.note
    )  # fmt: skip


def test_the_log_of_downloads_is_bounded(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.phones.memory._register = Register.open(tmp_path, kept=3)
    place.offer(desk("anna"), desk("bert"))
    for who in ("anna", "bert", "anna", "anna"):
        place.get(path(who))
    found = [one.phone.partition("-")[0] for one in place.phones.memory.register.downloads()]
    assert ["anna", "anna", "bert"] == found
    place.phones.close()


def test_a_register_that_cant_be_written_to_keeps_nobody_from_its_files(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.offer(desk("anna"))
    place.phones.memory.register.close()
    with caplog.at_level(logging.ERROR, "pbxc.test"):
        assert 200 == place.get(path("anna")).status
    assert {"what is known of phones can't be kept"} == {one.message for one in caplog.records}
    assert version(place) == (place.phones.fetched(ANNA) or ("",))[0]


def test_a_damaged_register_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    place = Place(tmp_path)
    place.offer(desk("anna"))
    assert (200, True) == (place.get(path("anna")).status, (tmp_path / f"{FILE}.damaged").exists())
    assert [ANNA] == [one.wish.phone for one in place.phones.standings()]
    place.phones.close()


def test_where_there_are_no_phones_nothing_is_kept(place: Place) -> None:
    place.phones.offer({}, SECRETS)
    assert ([], ()) == (list(place.state.iterdir()), place.phones.standings())


def test_strangers_are_told_of_without_their_tokens(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.offer(desk("anna"))
    with caplog.at_level(logging.WARNING, "pbxc.test"):
        place.get("/very-secret/a%0a%22b.cfg", address="203.0.113.9")
    (line,) = caplog.records
    assert {"address": "203.0.113.9", "file": "a??b.cfg"} == vars(line)["facts"]


def test_requests_are_counted_by_what_came_of_them(place: Place) -> None:
    place.offer(desk("anna"))
    for one in (path("anna"), "/x/y.cfg", "/y.cfg", path("anna", "z.cfg")):
        place.get(one)
    assert ["sent", "unknown", "challenged", "absent"] == place.counted


# --- when it is wanted --------------------------------------------------------------------------


def changes(place: Place) -> list[Changed]:
    heard: list[Changed] = []
    place.phones.on_wanted.append(heard.append)
    return heard


def test_a_changed_key_is_news_of_one_phone(place: Place) -> None:
    place.offer(desk("anna"), desk("bert"))
    heard = changes(place)
    place.offer(desk("anna", keys=(key("Bert"),)), desk("bert"))
    assert [[ANNA]] == [list(one.phones) for one in heard]


def test_what_is_the_same_is_no_news(place: Place) -> None:
    place.offer(desk("anna"))
    heard = changes(place)
    place.offer(desk("anna"))
    assert [] == heard


def test_phones_wait_until_their_switch_is_live(place: Place) -> None:
    place.offer(desk("anna"))
    before = tag(place.get(path("anna")))
    changed = {"north": office(desk("anna", keys=(key("Bert"),)))}
    place.phones.offer(changed, SECRETS, pending={"north"})
    assert (before, {"north"}) == (tag(place.get(path("anna"))), set(place.phones.waiting))
    place.phones.arrived("north")
    assert (True, set()) == (before != tag(place.get(path("anna"))), set(place.phones.waiting))


def test_phones_of_an_account_that_was_never_live_have_nothing_yet(place: Place) -> None:
    place.phones.offer({"north": office(desk("anna"))}, SECRETS, pending={"north"})
    assert 404 == place.get(path("anna")).status


def test_a_phone_without_files_keeps_nobody_else_from_theirs(place: Place) -> None:
    place.offer(desk("anna", model="acme-none"), desk("bert"))
    assert (404, 200) == (place.get(path("anna")).status, place.get(path("bert")).status)


def test_other_pages_are_answered_at_the_same_address(place: Place) -> None:
    place.phones.pages["welcome"] = lambda asked: Answered(200, asked.path.encode())
    assert Answered(200, b"/welcome/x") == place.get("/welcome/x")


@pytest.mark.parametrize(
    ("account", "pending", "expected"),
    [
        ("north", (), [ANNA]),
        ("south", (), ["anna-desk@south.example.com"]),
        ("north", ("north",), []),
    ],
)
def test_phones_that_went_while_no_controller_ran_are_forgotten(
    place: Place, tmp_path: Path, account: str, pending: tuple[str, ...], expected: list[str]
) -> None:
    place.offer(desk("anna"), desk("bert"))
    again = Place(tmp_path)
    shares = {account: office(desk("anna", account), account=account)}
    again.phones.offer(shares, SECRETS, pending)
    known = [one.wish.phone for one in again.phones.standings()]
    again.phones.arrived(account)
    after = [one.wish.phone for one in again.phones.standings()]
    assert (expected or [ANNA, "bert-desk@north.example.com"], expected or [ANNA]) == (known, after)
    again.phones.close()
