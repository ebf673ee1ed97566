"""Who answers a simulated dial, who refuses, and when."""

from __future__ import annotations

import pytest

from compiler.simulate import Behaviour, World
from schema.program import Alert, Const, Dial, Gateway, LiveKey, Phone, Remember, SetCaller, Var
from tests.compiler.simulated import (
    CALLER,
    after_ops,
    block,
    dial,
    phone,
    program,
    ring_phone,
    timed,
)

ANNA = phone("anna-desk")
CELL = "+19025550177"
CARRIER = "carrier-1.master"


def phones(behaviour: Behaviour) -> World:
    """A world in which Anna's phone behaves so."""
    return World(phones={ANNA: behaviour})


def last_two(*args: Dial, world: World) -> list[str]:
    """How a call ends that only dials."""
    return timed(program(block("did", *args)), world=world)[-2:]


def test_a_phone_rings_and_answers_and_the_conversation_ends_the_call() -> None:
    story = timed(program(block("did", ring_phone("anna-desk"), ring_phone("ben-desk"))))
    assert [
        f"0 shows Zed <{CALLER}>",
        f"0 rings {ANNA}",
        f"2000 connects {ANNA}",
        "12000 ends normal",
    ] == story


def test_a_number_answers_later_than_a_phone() -> None:
    story = timed(program(block("did", dial(CELL))))
    assert [
        f"0 shows Zed <{CALLER}>",
        f"0 dials {CELL}",
        f"4000 connects {CELL}",
        "14000 ends normal",
    ] == story


def test_ringing_says_for_how_long() -> None:
    assert f"rings {ANNA} 25" == after_ops(ring_phone("anna-desk", "25"))[1]


def test_dialling_says_through_what() -> None:
    assert f"dials {CELL} {CARRIER}" == after_ops(dial(CELL))[1]


def test_a_connected_call_ends_without_a_sip_code() -> None:
    assert "ends normal" == after_ops(ring_phone("anna-desk"))[-1]


def test_a_world_says_when_a_phone_answers_and_how_long_people_talk() -> None:
    world = phones(Behaviour(after=5.5, talk=60))
    assert [f"5500 connects {ANNA}", "65500 ends normal"] == last_two(
        ring_phone("anna-desk"), world=world
    )


@pytest.mark.parametrize(
    ("kind", "outcome", "when"),
    [
        ("busy", "busy", 0),
        ("no_answer", "no_answer", 20_000),
        ("reject", "rejected", 0),
        ("unavailable", "unavailable", 0),
        ("congested", "congested", 0),
        ("forbidden", "rejected", 0),
        ("sip:486", "busy", 0),
        ("sip:600", "busy", 0),
        ("sip:480", "no_answer", 0),
        ("sip:408", "no_answer", 0),
        ("sip:403", "rejected", 0),
        ("sip:603", "rejected", 0),
        ("sip:404", "unavailable", 0),
        ("sip:410", "unavailable", 0),
        ("sip:484", "unavailable", 0),
        ("sip:604", "unavailable", 0),
        ("sip:500", "congested", 0),
        ("sip:502", "congested", 0),
        ("sip:503", "congested", 0),
        ("sip:504", "congested", 0),
        ("sip:488", "congested", 0),
    ],
)
def test_a_phone_that_does_not_take_the_call_fails(kind: str, outcome: str, when: int) -> None:
    story = after_ops(ring_phone("anna-desk"), world=phones(Behaviour(kind)))
    times = timed(program(block("did", ring_phone("anna-desk"))), world=phones(Behaviour(kind)))
    assert (f"fails {ANNA} {outcome}", f"{when} fails {ANNA}") == (story[-2], times[-2])


def test_a_failure_is_the_outcome_of_the_call() -> None:
    show = Remember(LiveKey(Const("test"), Const("it")), Var("outcome"))
    story = after_ops(ring_phone("anna-desk"), show, world=phones(Behaviour("busy")))
    assert "remembers test it busy" in story


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="'sleepy'"):
        Behaviour("sleepy")


@pytest.mark.parametrize("kind", ["sip:200", "sip:700", "sip:busy", "sip:", "486"])
def test_a_code_that_refuses_nothing_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="no behaviour"):
        Behaviour(kind)


def test_a_phone_that_is_not_registered_is_not_rung() -> None:
    story = after_ops(ring_phone("anna-desk"), world=phones(Behaviour("unavailable")))
    assert [f"fails {ANNA} unavailable", "ends normal 480"] == story


def test_an_empty_endpoint_is_not_rung() -> None:
    story = after_ops(Dial(Phone(Var("nobody")), Const("20")))
    assert ["fails unavailable", "ends normal 480"] == story


@pytest.mark.parametrize("kind", ["answer", "busy"])
def test_a_phone_that_reacts_after_the_ringing_has_not_answered(kind: str) -> None:
    story = last_two(ring_phone("anna-desk", "5"), world=phones(Behaviour(kind, after=5)))
    assert [f"5000 fails {ANNA}", "5000 ends normal"] == story


def test_nobody_answers_a_dial_without_seconds() -> None:
    assert [f"fails {ANNA} no_answer", "ends normal 480"] == after_ops(ring_phone("anna-desk", ""))[
        -2:
    ]


def test_a_phone_may_give_up_before_the_ringing_ends() -> None:
    story = last_two(ring_phone("anna-desk"), world=phones(Behaviour("no_answer", after=8)))
    assert f"8000 fails {ANNA}" == story[0]


def test_a_phone_told_to_answer_does_so_at_once() -> None:
    flow = program(block("did", Alert(Const("auto_answer")), ring_phone("anna-desk")))
    assert f"0 connects {ANNA}" in timed(flow)


def test_a_phone_told_to_answer_may_be_busy() -> None:
    ops = (Alert(Const("auto_answer")), ring_phone("anna-desk"))
    assert f"fails {ANNA} busy" in after_ops(*ops, world=phones(Behaviour("busy")))


def test_another_ringing_tone_answers_nothing() -> None:
    flow = program(block("did", Alert(Const("internal")), ring_phone("anna-desk")))
    assert f"2000 connects {ANNA}" in timed(flow)


# --- confirming ---------------------------------------------------------------------------------

ASKED = ring_phone("anna-desk", "20", confirm="1")


def test_a_callee_who_confirms_is_connected_a_second_later() -> None:
    assert f"3000 connects {ANNA}" == last_two(ASKED, world=World())[0]


@pytest.mark.parametrize(("presses", "when"), [("2", 3000), ("", 9000), ("#1", 3000)])
def test_a_callee_who_does_not_confirm_has_refused(presses: str, when: int) -> None:
    world = phones(Behaviour(presses=presses))
    story = after_ops(ASKED, world=world)
    assert (f"fails {ANNA} rejected", f"{when} fails {ANNA}") == (
        story[-2],
        last_two(ASKED, world=world)[0],
    )


def test_the_seconds_of_a_dial_do_not_bound_the_confirming() -> None:
    asked = ring_phone("anna-desk", "3", confirm="1")
    assert f"3500 connects {ANNA}" == last_two(asked, world=phones(Behaviour(after=2.5)))[0]


def test_nobody_is_asked_where_confirm_is_empty() -> None:
    world = phones(Behaviour(presses=""))
    assert f"2000 connects {ANNA}" == last_two(ring_phone("anna-desk"), world=world)[0]


# --- gateways -----------------------------------------------------------------------------------


def carried(gateway: Behaviour, number: Behaviour | None = None) -> World:
    """A world in which the carrier behaves so."""
    return World(gateways={CARRIER: gateway}, numbers={CELL: number} if number else {})


@pytest.mark.parametrize(
    ("kind", "outcome", "when"),
    [
        ("sip:503", "congested", 0),
        ("congested", "congested", 0),
        ("sip:403", "forbidden", 0),
        ("sip:404", "unavailable", 0),
        ("busy", "busy", 0),
        ("unavailable", "congested", 0),
        ("no_answer", "congested", 20_000),
    ],
)
def test_a_gateway_that_fails_is_an_outcome(kind: str, outcome: str, when: int) -> None:
    world = carried(Behaviour(kind))
    story, times = after_ops(dial(CELL), world=world), last_two(dial(CELL), world=world)
    assert (f"fails {CELL} {outcome}", f"{when} fails {CELL}") == (story[-2], times[0])


def test_a_silent_gateway_is_given_up_after_its_progress_seconds() -> None:
    target = Gateway(Const(CARRIER), Const(CELL), progress=6)
    story = last_two(Dial(target, Const("30")), world=carried(Behaviour("no_answer")))
    assert f"6000 fails {CELL}" == story[0]


def test_a_dial_may_end_before_a_silent_gateway_is_given_up() -> None:
    story = after_ops(dial(CELL, seconds="3"), world=carried(Behaviour("no_answer")))
    assert f"fails {CELL} no_answer" in story


def test_a_gateway_that_works_leaves_it_to_the_number() -> None:
    world = carried(Behaviour(), Behaviour("busy"))
    assert f"fails {CELL} busy" in after_ops(dial(CELL), world=world)


def test_a_failing_gateway_hides_what_the_number_would_do() -> None:
    world = carried(Behaviour("sip:503"), Behaviour())
    assert f"fails {CELL} congested" in after_ops(dial(CELL), world=world)


def test_the_next_gateway_carries_what_the_first_could_not() -> None:
    world = carried(Behaviour("sip:503"))
    story = after_ops(dial(CELL), dial(CELL, "carrier-2.master"), world=world)
    assert [f"connects {CELL}", "ends normal"] == story[-2:]


def test_a_withheld_number_is_withheld_on_a_gateway_too() -> None:
    assert "shows anonymous" == after_ops(SetCaller(private=True), dial(CELL))[0]
