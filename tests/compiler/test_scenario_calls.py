"""From people's names to the program's ids, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from compiler.scenario_calls import Cast, Unknown, account_of, names, prepare
from compiler.simulation.world import Behaviour
from compiler.story import Event
from schema.document import document_model
from schema.grant import Grant, Limits
from schema.inventory import AudioFile, Endpoint, GatewayLine, Inventory, Mailbox
from schema.program import Media, Origin
from schema.scenario import Scenario
from schema.tree import Account, Tree

ABOUT = {"name": "North", "timezone": "America/Halifax", "country": "CA"}
WRITTEN: dict[str, Any] = {
    "account": {**ABOUT, "platform": {"domain": "north.example"}},
    "trunks": {"carrier": {"gateways": [{"host": "192.0.2.1"}, {"host": "192.0.2.2"}]}},
    "numbers": {"+19025550100": "user.anna"},
    "users": {"anna": {"name": "Anna Berg", "extensions": ["101"], "devices": {"desk": {}}}},
    "mailboxes": {"desk": {"number": "299", "owners": ["user.anna"]}},
    "schedules": {"office": {}},
}
CHILD: dict[str, Any] = {
    "account": {**ABOUT, "name": "Harbour"},
    "trunks": {"carrier": {"gateways": [{"host": "192.0.2.3"}]}},
    "users": {"anna": {"name": "Anna", "devices": {"desk": {}}}},
    "devices": {"door": {}},
    "numbers": {"+19025550177": "user.anna"},
}
NORTH = Account("", "north", Grant(), document_model().model_validate(WRITTEN))
HARBOUR = Account(
    "harbour",
    "harbour",
    Grant(limits=Limits(calls=5)),
    document_model().model_validate(CHILD),
    NORTH,
)
TREE = Tree({"": NORTH, "harbour": HARBOUR})


def scenario(**more: Any) -> Scenario:
    written = {
        "at": "2026-12-25 10:00",
        "call": {"from": "+16475550123", "to": "+19025550100"},
        "expect": [],
    }
    return Scenario.model_validate(written | more)


def call(frm: str, to: str, **more: Any) -> Scenario:
    return scenario(call={"from": frm, "to": to, **more})


def test_a_call_from_outside_comes_in_by_its_number() -> None:
    found, _ = prepare(NORTH, call("+16475550123", "+19025550100", name="Zoe"))
    assert (NORTH.id, "did", "+19025550100", "+16475550123", "Zoe", "") == (
        found.unit,
        found.entry,
        found.dialled,
        found.caller_number,
        found.caller_name,
        found.device,
    )


def test_a_call_from_a_phone_dials_what_it_dials() -> None:
    found, _ = prepare(NORTH, call("anna-desk", "9911"))
    assert ("phone", "9911", "anna-desk@north.example", "101", "Anna Berg") == (
        found.entry,
        found.dialled,
        found.device,
        found.caller_number,
        found.caller_name,
    )


def test_a_childs_phone_is_in_its_own_realm() -> None:
    found, _ = prepare(HARBOUR, call("anna-desk", "101"))
    assert "anna-desk@harbour.north.example" == found.device


def test_an_anonymous_caller_has_no_number() -> None:
    assert "" == prepare(NORTH, call("anonymous", "+19025550100"))[0].caller_number


def test_a_number_may_be_written_without_its_plus() -> None:
    assert "+19025550100" == prepare(NORTH, call("6475550123", "19025550100"))[0].dialled


def test_a_moment_is_in_the_accounts_zone() -> None:
    assert datetime(2026, 12, 25, 14, tzinfo=UTC) == prepare(NORTH, scenario())[0].at


def test_keys_are_pressed_in_their_order() -> None:
    assert ("1", "", "102") == prepare(NORTH, scenario(press=["1", "", "102"]))[0].presses


def test_phones_numbers_and_gateways_behave_as_written() -> None:
    phones = {
        "anna-desk": "busy",
        "carrier-2": "sip:503",
        "+19025550177": "no_answer",
        "911": "busy",
    }
    _, world = prepare(NORTH, scenario(phones=phones))
    assert (
        {"anna-desk@north.example": Behaviour("busy")},
        {f"carrier-2.{NORTH.id}": Behaviour("sip:503")},
        {
            "+19025550177": Behaviour("no_answer"),
            "19025550177": Behaviour("no_answer"),
            "911": Behaviour("busy"),
        },
    ) == (world.phones, world.gateways, world.numbers)


def test_what_a_behaviour_does_not_say_is_as_usual() -> None:
    phones = {"anna-desk": {"does": "answer", "after": "5s", "presses": ""}}
    _, world = prepare(NORTH, scenario(phones=phones))
    assert {"anna-desk@north.example": Behaviour("answer", 5, presses="")} == world.phones


def test_the_nearest_accounts_trunk_is_meant() -> None:
    gateways = Cast(HARBOUR).gateways
    assert {
        "carrier-1": f"carrier-1.{HARBOUR.id}",
        "carrier-2": f"carrier-2.{NORTH.id}",
    } == gateways


def test_state_is_the_accounts_own() -> None:
    _, world = prepare(NORTH, scenario(state={"user.anna do_not_disturb": "on"}))
    assert {(NORTH.id, "user.anna", "do_not_disturb"): "on"} == world.live


def test_a_mailbox_can_be_full() -> None:
    _, world = prepare(NORTH, scenario(full=["mailbox.desk", "user.anna"]))
    assert {f"299@{NORTH.id}", f"101@{NORTH.id}"} == world.full


def test_calls_that_are_up_count_against_limits() -> None:
    _, world = prepare(HARBOUR, scenario(calls={"calls": "5", "trunk.carrier": "2"}))
    assert {f"calls@{HARBOUR.id}": 5, f"trunk.carrier@{HARBOUR.id}": 2} == world.busy


@pytest.mark.parametrize(
    ("more", "what", "route"),
    [
        ({"call": {"from": "bob-desk", "to": "101"}}, "phone", ("call", "from")),
        ({"call": {"from": "+1647", "to": "anna"}}, "number", ("call", "to")),
        ({"phones": {"door": "busy"}}, "phone, number or gateway", ("phones", "door")),
        ({"phones": {"carrier-3": "busy"}}, "phone, number or gateway", ("phones", "carrier-3")),
        ({"state": {"user.zoe x": "on"}}, "live value", ("state", "user.zoe x")),
        ({"state": {"user.anna": "on"}}, "live value", ("state", "user.anna")),
        ({"full": ["mailbox.desk", "user.zoe"]}, "mailbox", ("full", 1)),
        ({"calls": {"clals": "1"}}, "limit", ("calls", "clals")),
        ({"calls": {"trunk.none": "1"}}, "limit", ("calls", "trunk.none")),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_place(
    more: dict[str, Any], what: str, route: tuple[str | int, ...]
) -> None:
    with pytest.raises(Unknown) as unknown:
        prepare(NORTH, scenario(**more))
    assert (what, route) == (unknown.value.what, unknown.value.route)


def test_a_number_leads_to_its_account() -> None:
    assert [HARBOUR, HARBOUR, None] == [
        account_of(TREE, number) for number in ("+19025550177", "19025550177", "+1")
    ]


INVENTORY = Inventory(
    endpoints=(
        Endpoint("anna-desk@r", "n", "r", "anna-desk", "", "", "", origin=Origin("", ("users",))),
    ),
    gateways=(GatewayLine("carrier-1.n", "n", "carrier", "192.0.2.1"),),
    mailboxes=(Mailbox("299", "n", "Desk", "", reference="mailbox.desk"),),
    audio=(
        AudioFile(Media("n", "closed"), "closed.wav", ""),
        AudioFile(Media("n", "say-0123"), "", "", "We are closed."),
    ),
)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event(0, "rings", "anna-desk@r"), "anna-desk"),
        (Event(0, "leaves_message", "299@n"), "mailbox.desk"),
        (Event(0, "plays", "n/closed"), "closed"),
        (Event(0, "plays", "n/say-0123"), "We are closed."),
        (Event(0, "plays", "prompt:invalid"), "prompt:invalid"),
        (Event(0, "asks", "n/closed+n/say-0123"), "closed+We are closed."),
        (Event(0, "connects", "911"), "911"),
    ],
)
def test_people_call_things_by_their_names(event: Event, expected: str) -> None:
    assert expected == names(INVENTORY)(event)


def test_a_gateway_is_called_by_its_trunk() -> None:
    assert "carrier-1" == names(INVENTORY).of("carrier-1.n")


def test_what_comes_from_everybodys_routine_is_placed_at_its_phone() -> None:
    assert Origin("", ("users",)) == names(INVENTORY).origin(Event(0, "rings", "anna-desk@r"))
