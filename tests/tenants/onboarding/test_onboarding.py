"""Links for a first contact: what spends them, and what doesn't."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tenants.provisioning.links import FILE
from tenants.provisioning.messages import Asked
from tests.tenants.onboarding.softphones import (
    ANDROID,
    HEADER,
    MODELS,
    Counter,
    soft_phone,
)
from tests.tenants.provisioning.offices import text_of


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path, soft_phone("linphone-desktop"))


@pytest.fixture(params=MODELS[1:])
def by_button(tmp_path: Path, request: pytest.FixtureRequest) -> Counter:
    """A client whose settings are had by a button."""
    return Counter(tmp_path, soft_phone(request.param))


def fetch(counter: Counter, token: str) -> int:
    return counter.ask(token, x_linphone_provisioning="1").status


def test_looking_at_the_page_spends_nothing(counter: Counter) -> None:
    token = counter.link()
    looks = [counter.ask(token, method).status for method in ("GET", "HEAD", "GET", "GET")]
    assert ([200] * 4, 200) == (looks, fetch(counter, token))


def test_a_button_is_none_where_the_client_fetches_by_itself(counter: Counter) -> None:
    token = counter.link()
    assert (200, 200) == (counter.ask(token, "POST").status, fetch(counter, token))


def test_linphone_fetches_its_settings_once(counter: Counter) -> None:
    token = counter.link()
    first = counter.ask(token, x_linphone_provisioning="1")
    again = counter.ask(token, x_linphone_provisioning="1")
    assert (200, 410) == (first.status, again.status)
    assert (
        "{http://www.linphone.org/xsds/lpconfig.xsd}config"
        == ElementTree.fromstring(first.body).tag
    )
    assert b"This link was used" in again.body


def test_the_password_goes_out_as_a_digest(counter: Counter) -> None:
    line = counter.phone.phone.line
    secret = text_of(line.password.secret)
    answered = counter.ask(counter.link(), x_linphone_provisioning="1")
    digest = hashlib.md5(f"{line.user}:{line.server}:{secret}".encode()).hexdigest()
    assert (True, False) == (digest.encode() in answered.body, secret.encode() in answered.body)


def test_a_button_spends_the_link_of_any_other_client(by_button: Counter) -> None:
    token = by_button.link()
    seen = [by_button.ask(token, method).status for method in ("GET", "POST", "POST", "GET")]
    assert [200, 200, 410, 410] == seen


def test_linphones_header_spends_no_link_of_another_client(by_button: Counter) -> None:
    token = by_button.link()
    assert (200, 200) == (fetch(by_button, token), by_button.ask(token, "POST").status)


def test_what_a_button_brings_holds_the_password(by_button: Counter) -> None:
    secret = text_of(by_button.phone.phone.line.password.secret)
    assert secret.encode() in by_button.ask(by_button.link(), "POST").body


def test_a_link_ends_with_its_time(counter: Counter) -> None:
    token = counter.link(seconds=600)
    counter.wall.pass_by(seconds=601)
    assert (410, 410) == (counter.ask(token).status, fetch(counter, token))


def test_a_new_link_ends_the_one_before(counter: Counter) -> None:
    old, new = counter.link(), counter.link()
    assert (404, 200) == (fetch(counter, old), fetch(counter, new))


def test_an_unknown_link_is_nothing(counter: Counter) -> None:
    assert (404, 404) == (counter.ask("x" * 32).status, fetch(counter, "x" * 32))


def test_a_phone_that_is_gone_takes_its_link_with_it(counter: Counter) -> None:
    token = counter.link()
    counter.phone = soft_phone("linphone-desktop", endpoint="other-desk@north.example.com")
    assert 404 == counter.ask(token).status


def test_a_link_works_only_where_the_phone_may_fetch_from(tmp_path: Path) -> None:
    counter = Counter(tmp_path, soft_phone("linphone-desktop", networks=("192.0.2.0/24",)))
    token = counter.link()
    path, header = f"/onboard/{token}", dict(HEADER)
    elsewhere = counter.onboarding.answer(Asked("GET", path, header, "198.51.100.1"))
    inside = counter.onboarding.answer(Asked("GET", path, header, "192.0.2.9"))
    assert (404, 200) == (elsewhere.status, inside.status)


def test_guessing_is_slowed_down(counter: Counter) -> None:
    guesses = [counter.ask(f"{number:032}").status for number in range(30)]
    assert (404, 429, 20) == (guesses[0], guesses[-1], guesses.count(404))


def test_settings_that_cant_be_written_spend_nothing(counter: Counter) -> None:
    token, whole = counter.link(), counter.phone
    counter.break_files()
    broken = fetch(counter, token)
    counter.phone = whole
    assert (503, 200) == (broken, fetch(counter, token))


def test_of_two_who_come_at_once_one_has_it(counter: Counter) -> None:
    token = counter.link()
    start, done = threading.Barrier(8), []

    def spend() -> None:
        start.wait()
        done.append(counter.links.spend(token, counter.wall()))

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [False] * 7 + [True] == sorted(done)


def test_a_token_stands_nowhere(counter: Counter, tmp_path: Path) -> None:
    token = counter.link()
    kept = (tmp_path / FILE).read_bytes()
    assert (False, True) == (
        token.encode() in kept,
        hashlib.sha256(token.encode()).digest() in kept,
    )
    assert 0o600 == (tmp_path / FILE).stat().st_mode & 0o777


def test_a_file_that_somebody_else_made_of_it_is_no_database(
    counter: Counter, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of ours" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        counter.link()


def test_whoever_was_set_up_is_noted(counter: Counter) -> None:
    fetch(counter, counter.link())
    assert [(counter.phone.id, "127.0.0.1")] == counter.noted


def test_nothing_of_a_link_is_kept_by_browsers_and_proxies(counter: Counter) -> None:
    said = dict(counter.ask(counter.link()).headers)
    assert ("no-store", "no-referrer") == (said["Cache-Control"], said["Referrer-Policy"])


def test_other_methods_are_refused(counter: Counter) -> None:
    assert 405 == counter.ask(counter.link(), "DELETE").status


def test_a_desk_phone_has_no_such_link(tmp_path: Path) -> None:
    counter = Counter(tmp_path, soft_phone("yealink-t54w"))
    assert 404 == counter.ask(counter.link(), "POST", ANDROID).status
