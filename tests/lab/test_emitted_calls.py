"""What we emit, on a real Asterisk: it starts without a word, and calls go where they should."""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from schema.program import Media, Program
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.dialplan.match_order import match_order
from targets.asterisk.layout import Layout
from targets.asterisk.live.ami import AmiSession, Packet
from targets.asterisk.recordings import silence
from targets.asterisk.used import used_media
from tenants.lab.instance import Instance
from tenants.lab.phone_tree import Site
from tenants.lab.phones import Behaviour, Carrier, Phone, Phones
from tests.lab import emitted_platform
from tests.lab.emitted_platform import HARBOUR, REALM
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import Vault

pytestmark = pytest.mark.lab

Call = Callable[["Floor"], str]


def ports(count: int) -> list[int]:
    """Ports nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    found = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return found


def recordings(program: Program) -> dict[Media, bytes]:
    return {one: silence() for one in used_media(program) if not one.is_prompt}


def write(bundle: Bundle, tree: Path) -> Path:
    for path, data in bundle.files.items():
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return tree


@dataclass
class Floor:
    """A switch with phones and a carrier, and what the switch told of calls."""

    switch: Instance
    phones: Phones
    events: AmiSession
    told: list[dict[str, str]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def note(self, packet: Packet) -> None:
        if packet.get("UserEvent") == "PbxcTold":
            with self.news:
                self.told.append(dict(packet.fields))
                self.news.notify_all()

    def begin(self) -> None:
        """Wait for the calls of the test before to be over, then forget them."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and self._busy():
            time.sleep(0.05)
        self.phones.forget()
        with self.news:
            self.told.clear()

    def _busy(self) -> bool:
        rooms = (self.switch, self.phones.instance)
        counts = [room.command("core show channels count") for room in rooms]
        return any(not count.startswith("0 active channels") for count in counts)

    def wait_told(self, key: str, timeout: float = 12) -> str:
        deadline = time.monotonic() + timeout
        with self.news:
            while True:
                found = [one[key] for one in self.told if key in one]
                if found:
                    return found[0]
                if not self.news.wait(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError(f"{key} wasn't told: {self.told}")

    def wait_ended(self, who: str) -> str:
        return self.phones.wait_for(lambda seen: (seen.what, seen.who) == ("ended", who)).detail


@pytest.fixture(scope="module")
def floor(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    sip, tcp, manager, phone_sip, phone_manager = ports(5)
    name = f"emitted-{os.getpid()}"
    program = emitted_platform.program()
    bundle = emit(
        program,
        emitted_platform.inventory(sip, tcp, manager, 5060),
        Vault(),
        recordings(program),
        Layout(etc=f"/run/pbxc/{name}/etc"),
    )
    folder = tmp_path_factory.mktemp("emitted")
    site = Site(sip, phone_manager, phone_sip, 24600)
    people = [_phone("anna", "anna-desk"), _phone("bob", "bob")]
    switch = Instance(name, write(bundle, folder / "tree"), root=lab)
    try:
        with (
            switch.start(),
            Phones(f"{name}-phones", folder / "phones", site, people, [_north()]) as phones,
            switch.ami(events=True) as session,
        ):
            found = Floor(switch, phones, session)
            session.subscribe(found.note)
            phones.wait_registered()
            yield found
            phones.instance.discard()
    finally:
        switch.discard()


def _phone(name: str, device: str) -> Phone:
    return Phone(name, device, REALM, Vault().text(f"harbour:device.{device}:sip").reveal())


def _north() -> Carrier:
    return Carrier("north", "127.0.0.21")


def test_a_platform_with_everything_starts_without_a_warning(lab: Path, tmp_path: Path) -> None:
    name = f"silent-{os.getpid()}"
    program = platforms.program()
    sip, tcp, manager = ports(3)
    plain = platforms.inventory()
    edge = dataclasses.replace(plain.edge, udp_port=sip, tcp_port=tcp, ami_port=manager)
    bundle = emit(
        program, dataclasses.replace(plain, edge=edge), Vault(), recordings(program),
        Layout(etc=f"/run/pbxc/{name}/etc"),
    )  # fmt: skip
    switch = Instance(name, write(bundle, tmp_path / "tree"), root=lab)
    try:
        with switch.start():
            assert [] == switch.log_lines()
            for path in (path for path in bundle.files if path.startswith("dialplan/")):
                assert _read_back(switch, bundle, path) == _emitted(bundle, path)
    finally:
        switch.discard()


def _emitted(bundle: Bundle, path: str) -> list[tuple[str, str, str, str]]:
    """Context, extension, application and data of each priority, in match order."""
    found = []
    context = ""
    blocks: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for line in bundle.files[path].decode().splitlines():
        if line.startswith("["):
            context = line[1:-1]
        elif line.startswith("exten") and ",hint," not in line:
            name, _, call = line.removeprefix("exten => ").split(",", 2)
            application, _, data = call.removesuffix(")").partition("(")
            pair = (application, data.replace("\\;", ";"))
            blocks.setdefault(context, {}).setdefault(name, []).append(pair)
    for context in sorted(blocks):
        for name in sorted(blocks[context], key=match_order):
            found += [(context, name, *pair) for pair in blocks[context][name]]
    return found


def _read_back(switch: Instance, bundle: Bundle, path: str) -> list[tuple[str, str, str, str]]:
    contexts = sorted(
        line[1:-1] for line in bundle.files[path].decode().splitlines() if line.startswith("[")
    )
    found = []
    with switch.ami() as session:
        for context in contexts:
            events = session.call("ShowDialPlan", {"Context": context}).events
            entries = [one for one in events if one.get("Priority").isdigit()]
            found += [
                (context, one.get("Extension"), one.get("Application"), one.get("AppData"))
                for one in entries
            ]
    return found


def test_what_a_call_works_out_is_what_the_program_means(floor: Floor) -> None:
    floor.begin()
    floor.phones.behave("bob", Behaviour("answer", talk=0.5))
    floor.phones.call("anna", "200")
    floor.wait_ended("anna")
    with floor.news:
        told = {key: value for one in floor.told for key, value in one.items()}
    expected = {
        "who": "anna-desk", "tail": "00", "before": "git", "after": "+19025550177", "there": "1",
        "absent": "", "same": "1", "first": "1", "second": "", "last": "b", "none": "", "fits": "1",
        "again": "1", "full": "", "device": "anna-desk@harbour.test", "account": HARBOUR,
        "callernumber": "201", "callername": "Anna", "dialled": "200",
    }  # fmt: skip
    assert expected == {key: told.get(key) for key in expected}


def test_the_called_phone_sees_what_the_program_set(floor: Floor) -> None:
    floor.begin()
    floor.phones.behave("bob", Behaviour("answer", talk=0.5))
    floor.phones.call_in("north", "9025550100", caller='Z"e,d$ <+19025551234>')
    seen = floor.phones.wait_for(lambda one: (one.what, one.who) == ("rings", "bob"))
    assert ("+19025550100", "Sales: Zed") == (seen.number, seen.name)


def test_an_emergency_call_goes_out(floor: Floor) -> None:
    floor.begin()
    floor.phones.call("anna", "911", talk=0.5)
    seen = floor.phones.wait_for(lambda one: (one.what, one.who) == ("rings", "north"))
    assert "911" == seen.dialled


RINGS = [
    ("201", {"anna": Behaviour("busy")}, "busy", "17"),
    ("201", {"anna": Behaviour("reject")}, "rejected", "21"),
    ("201", {"anna": Behaviour("congested")}, "congested", "34"),
    ("201", {"anna": Behaviour("sip:500")}, "congested", "34"),
    ("201", {"anna": Behaviour("no_answer")}, "no_answer", "19"),
    ("202", {"anna": Behaviour("busy"), "bob": Behaviour("reject")}, "busy", "17"),
    ("203", {"anna": Behaviour("no_answer"), "bob": Behaviour("busy")}, "no_answer", "19"),
    ("204", {}, "unavailable", "19"),
    ("205", {"bob": Behaviour("answer", keys="ww2", talk=5)}, "rejected", "21"),
    ("205", {"bob": Behaviour("answer", talk=0.5)}, "rejected", "21"),
    ("206", {}, "forbidden", "21"),
]


@pytest.mark.parametrize(("dialled", "behaviours", "outcome", "cause"), RINGS, ids=str)
def test_a_ring_that_nobody_takes_has_this_outcome(
    floor: Floor, dialled: str, behaviours: dict[str, Behaviour], outcome: str, cause: str
) -> None:
    floor.begin()
    for who, behaviour in behaviours.items():
        floor.phones.behave(who, behaviour)
    caller = "bob" if dialled in ("201", "204", "206") else "anna"
    if dialled in ("202", "203"):
        number = {"202": "+19025550188", "203": "+19025550187"}[dialled]
        floor.phones.call_in("north", number, caller="+19025551234")
        assert outcome == floor.wait_told("outcome")
        return
    floor.phones.call(caller, dialled)
    assert (outcome, cause) == (floor.wait_told("outcome"), floor.wait_ended(caller))


@pytest.mark.parametrize("dialled", ["205", "207"])
def test_whoever_takes_the_call_is_connected(floor: Floor, dialled: str) -> None:
    floor.begin()
    floor.phones.behave("bob", Behaviour("answer", keys="ww1", talk=6))
    floor.phones.call("anna", dialled, talk=1)
    floor.phones.wait_for(lambda one: (one.what, one.who) == ("connected", "anna"))
    assert "16" == floor.wait_ended("anna")


CARRIERS = [
    ("busy", "busy"), ("forbidden", "forbidden"), ("congested", "congested"),
    ("sip:404", "unavailable"), ("sip:480", "no_answer"), ("sip:500", "congested"),
    ("sip:408", "no_answer"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "outcome"), CARRIERS)
def test_a_number_that_is_not_reached_has_this_outcome(
    floor: Floor, kind: str, outcome: str
) -> None:
    floor.begin()
    floor.phones.behave("+19025551234", Behaviour(kind))
    floor.phones.call("anna", "+19025551234")
    assert outcome == floor.wait_told("outcome")


@pytest.mark.parametrize(("keys", "expected"), [("ww12#", "12"), ("ww1234", "1234"), ("", "")])
def test_keys_are_collected(floor: Floor, keys: str, expected: str) -> None:
    floor.begin()
    floor.phones.call("anna", "300", keys=keys, talk=8)
    assert expected == floor.wait_told("keys")


ENDS = [("402", "127"), ("403", "34"), ("999", "1"), ("20,1", "1"), ("20&1", "1")]


@pytest.mark.parametrize(("dialled", "cause"), ENDS)
def test_a_caller_who_is_not_answered_hears_why(floor: Floor, dialled: str, cause: str) -> None:
    floor.begin()
    floor.phones.call("anna", dialled)
    assert cause == floor.wait_ended("anna")


def test_a_message_is_taken(floor: Floor) -> None:
    floor.begin()
    floor.phones.call("anna", "401", talk=4)
    floor.wait_ended("anna")
    inbox = floor.switch.voicemail / HARBOUR / "201" / "INBOX"
    deadline = time.monotonic() + 5
    while not list(inbox.glob("msg0000.txt")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ["msg0000.txt"] == [file.name for file in inbox.glob("*.txt")]


def test_calls_leave_no_warning_but_that_of_a_callee_who_hung_up_while_asked(floor: Floor) -> None:
    lines = [line for line in floor.switch.log_lines() if "Abnormal 'Gosub" not in line]
    assert [] == lines
