"""Legs that ring side by side: who takes the call, and what came of it where nobody does."""

from __future__ import annotations

import pytest

from compiler.simulate import Behaviour, World, run_call
from schema.program import (
    PLATFORM,
    Address,
    Assign,
    Block,
    Const,
    End,
    Enter,
    Legs,
    LiveKey,
    Op,
    Param,
    Pause,
    Program,
    Remember,
    Return,
    Ring,
    SetCaller,
    Tell,
    Var,
)
from tests.compiler.simulated import (
    CALLER,
    WORLD,
    at,
    block,
    outside,
    phone,
    program,
    ring,
    ring_phone,
    timed,
    told,
)

ANNA, BEN = phone("anna-desk"), phone("ben-desk")
DND = LiveKey(Const("test"), Const("it"))
OVER = Tell("says", "over")


def leg(label: str, *ops: Op) -> Block:
    """A leg whose outcome is that of its last dial."""
    return block(label, *ops, end=End())


def legs(*outcomes: str, seconds: str = "20") -> Program:
    """A ring whose legs end with these causes, one a second, and a word behind it."""
    labels = [f"leg.{number}" for number, _ in enumerate(outcomes)]
    out = [
        block(label, Pause(Const(str(number))), end=End(outcome))
        for number, (label, outcome) in enumerate(zip(labels, outcomes, strict=True))
    ]
    return program(block("did", ring(*labels, seconds=seconds), OVER), *out)


def pair(seconds: str = "20") -> Program:
    """Anna's and Ben's phones side by side, and a word behind the ring."""
    return program(
        block("did", ring("leg.anna", "leg.ben", seconds=seconds), OVER),
        leg("leg.anna", ring_phone("anna-desk")),
        leg("leg.ben", ring_phone("ben-desk")),
    )


def behave(anna: Behaviour, ben: Behaviour) -> World:
    """A world in which the two phones behave so."""
    return World(phones={ANNA: anna, BEN: ben})


def branches(story: list[str], label: str) -> list[str]:
    """What is told of one leg."""
    return [line for line in story if line.startswith(f"[{label}]")]


# --- who takes the call -------------------------------------------------------------------------


def test_the_first_to_connect_takes_the_call() -> None:
    story = timed(pair(), world=behave(Behaviour(after=5), Behaviour(after=3)))
    assert [f"3000 connects {BEN}", "13000 ends normal"] == story[-2:]


def test_a_leg_that_is_too_late_never_connects() -> None:
    story = told(pair(), world=behave(Behaviour(after=5), Behaviour(after=3)))
    assert [f"[leg.anna] shows Zed <{CALLER}>", f"[leg.anna] rings {ANNA} 20"] == branches(
        story, "leg.anna"
    )


def test_a_connected_ring_gives_no_outcome_and_does_not_go_on() -> None:
    story = told(pair())
    assert [] == [line for line in story if line.startswith(("outcome", "says"))]


def test_the_first_written_takes_the_call_at_a_tie() -> None:
    assert [f"[leg.anna] connects {ANNA}"] == [line for line in told(pair()) if "connects" in line]


def test_both_phones_were_rung_at_a_tie_at_once() -> None:
    story = told(pair(), world=behave(Behaviour(after=0), Behaviour(after=0)))
    assert [f"[leg.anna] rings {ANNA} 20", f"[leg.ben] rings {BEN} 20"] == [
        line for line in story if "rings" in line
    ]


def test_legs_are_told_in_the_order_of_time() -> None:
    flow = program(
        block("did", ring("leg.late", "leg.early")),
        leg("leg.late", Pause(Const("4")), Tell("says", "late")),
        leg("leg.early", Pause(Const("1")), Tell("says", "early")),
    )
    assert ["[leg.early] says early", "[leg.late] says late"] == told(flow)[:2]


def test_a_leg_may_start_later() -> None:
    flow = program(
        block("did", ring("leg.ben")), leg("leg.ben", Pause(Const("7")), ring_phone("ben-desk"))
    )
    assert [f"7000 rings {BEN}", f"9000 connects {BEN}", "19000 ends normal"] == timed(flow)[1:]


def test_a_leg_that_would_start_after_the_call_is_taken_never_rings() -> None:
    flow = program(
        block("did", ring("leg.ben", "leg.anna")),
        leg("leg.ben", Pause(Const("7")), ring_phone("ben-desk")),
        leg("leg.anna", ring_phone("anna-desk")),
    )
    assert [] == branches(told(flow), "leg.ben")


def test_a_ring_starts_when_the_call_gets_there() -> None:
    flow = program(
        block("did", Pause(Const("3")), ring("leg.ben")), leg("leg.ben", ring_phone("ben-desk"))
    )
    assert f"3000 rings {BEN}" in timed(flow)


def test_a_busy_leg_does_not_stop_the_others() -> None:
    story = told(pair(), world=behave(Behaviour("busy"), Behaviour(after=9)))
    assert f"[leg.ben] connects {BEN}" in story


def test_a_leg_that_tries_a_second_phone_may_take_the_call() -> None:
    flow = program(
        block("did", ring("leg.both")),
        leg("leg.both", ring_phone("anna-desk"), ring_phone("ben-desk")),
    )
    world = behave(Behaviour("busy"), Behaviour())
    assert f"[leg.both] connects {BEN}" in told(flow, world=world)


# --- time ---------------------------------------------------------------------------------------


def test_a_ring_ends_when_its_time_is_over() -> None:
    world = behave(Behaviour("no_answer"), Behaviour("no_answer"))
    assert ["5000 outcome no_answer", "5000 says over"] == timed(pair("5"), world=world)[-3:-1]


def test_a_phone_that_still_rings_then_tells_no_failure() -> None:
    world = behave(Behaviour("no_answer"), Behaviour("no_answer"))
    assert [] == [line for line in told(pair("20"), world=world) if "fails" in line]


def test_an_answer_in_the_moment_time_runs_out_is_too_late() -> None:
    world = behave(Behaviour(after=5), Behaviour("busy"))
    assert "outcome no_answer" in told(pair("5"), world=world)


def test_a_ring_goes_on_at_once_when_all_legs_are_out() -> None:
    world = behave(Behaviour("busy", after=3), Behaviour("busy", after=1))
    assert ["3000 outcome busy", "3000 says over"] == timed(pair(), world=world)[-3:-1]


def test_a_ring_without_legs_goes_on_at_once() -> None:
    flow = program(block("did", Ring(Legs(()), Const("20")), OVER))
    assert ["0 outcome unavailable", "0 says over", "0 ends unavailable"] == timed(
        program(block("did", Ring(Legs(()), Const("20")), OVER, end=End()))
    )
    assert "outcome unavailable" == told(flow)[0]


def test_a_leg_that_does_not_exist_is_unavailable() -> None:
    assert "outcome unavailable" == told(program(block("did", ring("leg.nobody"))))[0]


# --- outcomes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("causes", "outcome"),
    [
        (("busy",), "busy"),
        (("no_answer",), "no_answer"),
        (("unavailable",), "unavailable"),
        (("rejected",), "rejected"),
        (("congested",), "congested"),
        (("forbidden",), "forbidden"),
        (("normal",), "no_answer"),
        (("full",), "unavailable"),
        (("busy", "busy"), "busy"),
        (("busy", "no_answer"), "no_answer"),
        (("no_answer", "congested"), "no_answer"),
        (("busy", "congested"), "busy"),
        (("congested", "busy"), "busy"),
        (("busy", "unavailable"), "busy"),
        (("unavailable", "busy"), "busy"),
        (("rejected", "busy"), "busy"),
        (("congested", "rejected"), "congested"),
        (("unavailable", "congested"), "congested"),
        (("rejected", "rejected"), "unavailable"),
        (("rejected", "unavailable"), "unavailable"),
        (("unavailable", "rejected"), "unavailable"),
        (("forbidden", "rejected"), "unavailable"),
        (("unavailable", "no_answer"), "no_answer"),
        (("congested", "unavailable", "busy"), "busy"),
    ],
)
def test_the_outcome_of_a_ring_is_that_of_its_legs(causes: tuple[str, ...], outcome: str) -> None:
    assert f"outcome {outcome}" == told(legs(*causes))[0]


@pytest.mark.parametrize("cause", ["busy", "congested", "unavailable", "rejected"])
def test_a_leg_that_still_rings_makes_it_no_answer(cause: str) -> None:
    flow = program(
        block("did", ring("leg.out", "leg.waits")),
        block("leg.out", end=End(cause)),
        leg("leg.waits", Pause(Const("60"))),
    )
    assert "outcome no_answer" == told(flow)[0]


def test_the_outcome_of_a_ring_is_the_outcome_of_the_call() -> None:
    flow = program(block("did", ring("leg.a"), end=End()), block("leg.a", end=End("busy")))
    assert "ends busy 486" == told(flow)[-1]


def test_a_leg_without_a_cause_ends_with_its_last_failure() -> None:
    flow = program(block("did", ring("leg.anna")), leg("leg.anna", ring_phone("anna-desk")))
    world = World(phones={ANNA: Behaviour("reject")})
    assert "outcome rejected" in told(flow, world=world)


# --- what legs know -----------------------------------------------------------------------------


def test_a_leg_knows_the_variables_of_the_call() -> None:
    flow = program(
        block("did", Assign("my.x", Const("7")), ring("leg.a")),
        leg("leg.a", Remember(DND, Var("my.x"))),
    )
    assert "[leg.a] remembers test it 7" in told(flow)


def test_a_leg_keeps_its_variables_to_itself() -> None:
    flow = program(
        block("did", ring("leg.a", "leg.b"), Remember(DND, Var("my.x"))),
        leg("leg.a", Assign("my.x", Const("7"))),
        leg("leg.b", Remember(DND, Var("my.x"))),
    )
    story = [line for line in told(flow) if "remembers" in line]
    assert ["[leg.b] remembers test it", "remembers test it"] == story


def test_a_leg_knows_no_arguments() -> None:
    flow = program(
        block("did", Enter(at("sub"), (Const("one"),))),
        block("sub", ring("leg.a")),
        leg("leg.a", Remember(DND, Param(1))),
    )
    assert "[leg.a] remembers test it" in told(flow)


def test_a_leg_enters_and_leaves_routines() -> None:
    flow = program(
        block("did", ring("leg.a")),
        block("leg.a", Enter(at("sub"), (Const("one"),)), Tell("says", "back"), end=End("busy")),
        block("sub", Remember(DND, Param(1)), end=Return()),
    )
    assert ["[leg.a] remembers test it one", "[leg.a] says back", "outcome busy"] == told(flow)[:3]


def test_legs_handed_to_a_shared_routine_are_the_account_s() -> None:
    shared = block("hunt", Ring(Param(1), Param(2)), end=Return())
    enter = Enter(Address(PLATFORM, "hunt"), (Legs(("leg.a", "leg.b")), Const("20")))
    flow = program(
        block("did", enter),
        leg("leg.a", Tell("says", "a")),
        leg("leg.b", Tell("says", "b")),
        platform=(shared,),
    )
    assert ["[leg.a] says a", "[leg.b] says b"] == told(flow)[:2]


def test_what_a_leg_shows_is_its_own() -> None:
    flow = program(
        block("did", ring("leg.anna", "leg.ben")),
        leg("leg.anna", SetCaller(name=Const("Sales")), ring_phone("anna-desk")),
        leg("leg.ben", ring_phone("ben-desk")),
    )
    assert [f"[leg.anna] shows Sales <{CALLER}>", f"[leg.ben] shows Zed <{CALLER}>"] == [
        line for line in told(flow) if "shows" in line
    ]


def test_what_a_leg_remembers_is_remembered_behind_the_ring() -> None:
    flow = program(block("did", ring("leg.a")), leg("leg.a", Remember(DND, Const("1"))))
    assert ["1"] == list(run_call(flow, outside(), WORLD).live.values())


def test_what_a_leg_would_remember_too_late_is_not_remembered() -> None:
    late = leg("leg.late", Pause(Const("5")), Remember(DND, Const("1")))
    flow = program(
        block("did", ring("leg.late", "leg.anna")), late, leg("leg.anna", ring_phone("anna-desk"))
    )
    assert {} == run_call(flow, outside(), WORLD).live
