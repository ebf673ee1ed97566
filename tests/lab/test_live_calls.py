"""`pbxc calls` and `pbxc trace --live` on a real Asterisk: the tenant's words for calls that are on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from compiler.scenario_calls import prepare
from compiler.simulate import simulate
from compiler.story import Event, Story, compare
from schema.inventory import Inventory
from schema.scenario import Scenario
from targets.asterisk.live.ami import AmiRefused, AmiSession
from targets.asterisk.settings import WATCHER, WATCHER_SECRET
from tenants.key_file import root_key
from tenants.lab.phones import Behaviour, Phones
from tenants.lab.workplace import Workplace
from tenants.loading import Whole, load, whole
from tenants.secrets import DerivedSecrets
from tests.tenants.commands import run_json

pytestmark = pytest.mark.lab

MAIN, ANNA = "+19025550100", "+19025550101"
IDA = "+16475550123"
FLOW = "callflows/main.yaml"
TIMES = """    - schedule:
        use: office
        lunch: [{play: lunch-break}]
        closed: [{play: closed}, {voicemail: mailbox.front-desk}]
        holidays: [{play: closed}, hangup]
"""
ANNA_DESK, ANNA_MOBILE, BEN_DESK = (
    f"{device}.harbour.example" for device in ("anna-desk", "anna-mobile", "ben-desk")
)
SILENT = Behaviour("no_answer", 0, "", 60)
PATIENT = Behaviour("answer", 0, "", 120)
LONG = 120

Call = Mapping[str, Any]
T = TypeVar("T")


@pytest.fixture(scope="module")
def place(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("calls")
    with Workplace(f"calls-{os.getpid()}", repository / "examples/harbour", folder) as place:
        carriers = place.work / "trunks.yaml"
        ours = f"127.105.{101 + os.getpid() % 100}.2"
        carriers.write_text(carriers.read_text().replace("127.0.0.2", ours))
        place.edit(FLOW, TIMES, "")  # whatever the time is, the clinic is open
        place.push("as it is")
        place.serve()
        place.wait_logged("went live")
        yield place


@pytest.fixture(scope="module")
def running(place: Workplace) -> Phones:
    inventory = load(str(place.work)).inventory
    assert isinstance(inventory, Inventory)
    return place.start_phones(inventory)


@pytest.fixture
def phones(running: Phones) -> Iterator[Phones]:
    """Phones that answer and stay; every call is over when the test is."""
    running.behave_usually(PATIENT, PATIENT)
    yield running
    for phone in running.phones:
        running.forget_behaviour(phone)


@pytest.fixture
def called(place: Workplace, phones: Phones) -> Iterator[Callable[..., str]]:
    """Calls from a phone, or from outside; each is ended with the test."""
    begun: list[str] = []

    def call(caller: str, number: str, keys: str = "", talk: float = LONG) -> str:
        if caller.startswith("+"):
            carrier = next(iter(phones.carriers))
            line = phones.call_in(carrier, number, caller=caller, keys=keys, talk=talk)
        else:
            line = phones.call(caller, number, keys=keys, talk=talk)
        begun.append(line)
        return line

    yield call
    for line in begun:
        if not any(one.what == "ended" and one.call == line for one in phones.seen):
            phones.hang_up(line)
    wait_for(lambda: not calls(place) or None)


def wait_for(found: Callable[[], T | None], timeout: float = 20) -> T:
    deadline = time.monotonic() + timeout
    while (value := found()) is None:
        assert time.monotonic() < deadline, "it never was so"
        time.sleep(0.1)
    return value


def calls(place: Workplace) -> list[Call]:
    listed: list[Call] = run_json("calls", "--config", place.config)["calls"]
    return listed


def call_that(place: Workplace, doing: str) -> Call:
    """The one call that is on, as soon as this happens in it."""
    return wait_for(lambda: next((one for one in calls(place) if one["doing"] == doing), None))


def line_of(place: Workplace, file: str, text: str) -> int:
    lines = (place.work / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def said(call: Call) -> str:
    """What is told of a call, its seconds left out."""
    return re.sub(r"for \d+ s", "for N s", str(call["text"]))


# --- pbxc calls ---------------------------------------------------------------------------------


def test_a_caller_in_a_menu(place: Workplace, called: Callable[..., str]) -> None:
    called(IDA, MAIN)
    call = call_that(place, "asked")
    where = f"{FLOW}:{line_of(place, FLOW, 'menu:')}"
    assert f"in the menu of callflow main, {where}, for N s" == said(call)
    assert (IDA, MAIN, True) == (call["from"]["number"], call["to"], call["live"])


def test_a_line_for_people(place: Workplace, called: Callable[..., str]) -> None:
    called(IDA, MAIN)
    call_that(place, "asked")
    head, line = place.pbxc("calls", ".").said.splitlines()
    assert ["SINCE", "ACCOUNT", "NODE", "FROM", "TO", "NOW"] == head.split()
    assert f"harbour  main  {IDA}  {MAIN}  in the menu of" in line


def test_a_group_that_rings(place: Workplace, phones: Phones, called: Callable[..., str]) -> None:
    phones.behave(ANNA_DESK, SILENT)
    phones.behave(BEN_DESK, SILENT)
    called(ANNA_MOBILE, "200")
    call = wait_for(lambda: next((c for c in calls(place) if len(c["whom"]) == 2), None))
    where = f"users.yaml:{line_of(place, 'users.yaml', 'members:')}"
    assert f"rings anna-desk and ben-desk, {where}, for N s" == said(call)
    assert ("anna-mobile", "group", "reception") == (
        call["from"]["device"],
        call["kind"],
        call["thing"],
    )


def test_a_conversation_is_one_call_however_many_channels_it_has(
    place: Workplace, called: Callable[..., str]
) -> None:
    called(IDA, ANNA)
    call = call_that(place, "talks")
    assert (1, "talks with anna-desk for N s") == (len(calls(place)), said(call))
    assert len(call["channels"]) > 2


def test_a_message_that_is_left(place: Workplace, called: Callable[..., str]) -> None:
    called(BEN_DESK, "299")
    call = call_that(place, "leaves_message")
    where = f"users.yaml:{line_of(place, 'users.yaml', 'front-desk:')}"
    assert f"leaves a message for mailbox.front-desk, {where}" == said(call)


def test_an_emergency_call(place: Workplace, called: Callable[..., str]) -> None:
    called(ANNA_MOBILE, "911")
    call = call_that(place, "talks")
    assert "talks with 911 through north-1 for N s" == said(call)
    assert ("anna-mobile", "911") == (call["from"]["device"], call["to"])


def test_a_call_stays_in_its_generation_and_at_the_lines_of_its_commit(
    place: Workplace, called: Callable[..., str]
) -> None:
    called(IDA, MAIN)
    before = call_that(place, "asked")
    at = len(place.log())
    place.edit(FLOW, "  main:\n", "  # three lines\n\n\n  main:\n")
    place.edit(FLOW, '"2": callflow.billing', '"2": callflow.billing\n          "3": user.anna')
    place.push("the menu moves down")
    place.wait_logged("went live", after=at)
    after = call_that(place, "asked")
    assert (before["line"], before["generation"]) == (after["line"], after["generation"])
    assert str(after["text"]).endswith(f"(still in {before['generation']}, drained when it ends)")


def test_a_node_that_does_not_answer_is_told(place: Workplace, tmp_path: Path) -> None:
    other = tmp_path / "pbxc.yaml"
    text = place.config.read_text()
    other.write_text(text.replace(f"ami: {{port: {place.ami_port}}}", "ami: {port: 1}"))
    done = place.pbxc("calls", "--config", str(other), "--format", "json")
    told = json.loads(done.said)
    assert ([], ["main"]) == (told["calls"], [one["node"] for one in told["unanswered"]])
    assert "Its calls aren't told" in place.pbxc("calls", "--config", str(other)).complained


# --- pbxc trace --live --------------------------------------------------------------------------


class Tracing:
    """`pbxc trace --live` while it waits for a call."""

    def __init__(self, place: Workplace, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tenants.cli", "trace", "--live", *words],
            env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stderr is not None
        self.waits = self._process.stderr.readline()

    def told(self) -> str:
        text, complained = self._process.communicate(timeout=60)
        assert 0 == self._process.returncode, complained
        return text


def simulated(tree: Whole, caller: str, to: str, keys: str, does: Mapping[str, str]) -> Story:
    phones = {phone: {"does": what} for phone, what in does.items()}
    scenario = Scenario.model_validate(
        {
            "at": "2026-11-24 10:00",
            "call": {"from": caller, "to": to},
            "press": [keys] if keys else [],
            "phones": phones,
            "expect": [],
        }
    )
    return simulate(tree.program, *prepare(tree.tree.root, scenario))


def heard(text: str) -> Story:
    events = json.loads(text)["events"]
    names = ("verb", "subject", "detail", "branch")
    return Story(tuple(Event(one["at_ms"], *(one[name] for name in names)) for one in events))


STORIES = [
    (IDA, ANNA, "", {}),
    (IDA, MAIN, "1", {"anna-desk": "no_answer"}),
    (IDA, ANNA, "", {"anna-desk": "busy", "anna-mobile": "busy"}),
    ("ben-desk", "101", "", {"anna-desk": "reject"}),
    ("anna-mobile", "911", "", {}),
]


@pytest.mark.parametrize(("caller", "to", "keys", "does"), STORIES)
def test_a_live_story_is_the_simulator_s(
    place: Workplace,
    phones: Phones,
    called: Callable[..., str],
    caller: str,
    to: str,
    keys: str,
    does: Mapping[str, str],
) -> None:
    tree = whole(load(str(place.work)))
    assert tree is not None
    brief = Behaviour("answer", 1, "", 1)
    phones.behave_usually(brief, brief)
    for phone, what in does.items():
        phones.behave(f"{phone}.harbour.example", replace(brief, kind=what))
    tracing = Tracing(place, to, "--format", "json", "--timeout", "60")
    line = caller if caller.startswith("+") else f"{caller}.harbour.example"
    called(line, to, "ww" + keys if keys else "", 5)
    story = heard(tracing.told())
    assert [] == compare(simulated(tree, caller, to, keys, does), story, "simulated", "live")


def test_a_live_story_is_told_with_its_lines(
    place: Workplace, phones: Phones, called: Callable[..., str]
) -> None:
    phones.behave(ANNA_DESK, Behaviour("answer", 1, "", 1))
    tracing = Tracing(place, "ben-desk", "--timeout", "60")
    called(BEN_DESK, "101", talk=5)
    head, *lines = tracing.told().splitlines()
    assert head.startswith("ben-desk calls 101 on ")
    where = f"users.yaml:{line_of(place, 'users.yaml', 'desk: {model: yealink')}"
    rings = next(line for line in lines if "rings anna-desk" in line)
    assert rings.endswith(where)


def test_the_call_before_and_another_one_beside_it_are_not_told(
    place: Workplace, phones: Phones, called: Callable[..., str]
) -> None:
    called(ANNA_MOBILE, "299")
    call_that(place, "leaves_message")
    phones.behave(ANNA_DESK, Behaviour("answer", 0, "", 3))
    tracing = Tracing(place, "anna-desk", "--timeout", "60")
    called(ANNA_DESK, "102", talk=6)
    call_that(place, "talks")  # or the other might be the first
    called(ANNA_DESK, "200", talk=3)
    story = tracing.told()
    assert story.startswith("anna-desk calls 102 on ")
    assert 1 == story.count("ends:")


def test_nobody_calls_in_time(place: Workplace) -> None:
    done = place.pbxc("trace", "--live", "+19025550199", "--timeout", "0.5")
    assert (2, True) == (done.status, "came in time" in done.complained)


# --- who may listen -----------------------------------------------------------------------------


def watcher(place: Workplace) -> AmiSession:
    secrets = DerivedSecrets(root_key(place.folder / "key", may_make=False).data)
    secret = secrets.text(WATCHER_SECRET).reveal()
    return AmiSession.connect("127.0.0.1", place.ami_port, WATCHER, secret, events=True, floor=None)


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("Command", {"Command": "core show version"}),
        ("Originate", {"Channel": "Local/911@from-trunk", "Application": "Wait", "Data": "1"}),
        ("Hangup", {"Channel": "/.*/"}),
        ("Setvar", {"Variable": "X", "Value": "1"}),
        ("DialplanExtensionAdd", {"Context": "x", "Extension": "x", "Priority": "1",
                                  "Application": "NoOp"}),
        ("Reload", {}),
        ("DBGet", {"Family": "pbxc", "Key": "x"}),
        ("Getvar", {"Variable": "EPOCH"}),
        ("CoreShowChannels", {}),
    ],
)  # fmt: skip
def test_who_watches_changes_nothing(
    place: Workplace, action: str, fields: Mapping[str, str]
) -> None:
    with watcher(place) as session:
        reply = session.call(action, fields)
        assert (False, True) == (reply.ok, "ermission" in reply.message), reply


def test_who_watches_hears_nothing_but_stories(
    place: Workplace, phones: Phones, called: Callable[..., str]
) -> None:
    kinds: set[str] = set()
    with watcher(place) as session:
        session.subscribe(lambda packet: kinds.add(packet.get("Event")))
        called(BEN_DESK, "101", talk=1)
        wait_for(lambda: ("Hangup" in kinds) or None)
    assert {"Newexten", "DialBegin", "BridgeEnter", "Hangup"} <= kinds
    assert kinds <= {"Newexten", "DialBegin", "BridgeEnter", "Hangup", "HangupRequest",
                     "HangupHandlerRun", "FullyBooted"}  # fmt: skip


def test_a_wrong_secret_is_refused(place: Workplace) -> None:
    with pytest.raises(AmiRefused):
        AmiSession.connect("127.0.0.1", place.ami_port, WATCHER, "wrong", floor=None)
