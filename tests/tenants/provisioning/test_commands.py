"""`pbxc phones` and what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.controller.control import ControlServer, Reply, Request, Result
from tests.tenants.commands import run
from tests.tenants.installations import install, said, told
from tests.tenants.ledger.generations import ACCOUNT
from tests.tenants.provisioning.offices import (
    BASE,
    MACS,
    SECRETS,
    Place,
    desk,
    key,
    office,
    path,
    secret,
)

PHONES = ("anna-desk@h.example.com", "bert-desk@h.example.com")


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An installation whose account has two phones; one has fetched, and then got another key."""
    install(tmp_path)
    monkeypatch.setenv("PBXC_CONFIG", str(tmp_path / "pbxc.yaml"))
    place = Place(tmp_path / "state")
    offer(place)
    agent = {"user-agent": "Acme One 4.5.6 00112233aa02"}
    place.get(path("anna", account=ACCOUNT), agent, address="192.0.2.7")
    yield place
    place.phones.close()


def offer(place: Place, label: str = "Ben") -> None:
    phones = [
        desk(who, endpoint=id, account=ACCOUNT, keys=(key(label),) if who == "bert" else ())
        for who, id in zip(("anna", "bert"), PHONES, strict=True)
    ]
    place.phones.offer({ACCOUNT: office(*phones, account=ACCOUNT)}, SECRETS)


def test_every_phone_is_told_with_what_it_has_and_is_to_have(served: Place) -> None:
    served.phones.told(PHONES[1], "check-sync")
    anna, bert = told("phones", "north/harbour")["phones"]
    wanted = {id: one.version for id, one in served.phones.wanted.items()}
    assert {
        "phone": PHONES[0], "account": "north/harbour", "id": ACCOUNT, "mac": MACS["anna"],
        "vendor": "acme", "model": "acme-one", "state": "current", "wanted": wanted[PHONES[0]],
        "since": "2026-11-24T12:00:00Z", "fetched": wanted[PHONES[0]],
        "fetched_at": "2026-11-24T12:00:00Z", "told": None,
        "contact": {
            "at": "2026-11-24T12:00:00Z", "address": "192.0.2.7", "firmware": "4.5.6",
            "agent": "Acme One 4.5.6 00112233aa02", "note": "says that it is 00112233aa02",
        },
    } == anna  # fmt: skip
    assert ("never", None, None, {"what": "check-sync", "at": "2026-11-24T12:00:00Z"}) == (
        bert["state"], bert["fetched"], bert["contact"], bert["told"]
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", [(), ("status",), ("north/harbour",), ("status", "north/harbour")]
)
def test_phones_are_a_table_for_people(served: Place, words: tuple[str, ...]) -> None:
    text = said(run("phones", *words))
    assert "PHONE ACCOUNT MODEL FIRMWARE FILES FETCHED LAST CONTACT STATE" in text
    assert "has its files; says that it is 00112233aa02" in text
    assert "bert-desk north/harbour acme-one" in text


def test_only_those_are_told_that_lack_something(served: Place) -> None:
    found = told("phones", "--outdated")["phones"]
    assert [PHONES[1]] == [one["phone"] for one in found]


def test_an_unknown_account_is_told(served: Place) -> None:
    result = run("phones", "north/nowhere")
    assert (2, True) == (result.exit_code, "there is no north/nowhere" in result.stderr)


def test_an_installation_without_phones_has_none(installed: Path) -> None:
    assert ("There are no phones.", []) == (said(run("phones")), told("phones")["phones"])


def test_the_commands_are_listed_without_being_loaded() -> None:
    assert "bootstrap" in run("phones", "--help").stdout


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((PHONES[1],), [PHONES[1]]),
        (("00:11:22:33:AA:02",), [PHONES[1]]),
        (("--account", "north/harbour"), list(PHONES)),
    ],
)
def test_the_controller_issues_addresses_for_first_contacts(
    served: Place, words: tuple[str, ...], asked: list[str]
) -> None:
    requests: list[Request] = []

    def answer(request: Request, who: str) -> Iterator[Reply]:
        requests.append(request)
        issued = served.phones.issue(request.fields["phones"], who)
        tokens = {
            id: {"token": token, "url": url, "until": until.isoformat()}
            for id, (token, url, until) in issued.items()
        }
        yield Result({"tokens": tokens})

    with ControlServer(served.state, answer):
        result = run("phones", "bootstrap", *words)
    assert (0, [asked]) == (result.exit_code, [one.fields["phones"] for one in requests])
    assert asked == [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert len(asked) == result.stdout.count(f"{BASE}/")


def test_nobody_but_the_controller_can(served: Place) -> None:
    result = run("phones", "bootstrap", PHONES[0])
    assert "pbxc serve isn't running" in str(result.exception)


@pytest.mark.parametrize("words", [(), (PHONES[0], "--account", "north/harbour")])
def test_phones_are_named_or_their_account(served: Place, words: tuple[str, ...]) -> None:
    assert 2 == run("phones", "bootstrap", *words).exit_code


def test_an_unknown_phone_is_told(served: Place) -> None:
    result = run("phones", "bootstrap", "nobody@h.example.com")
    assert "There is no phone nobody@h.example.com" in str(result.exception)


def test_what_is_secret_is_named_and_not_told(served: Place) -> None:
    tokens = [secret(who, "token", account=ACCOUNT) for who in ("anna", "bert")]
    words = run("phones").stdout + run("phones", "--format", "json").stdout
    assert [] == [one for one in tokens if SECRETS.text(one).reveal() in words]
