"""Phones fetch what is theirs, and nothing else; what they fetched is known."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tenants.provisioning.door import Rates
from tenants.provisioning.limits import Rate
from tenants.provisioning.messages import Answered, Asked
from tests.tenants.provisioning.offices import (
    BASE,
    MACS,
    SECRETS,
    Place,
    desk,
    key,
    path,
    secret,
    text_of,
)

ANNA = "anna-desk@north.example.com"
NOT_FOUND = (404, b"not found\n")


def said(answer: Answered) -> tuple[int, bytes]:
    return answer.status, answer.body


def tag(answer: Answered) -> str:
    return dict(answer.headers)["ETag"]


# --- what is theirs -----------------------------------------------------------------------------


def test_a_phone_gets_its_file_with_its_secrets(place: Place) -> None:
    place.offer(desk("anna"))
    token, password = text_of(secret("anna", "token")), text_of(secret("anna", "sip"))
    expected = f"user anna-desk\npassword {password}\nfrom {BASE}/{token}/\n"
    assert (200, expected.encode()) == said(place.get(path("anna")))


def test_no_secret_is_kept_in_the_state_folder(place: Place) -> None:
    place.offer(desk("anna"))
    place.phones.issue([ANNA], "ida")
    assert 200 == place.get(path("anna")).status
    kept = b"".join(file.read_bytes() for file in place.state.iterdir())
    names = [secret("anna", purpose) for purpose in ("sip", "admin", "web", "token")]
    assert [False] * 4 == [text_of(name).encode() in kept for name in names]


@pytest.mark.parametrize("file", ["{mac}.cfg", "{MAC}.cfg", "{mac}.CFG"])
def test_a_file_is_found_in_small_and_large_letters(place: Place, file: str) -> None:
    place.offer(desk("anna"))
    assert 200 == place.get(path("anna", file)).status


@pytest.mark.parametrize(
    ("before", "status"),
    [("", 200), ("/acme", 200), ("/elsewhere", 404), ("/other", 404), ("/acme/acme", 404)],
)
def test_the_vendor_may_stand_before_the_token(place: Place, before: str, status: int) -> None:
    place.offer(desk("anna"))
    assert status == place.get(before + path("anna")).status


def test_names_that_a_phone_tries_in_turn_are_answered_in_turn(place: Place) -> None:
    place.offer(desk("anna"))
    names = ["000000000000.boot", "{mac}.boot", "{mac}.cfg"]
    assert [404, 200, 200] == [place.get(path("anna", name)).status for name in names]


def test_a_phone_that_has_the_version_is_not_sent_it_again(place: Place) -> None:
    place.offer(desk("anna"))
    has = tag(place.get(path("anna")))
    assert (304, b"") == said(place.get(path("anna"), {"if-none-match": f'"x", W/{has}'}))


def test_a_changed_file_has_another_tag(place: Place) -> None:
    place.offer(desk("anna"))
    before = tag(place.get(path("anna")))
    place.offer(desk("anna", keys=(key("Bert"),)))
    assert 200 == place.get(path("anna"), {"if-none-match": before}).status


def test_a_phone_that_is_taken_away_gets_nothing_more(place: Place) -> None:
    place.offer(desk("anna"), desk("bert"))
    place.offer(desk("bert"))
    assert (404, 200) == (place.get(path("anna")).status, place.get(path("bert")).status)


def test_a_phone_whose_account_is_gone_gets_nothing_more(place: Place) -> None:
    place.offer(desk("anna"))
    place.phones.offer({}, SECRETS)
    assert (404, {}) == (
        place.get(path("anna")).status,
        dict(place.phones.memory.register.wishes()),
    )


def test_nothing_can_be_put_where_files_are_fetched(place: Place) -> None:
    place.offer(desk("anna"))
    answer = place.phones.answer(Asked("PUT", path("anna"), body=b"x"))
    assert (405, ("Allow", "GET, HEAD")) == (answer.status, answer.headers[0])


# --- what isn't ---------------------------------------------------------------------------------


def test_a_thousand_wrong_addresses_are_answered_like_unknown_ones(place: Place) -> None:
    place.offer(*(desk(who) for who in MACS))
    place.phones.configure(rates=Rates(wrong=Rate(10_000, 1)))
    stranger = "x" * 24
    asked = [f"/{stranger}/{0x00112233AA00 + n:012x}.cfg" for n in range(1000)]
    answers = {place.get(one) for one in asked}
    theirs = place.get(path("anna", f"{MACS['bert']}.cfg"))
    assert {theirs} == answers
    assert NOT_FOUND == said(theirs)


def test_a_thousand_wrong_addresses_without_a_token_are_asked_who_they_are(place: Place) -> None:
    place.offer(*(desk(who) for who in MACS))
    place.phones.configure(rates=Rates(wrong=Rate(10_000, 1)))
    wrong = {"authorization": "Basic " + base64.b64encode(b"00112233aa01:wrong").decode()}
    asked = [f"/{0x00112233AA00 + n:012x}.cfg" for n in range(1000)]
    answers = [place.get(one, wrong if n % 2 else {}) for n, one in enumerate(asked)]
    names = {tuple(name for name, _ in one.headers) for one in answers}
    lengths = {tuple(len(value) for _, value in one.headers) for one in answers}
    assert ({(401, b"who asks?\n")}, 1, 1) == (
        {said(one) for one in answers}, len(names), len(lengths)
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["/", "", "//", "/a/b/c/d", "/%00/x.cfg", "/acme/", "/../../etc/passwd", "/a/b/../c.cfg"],
)
def test_what_is_no_address_of_a_phone_is_not_found(place: Place, asked: str) -> None:
    place.offer(desk("anna"))
    assert place.get(asked).status in (401, 404)


def test_who_is_wrong_again_and_again_is_slowed_down_alike(place: Place) -> None:
    place.offer(desk("anna"))
    place.phones.configure(rates=Rates(wrong=Rate(3, 0)))
    names = [MACS["anna"], "0" * 12, MACS["bert"], MACS["anna"], "0" * 12]
    assert [404, 404, 404, 429, 429] == [place.get(f"/x/{name}.cfg").status for name in names]
    assert 200 == place.get(path("anna")).status, "a phone beside it isn't slowed down"


def test_a_phone_that_asks_without_end_is_slowed_down(place: Place) -> None:
    place.offer(desk("anna"), desk("bert"))
    place.phones.configure(rates=Rates(phone=Rate(2, 0)))
    assert [200, 200, 429] == [place.get(path("anna")).status for _ in range(3)]
    assert 200 == place.get(path("bert")).status


def test_an_address_that_asks_without_end_is_slowed_down(place: Place) -> None:
    place.offer(desk("anna"))
    place.phones.configure(rates=Rates(address=Rate(2, 0)))
    assert [200, 200, 429] == [place.get(path("anna")).status for _ in range(3)]
    assert 200 == place.get(path("anna"), address="192.0.2.9").status


# --- networks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "accounts", "address", "status"),
    [
        ((), (), "203.0.113.9", 200),
        ((), ("192.0.2.0/24",), "192.0.2.7", 200),
        ((), ("192.0.2.0/24",), "203.0.113.9", 404),
        (("198.51.100.0/24",), ("192.0.2.0/24",), "198.51.100.3", 200),
        (("198.51.100.0/24",), ("192.0.2.0/24",), "192.0.2.7", 404),
        ((), ("192.0.2.0/24",), "::ffff:192.0.2.7", 200),
        ((), ("2001:db8::/32",), "2001:db8::7", 200),
        ((), ("2001:db8::/32",), "192.0.2.7", 404),
    ],
)
def test_a_phone_may_ask_from_its_networks_only(
    place: Place, own: tuple[str, ...], accounts: tuple[str, ...], address: str, status: int
) -> None:
    place.offer(desk("anna", networks=own), networks=accounts)
    answer = place.get(path("anna"), address=address)
    assert (status, True) == (answer.status, status == 200 or NOT_FOUND == said(answer))


def test_a_proxy_of_ours_says_who_asks(place: Place) -> None:
    place.offer(desk("anna"), networks=("192.0.2.0/24",))
    place.phones.configure(proxies=("127.0.0.1/32",))
    said_by = {"x-forwarded-for": "192.0.2.7, 203.0.113.9"}
    assert 404 == place.get(path("anna"), said_by).status
    assert 200 == place.get(path("anna"), {"x-forwarded-for": "203.0.113.9, 192.0.2.7"}).status
    assert (
        404 == place.get(path("anna"), {"x-forwarded-for": "192.0.2.7"}, address="9.9.9.9").status
    )


# --- secrets that change ------------------------------------------------------------------------


def test_an_old_token_goes_on_until_the_new_one_is_used(place: Place) -> None:
    place.offer(desk("anna", token=secret("anna", "token", 1)))
    old, new = path("anna"), path("anna", count=1)
    assert [200, 200, 404] == [place.get(one).status for one in (old, new, old)]


def test_a_token_from_two_changes_before_is_dead(place: Place) -> None:
    place.offer(desk("anna", token=secret("anna", "token", 2)))
    assert 404 == place.get(path("anna")).status


def test_a_used_token_is_remembered_across_restarts(place: Place, tmp_path: Path) -> None:
    place.offer(desk("anna", token=secret("anna", "token", 1)))
    place.get(path("anna", count=1))
    again = Place(tmp_path)
    again.offer(desk("anna", token=secret("anna", "token", 1)))
    assert 404 == again.get(path("anna")).status
    again.phones.close()


# --- first contact ------------------------------------------------------------------------------


def first_path(place: Place, file: str = "{mac}.cfg") -> str:
    token, url, _ = place.phones.issue([ANNA], "ida")[ANNA]
    assert f"{BASE}/{token}/" == url
    return f"/{token}/{file.format(mac=MACS['anna'])}"


def test_a_token_for_the_first_contact_dies_when_the_steady_one_is_used(place: Place) -> None:
    place.offer(desk("anna"))
    first = first_path(place)
    assert [200, 200, 200, 404] == [place.get(one).status for one in (first, first, path("anna"), first)]  # fmt: skip


def test_it_dies_too_where_the_steady_one_was_used_before(place: Place) -> None:
    place.offer(desk("anna"))
    place.get(path("anna"))
    first = first_path(place)
    assert [200, 200, 404] == [place.get(one).status for one in (first, path("anna"), first)]


def test_there_is_one_for_each_phone(place: Place) -> None:
    place.offer(desk("anna"))
    first, second = first_path(place), first_path(place)
    assert [404, 200] == [place.get(one).status for one in (first, second)]


def test_a_dead_one_stays_dead_after_a_restart(place: Place, tmp_path: Path) -> None:
    place.offer(desk("anna"))
    first = first_path(place)
    place.get(path("anna"))
    again = Place(tmp_path)
    again.offer(desk("anna"))
    assert 404 == again.get(first).status
    again.phones.close()


def test_it_is_for_its_phone_alone(place: Place) -> None:
    place.offer(desk("anna"), desk("bert"))
    assert 404 == place.get(first_path(place, f"{MACS['bert']}.cfg")).status


def test_it_is_good_for_a_while_only(place: Place) -> None:
    place.offer(desk("anna"))
    first = first_path(place)
    place.wall.pass_by(days=31)
    assert 404 == place.get(first).status


def test_it_goes_on_after_a_restart_and_is_kept_as_a_hash(place: Place, tmp_path: Path) -> None:
    place.offer(desk("anna"))
    first = first_path(place)
    place.phones.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    again = Place(tmp_path)
    again.offer(desk("anna"))
    assert (False, 200) == (first.split("/")[1].encode() in kept, again.get(first).status)
    again.phones.close()


# --- certificates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        ("commonName=00:11:22:33:AA:01, organizationName=Acme", 200),
        ("serialNumber=00112233aa01", 200),
        ("commonName=Acme One 00112233-aa01", 401),
        ("commonName=Acme phone", 401),
        ("commonName=00:11:22:33:AA:02", 404),
        ("commonName=00:11:22:33:AA:99", 401),
        ("commonName=00112233aa01, serialNumber=00112233aa02", 401),
        ("commonName=f00112233aa01", 401),
    ],
)
def test_a_certificate_proves_a_phone_by_its_address(
    place: Place, subject: str, status: int
) -> None:
    place.offer(desk("anna"), desk("bert"))
    assert status == place.get(f"/{MACS['anna']}.cfg", subject=subject).status
