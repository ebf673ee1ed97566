"""The controller's part in telling: which phones there are, who is meant, and what it says of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from schema.phone_facts import DeskPhone
from targets.asterisk.live.phone_notify import PhoneState
from targets.provisioning.vendor import Notify
from tenants.controller.doorbell import Doorbell
from tenants.controller.opening import Opened
from tenants.controller.teller import BELL, AsteriskDoor, Teller
from tenants.key_file import Refused
from tenants.provisioning import wanted
from tenants.provisioning.told import passwords_over, told_phones
from tests.tenants.provisioning.offices import MACS, VENDOR, Place, desk, office, path, secret

ANNA, BERT = "anna-desk@north.example.com", "bert-desk@north.example.com"

COLONS = ":".join(MACS["anna"][at : at + 2] for at in range(0, 12, 2)).upper()


class Node:
    """A node where every phone is idle."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.until: dict[str, int] = {}
        self.link = SimpleNamespace(close=lambda: None)

    def states(self, phones: Collection[str]) -> Mapping[str, PhoneState]:
        return dict.fromkeys(phones, "idle")

    def notify(self, events: Mapping[str, str]) -> Mapping[str, str]:
        self.told += events.items()
        return {}

    def registered_until(self) -> Mapping[str, int]:
        return self.until


class Room:
    """A teller with one node, and the phones of one account."""

    def __init__(self, place: Place, *, serving: bool = True) -> None:
        self.place = place
        self.node = Node()
        self.bell = Doorbell()
        self.desk = SimpleNamespace(shares={})
        setting = SimpleNamespace(told_per_second=20) if serving else None
        at = SimpleNamespace(
            installation=SimpleNamespace(state=place.state, phones=setting),
            sites={}, desk=self.desk,
        )  # fmt: skip
        log = logging.getLogger("pbxc.test")
        self.teller = Teller(cast(Opened, at), place.phones, log, self.bell)
        self.teller.doors["main"] = cast(AsteriskDoor, self.node)

    def offer(self, *phones: DeskPhone, **rules: Any) -> None:
        self.desk.shares = {"north": office(*phones, **rules)}
        self.place.offer(*phones, **rules)

    def told(self) -> list[str]:
        """The phones that one step tells."""
        before = len(self.node.told)
        self.teller.step()
        return [name.partition("-")[0] for name, _ in self.node.told[before:]]

    def fetch(self, *people: str) -> None:
        for who in people:
            for file in ("{mac}.boot", "{mac}.cfg"):
                assert self.place.get(path(who, file)).status == 200


@pytest.fixture
def room(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    vendor = replace(VENDOR, notify=Notify("check", "start"))
    monkeypatch.setattr(wanted, "all_vendors", lambda: {"acme": vendor})
    room = Room(place)
    yield room
    room.teller.book.close()


def test_who_has_fetched_is_told_no_more(room: Room) -> None:
    room.offer(desk("anna"), desk("bert"))
    room.fetch("anna")
    assert (["bert"], []) == (room.told(), room.told())
    room.fetch("bert")
    room.told()
    assert {} == told_phones(room.place.state)


def test_what_was_told_is_known_to_others(room: Room) -> None:
    room.offer(desk("anna"))
    room.told()
    (told,) = told_phones(room.place.state).values()
    (standing,) = room.place.phones.standings()
    assert (ANNA, 1, "check") == (told.phone, told.times, told.event)
    assert "check" == (standing.told or ("",))[0]


def test_a_key_that_changes_is_told_to_its_phone_alone(room: Room) -> None:
    room.offer(desk("anna"), desk("bert"))
    room.fetch("anna", "bert")
    room.told()
    room.offer(desk("anna", label="Anna"), desk("bert"))
    assert [] == room.told()  # this vendor's files have no label
    room.offer(desk("anna", token=secret("anna", "token", 1)), desk("bert"))
    assert ["anna"] == room.told()


@pytest.mark.parametrize("name", [ANNA, "anna-desk", MACS["anna"], COLONS])
def test_a_phone_is_meant_by_its_name_or_its_address(room: Room, name: str) -> None:
    room.offer(desk("anna"), desk("bert"))
    room.fetch("anna", "bert")
    room.told()
    assert {ANNA: "north"} == room.teller.ask([name], "reboot")
    room.teller.step()
    assert [(ANNA, "start")] == room.node.told


def test_where_one_is_no_phone_none_is_told(room: Room) -> None:
    room.offer(desk("anna"), desk("bert"))
    room.fetch("anna", "bert")
    room.told()
    with pytest.raises(Refused, match="There is no phone cleo-desk"):
        room.teller.ask(["anna-desk", "cleo-desk"], "tell")
    assert [] == room.told()


def test_phones_that_listen_to_nothing_can_not_be_told(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanted, "all_vendors", lambda: {"acme": VENDOR})
    room.offer(desk("anna"))
    room.told()
    with pytest.raises(Refused, match="look by themselves"):
        room.teller.ask(["anna-desk"], "tell")


def test_where_phones_fetch_elsewhere_nobody_is_told_by_himself(room: Room, place: Place) -> None:
    elsewhere = Room(place, serving=False)
    elsewhere.offer(desk("anna"))
    by_himself = elsewhere.told()
    elsewhere.teller.ask(["anna-desk"], "tell")
    assert ([], ["anna"]) == (by_himself, elsewhere.told())
    elsewhere.teller.book.close()


def test_an_old_password_that_is_over_rings_the_bell(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    old = secret("anna", "sip")
    room.offer(desk("anna", secret=secret("anna", "sip", 1), previous=old))
    room.fetch("anna")
    room.teller.step()
    room.teller.rotations.clock = lambda: 9e9
    room.node.until[ANNA] = 10
    with caplog.at_level(logging.INFO, "pbxc.test"):
        room.teller.step()
    assert (frozenset({old}), (BELL,)) == (
        passwords_over(room.place.state),
        tuple(room.bell.wait(0)),
    )
    assert json.dumps(ANNA)[1:-1] in str([vars(one).get("facts") for one in caplog.records])
