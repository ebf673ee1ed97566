"""Legs within legs, and legs that answer the caller themselves."""

from __future__ import annotations

from compiler.simulate import Behaviour, World
from schema.program import Answer, Block, Collect, Const, End, Op, Pause, Play, Program, Tell
from tests.compiler.simulated import (
    SORRY,
    WELCOME,
    block,
    events,
    outside,
    phone,
    program,
    ring,
    ring_phone,
    timed,
    told,
)

ANNA, BEN = phone("anna-desk"), phone("ben-desk")
OVER = Tell("says", "over")


def leg(label: str, *ops: Op) -> Block:
    """A leg whose outcome is that of its last dial."""
    return block(label, *ops, end=End())


def behave(anna: Behaviour, ben: Behaviour) -> World:
    """A world in which the two phones behave so."""
    return World(phones={ANNA: anna, BEN: ben})


# --- legs within legs ---------------------------------------------------------------------------


def nested(outer: str = "20", inner: str = "20") -> Program:
    """A group whose only leg rings Anna and Ben side by side, and a word behind it."""
    return program(
        block("did", ring("leg.group", seconds=outer), OVER),
        leg("leg.group", ring("leg.anna", "leg.ben", seconds=inner)),
        leg("leg.anna", ring_phone("anna-desk", "60")),
        leg("leg.ben", ring_phone("ben-desk", "60")),
    )


def test_a_leg_within_a_leg_takes_the_call() -> None:
    story = timed(nested(), world=behave(Behaviour("busy"), Behaviour(after=3)))
    assert [f"3000 connects {BEN}", "13000 ends normal"] == story[-2:]


def test_a_leg_within_a_leg_is_told_with_both_labels() -> None:
    branch = {event.branch for event in events(nested()) if event.verb == "connects"}
    assert {"leg.group>leg.anna"} == branch


def test_an_inner_ring_that_fails_is_told_in_its_leg() -> None:
    story = told(nested(), world=behave(Behaviour("busy"), Behaviour("busy")))
    assert ["[leg.group] outcome busy", "outcome busy", "says over"] == story[-4:-1]


def test_an_inner_ring_ends_at_its_own_time() -> None:
    world = behave(Behaviour("no_answer"), Behaviour("no_answer"))
    story = timed(nested("20", "8"), world=world)
    assert ["8000 outcome no_answer", "8000 outcome no_answer", "8000 says over"] == story[-4:-1]


def test_an_outer_ring_ends_an_inner_one() -> None:
    world = behave(Behaviour("no_answer"), Behaviour("no_answer"))
    story = timed(nested("8", "20"), world=world)
    assert ["8000 outcome no_answer", "8000 says over"] == [
        line for line in story if line.startswith("8000") and "ends" not in line
    ]


def test_an_inner_leg_that_connects_after_the_outer_time_is_too_late() -> None:
    world = behave(Behaviour(after=10), Behaviour("busy"))
    story = told(nested("8", "20"), world=world)
    assert [] == [line for line in story if "connects" in line]


# --- legs that answer themselves ----------------------------------------------------------------


def test_a_leg_that_answers_takes_the_call_and_goes_on() -> None:
    flow = program(
        block("did", ring("leg.machine", "leg.ben"), OVER),
        leg("leg.machine", Pause(Const("1")), Answer(), Play((WELCOME, SORRY))),
        leg("leg.ben", ring_phone("ben-desk")),
    )
    assert [
        "1000 answers the call",
        "1000 plays harbour/welcome",
        "3000 plays harbour/sorry",
        "5000 ends normal",
    ] == timed(flow)[2:]


def test_a_leg_that_answers_is_heard_beyond_the_ring_s_time() -> None:
    flow = program(
        block("did", ring("leg.machine", seconds="1")),
        leg("leg.machine", Play((WELCOME,)), Play((SORRY,))),
    )
    assert "[leg.machine] plays harbour/sorry" in told(flow)


def test_a_leg_that_has_answered_keeps_the_call_whomever_it_dials() -> None:
    flow = program(
        block("did", ring("leg.machine", "leg.ben")),
        leg("leg.machine", Pause(Const("1")), Answer(), ring_phone("anna-desk")),
        leg("leg.ben", ring_phone("ben-desk")),
    )
    story = timed(flow, world=behave(Behaviour(after=9), Behaviour(after=3)))
    assert [f"10000 connects {ANNA}", "20000 ends normal"] == story[-2:]


def test_a_leg_that_asks_is_answered_by_the_caller() -> None:
    ask = Collect("keys", (WELCOME,), 1, 5, 2)
    flow = program(block("did", ask, ring("leg.machine")), leg("leg.machine", ask))
    assert "[leg.machine] presses 2" in told(flow, outside("1", "2"))
