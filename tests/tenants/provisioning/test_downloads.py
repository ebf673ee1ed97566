"""Phones fetch over https: curl asks as a phone would, at the controller's own web server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from schema.phone_facts import DeskPhone
from tenants.controller.web import PhoneServer
from tenants.provisioning.certificates import phone_context
from tests.tenants.provisioning.authorities import Authority
from tests.tenants.provisioning.offices import MACS, Place, desk, path, secret, text_of

MAC = MACS["anna"]
AGENT = "Acme One 4.5.6 00:11:22:33:AA:01"


@dataclass
class Https:
    """The address of phones, over https, and a phone's way to it."""

    place: Place
    ours: Authority
    makers: Authority
    server: PhoneServer

    def fetch(self, path: str, *words: str) -> tuple[int, str]:
        """What curl is answered: the status and the body."""
        url = f"https://127.0.0.1:{self.server.port}{path}"
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--path-as-is", "--cacert", str(self.ours.file),
             "--user-agent", AGENT, "--write-out", "\n%{http_code}", *words, url],
            check=False, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def status(self, path: str, *words: str) -> int:
        """The status alone."""
        return self.fetch(path, *words)[0]


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    folder = tmp_path_factory.mktemp("authorities")
    return Authority.make(folder / "ours", "Our authority"), Authority.make(
        folder / "makers", "Acme"
    )


@pytest.fixture
def https(place: Place, authorities: tuple[Authority, Authority]) -> Iterator[Https]:
    ours, makers = authorities
    place.offer(desk("anna"), desk("bert"))
    server = PhoneServer(
        place.phones.answer, "127.0.0.1", 0, phone_context(*ours.issue("pbx", "pbx"), makers.file)
    )
    server.start()
    yield Https(place, ours, makers, server)
    server.stop()


def password(who: str, purpose: str = "web", count: int = 0) -> str:
    return text_of(secret(who, purpose, count))


def test_a_phone_asks_for_its_files_in_order_and_is_known(https: Https) -> None:
    names = [f"{MAC}.boot", "000000000000.boot", f"{MAC.upper()}.cfg"]
    assert [200, 404, 200] == [https.status(path("anna", name)) for name in names]
    (anna, _) = https.place.phones.standings()
    assert anna.contact is not None
    assert ("current", "4.5.6", "127.0.0.1", "") == (
        anna.state, anna.contact.firmware, anna.contact.address, anna.contact.note
    )  # fmt: skip


def test_the_file_comes_with_its_secrets_and_as_what_it_is(https: Https) -> None:
    status, said = https.fetch(path("anna"), "--include")
    heads, _, body = said.partition("\n\n")
    assert (200, True) == (status, f"password {password('anna', 'sip')}\n" in body)
    named = dict(line.split(": ", 1) for line in heads.lower().splitlines()[1:])
    assert ("text/plain; charset=utf-8", "private, no-cache", "pbxc") == (
        named["content-type"], named["cache-control"], named["server"]
    )  # fmt: skip


def test_a_phone_that_has_it_is_not_sent_it_again(https: Https, tmp_path: Path) -> None:
    kept = str(tmp_path / "etag")
    assert 200 == https.status(path("anna"), "--etag-save", kept)
    assert (304, "") == https.fetch(path("anna"), "--etag-compare", kept)


def test_a_look_says_how_long_it_is(https: Https) -> None:
    status, said = https.fetch(path("anna"), "--head")
    length = len(https.fetch(path("anna"))[1])
    assert (200, True) == (status, f"content-length: {length}" in said.lower())


@pytest.mark.parametrize("way", ["--basic", "--digest"])
@pytest.mark.parametrize(
    ("user", "shown", "status"),
    [(MAC, "anna", 200), (MAC.upper(), "anna", None), (MAC, "bert", 401), ("nobody", "anna", 401)],
)
def test_a_user_and_a_password_open_the_phones_own_files(
    https: Https, way: str, user: str, shown: str, status: int | None
) -> None:
    expected = status or (
        200 if way == "--basic" else 401
    )  # Digest hashes the user as it is written
    told = https.status(f"/{MAC}.cfg", way, "--user", f"{user}:{password(shown)}")
    assert expected == told


@pytest.mark.parametrize("way", ["--basic", "--digest"])
def test_a_password_opens_nobody_elses(https: Https, way: str) -> None:
    shown = f"{MAC}:{password('anna')}"
    assert 404 == https.status(f"/acme/{MACS['bert']}.cfg", way, "--user", shown)


def test_an_old_password_goes_on_until_the_new_one_is_used(https: Https) -> None:
    https.place.offer(desk("anna", web=secret("anna", "web", 1)))

    def ask(count: int) -> int:
        shown = f"{MAC}:{password('anna', 'web', count)}"
        return https.status(f"/{MAC}.cfg", "--digest", "--user", shown)

    assert [200, 200, 401] == [ask(0), ask(1), ask(0)]


def test_who_shows_nothing_is_asked(https: Https) -> None:
    status, said = https.fetch(f"/{MAC}.cfg", "--include")
    asked = [line.split(": ")[1].split()[0] for line in said.splitlines() if "WWW-Auth" in line]
    assert (401, ["Digest", "Digest", "Basic"]) == (status, asked)


@pytest.mark.parametrize(
    ("name", "maker", "status"),
    [
        ("00:11:22:33:AA:01", "makers", 200),
        ("00:11:22:33:AA:02", "makers", 404),
        ("One", "makers", 401),
    ],
)
def test_a_makers_certificate_proves_its_phone(
    https: Https, name: str, maker: str, status: int
) -> None:
    certificate, private = https.makers.issue(name, "phone")
    shown = ("--cert", str(certificate), "--key", str(private))
    assert status == https.status(f"/{MAC}.cfg", *shown)


def test_a_certificate_of_somebody_else_is_turned_away(https: Https) -> None:
    certificate, private = https.ours.issue("00:11:22:33:AA:01", "phone")
    with pytest.raises(AssertionError, match=r"alert|reset|Empty reply"):
        https.status(f"/{MAC}.cfg", "--cert", str(certificate), "--key", str(private))


@pytest.mark.parametrize("version", ["--tlsv1.0", "--tlsv1.1"])
def test_old_tls_is_refused(https: Https, version: str) -> None:
    with pytest.raises(AssertionError, match="curl"):
        https.status(path("anna"), version, "--tls-max", version[-3:])


def test_a_renewed_certificate_is_shown_without_a_restart(https: Https) -> None:
    https.status(path("anna"))
    https.ours.issue("pbx renewed", "pbx")
    https.status(path("anna"))
    assert "pbx renewed" in https.fetch(path("anna"), "--write-out", "%{certs}\n200")[1]


def test_strange_requests_are_answered_and_harm_nobody(https: Https) -> None:
    odd = ["/%ff%fe/x", "/x/%0d%0aSet-Cookie:y", "/" + "a" * 5000, f"//{MAC}.cfg?a=b", "/../x"]
    assert {401, 404} >= {https.status(one) for one in odd}
    assert 200 == https.status(path("anna"))


def test_an_old_phone_is_forgotten(https: Https) -> None:
    phones: list[DeskPhone] = [desk("bert")]
    https.place.offer(*phones)
    assert 404 == https.status(path("anna"))
