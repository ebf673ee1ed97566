"""The controller's part: phones follow their switch, whoever is quicker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from targets.asterisk.delivery.generation import Generation, Line
from tenants.controller.desk import Look
from tenants.controller.events import Event
from tenants.controller.metrics import Metrics
from tenants.controller.opening import Opened
from tenants.controller.phone_desk import PhoneDesk
from tenants.key_file import Refused
from tenants.provisioning.messages import Asked
from tests.tenants.provisioning.offices import SECRETS, desk, key, office

OLD, NEW = (Generation("north", {f"north.{n}": (Line("s", 1, "NoOp", n),)}) for n in ("old", "new"))
ANNA = "anna-desk@north.example.com"


@dataclass
class Standing:
    node: str
    account: str
    live: str


@dataclass
class Controller:
    """As much of an installation as phones know of."""

    state: Path
    live: dict[str, str] = field(default_factory=dict)
    shares: dict[str, Any] = field(default_factory=dict)
    phones: None = None

    def __post_init__(self) -> None:
        self.installation = self.ledger = self.desk = self.secrets = cast(Any, self)
        log = logging.getLogger("pbxc.test")
        self.metrics = Metrics()
        self.phone_desk = PhoneDesk(cast(Opened, self), log, self.metrics)
        self.nodes = ["main"]

    def places(self) -> list[Standing]:
        return [Standing(node, "north", live) for node, live in self.live.items()]

    def gather(self, shares: object) -> tuple[object, tuple[()]]:
        return SECRETS, ()

    def take(self, generation: Generation, label: str) -> None:
        """A look at the repositories finds this."""
        self.shares = {"north": office(desk("anna", keys=(key(label),)))}
        wanted = {node: {"north": generation} for node in self.nodes}
        self.phone_desk.take(cast(Look, Found(wanted)))

    @property
    def label(self) -> str:
        """What the phone's key is called in the file that it gets."""
        wanted = self.phone_desk.phones.phone(ANNA)
        return wanted.phone.keys[0].label if wanted else ""


@dataclass
class Found:
    wanted: dict[str, dict[str, Generation]]


@pytest.fixture
def controller(tmp_path: Path) -> Iterator[Controller]:
    controller = Controller(tmp_path)
    yield controller
    controller.phone_desk.close()


def test_what_needs_no_move_is_handed_out_at_once(controller: Controller) -> None:
    controller.live = {"main": OLD.id}
    controller.take(OLD, "Bert")
    assert "Bert" == controller.label
    controller.take(OLD, "Cleo")
    assert "Cleo" == controller.label


def test_phones_wait_for_their_switch(controller: Controller) -> None:
    controller.live = {"main": OLD.id}
    controller.take(OLD, "Bert")
    controller.take(NEW, "Cleo")
    before = controller.label
    controller.phone_desk.hear(Event("live", "main", "north", NEW.id))
    assert ("Bert", "Cleo") == (before, controller.label)


@pytest.mark.parametrize(
    "event",
    [
        Event("refused", "main", "north", OLD.id),
        Event("kept", "main", "north", OLD.id),
        Event("live", "main", "south", NEW.id),
        Event("back", "main"),
    ],
)
def test_what_the_switch_refuses_is_handed_out_to_nobody(
    controller: Controller, event: Event
) -> None:
    controller.live = {"main": OLD.id}
    controller.take(OLD, "Bert")
    controller.take(NEW, "Cleo")
    controller.phone_desk.hear(event)
    assert "Bert" == controller.label


def test_one_node_is_enough(controller: Controller) -> None:
    controller.nodes = ["main", "second"]
    controller.live = {"main": NEW.id, "second": OLD.id}
    controller.take(NEW, "Cleo")
    assert "Cleo" == controller.label


def test_an_account_that_is_not_moved_now_waits_too(controller: Controller) -> None:
    controller.live = {"main": OLD.id}
    controller.take(NEW, "Cleo")
    controller.take(NEW, "Cleo")
    assert "" == controller.label
    controller.live = {"main": NEW.id}
    controller.take(NEW, "Cleo")
    assert "Cleo" == controller.label


def test_phones_and_what_they_ask_for_are_counted(controller: Controller) -> None:
    controller.take(OLD, "Bert")
    controller.phone_desk.hear(Event("live", "main", "north", OLD.id))
    controller.phone_desk.phones.answer(Asked("GET", "/x/y"))
    controller.phone_desk.read_figures()
    figures = controller.metrics.text().decode()
    expected = {
        'pbxc_phones{state="never"} 1.0',
        'pbxc_phone_downloads_total{result="unknown"} 1.0',
    }
    assert expected <= set(figures.splitlines())


def test_only_phones_that_there_are_get_addresses_for_first_contacts(
    controller: Controller,
) -> None:
    controller.live = {"main": OLD.id}
    controller.take(OLD, "Bert")
    issued = cast(Any, controller.phone_desk.bootstrap({"phones": [ANNA]}, "ida"))["tokens"]
    assert [ANNA] == list(issued)
    with pytest.raises(Refused, match="There is no phone nobody"):
        controller.phone_desk.bootstrap({"phones": [ANNA, "nobody"]}, "ida")
