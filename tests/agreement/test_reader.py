"""Small programs by hand: the simulator and the reader of their text tell the same story."""

from __future__ import annotations

import pytest

from compiler.simulate import Behaviour, Call, World
from schema.program import (
    Address,
    Alert,
    Answer,
    Assign,
    Block,
    Claim,
    Collect,
    Const,
    Count,
    Cut,
    Dial,
    End,
    Enter,
    Equal,
    Filter,
    Gateway,
    InUse,
    Join,
    LiveKey,
    Media,
    Notify,
    Now,
    Op,
    Param,
    Pause,
    Phone,
    Play,
    Program,
    ReadMessages,
    Recall,
    Registered,
    Remember,
    Return,
    Say,
    SetCaller,
    Shuffle,
    Switch,
    Take,
    TakeMessage,
    Tell,
    Var,
)
from tests.agreement.agreed import told_of
from tests.compiler.simulated import (
    ACCOUNT,
    CALLER,
    NOON,
    NUMBER,
    at,
    block,
    dial,
    inside,
    outside,
    phone,
    program,
    ring,
    ring_phone,
)

WELCOME, SORRY = Media(ACCOUNT, "welcome"), Media(ACCOUNT, "sorry")
ANNA, BEN = phone("anna-desk"), phone("ben-desk")
CARRIER, CELL = "carrier-1.master", "+14165550199"
KEY = LiveKey(Const("user.anna"), Const("forward.to"))
BOX = f"101@{ACCOUNT}"
SAW = Remember(LiveKey(Const("test"), Const("saw")), Var("my.x"))
"""Tells what is in `my.x`."""

KINDS = ("answer", "busy", "no_answer", "reject", "unavailable", "congested", "forbidden",
         "sip:404", "sip:408", "sip:410", "sip:480", "sip:483", "sip:484", "sip:486", "sip:500",
         "sip:503", "sip:600", "sip:603", "sip:604")  # fmt: skip
BEHAVIOURS = [Behaviour(kind, after) for kind in KINDS for after in (None, 3, 25)]


def assert_agreed(flow: Program, call: Call | None = None, world: World | None = None) -> None:
    """Both tell the same, whoever calls."""
    assert [] == told_of(flow).differences(call or outside(), world or World())


def only(*ops: Op) -> Program:
    """A call that does these operations and is told that it is over."""
    return program(block("did", *ops, Tell("says", "over")))


OPERATIONS: dict[str, tuple[Op, ...]] = {
    "answer": (Answer(), Answer(2)),
    "play": (Play((WELCOME, SORRY)), Play((WELCOME,))),
    "early media": (Play((WELCOME,), early=True),),
    "prompt": (Play((Media("", "invalid"),)),),
    "digits": (Say("digits", Const("42")),),
    "number": (Assign("my.x", Const("7")), Say("number", Var("my.x"))),
    "time": (Say("time", Const("now"), "America/Halifax"),),
    "questions": (
        Collect("my.x", (WELCOME,), 4, 5, 3),
        SAW,
        Collect("my.x", (SORRY, WELCOME), 1, 5, 3, "*"),
        SAW,
        Collect("my.x", (), 9, 5, 3, ""),
        SAW,
    ),
    "message": (TakeMessage(Const(BOX), Const("busy")),),
    "messages": (ReadMessages(Const(BOX), Const(ACCOUNT), Const("1")),),
    "messages of anybody": (ReadMessages(Const(""), Const(ACCOUNT)),),
    "caller": (SetCaller(Const("Zoe"), Const("123")), ring_phone("anna-desk")),
    "hidden caller": (SetCaller(private=True), ring_phone("anna-desk")),
    "number of the caller": (Filter("my.x", Var("raw.number")), SAW),
    "name of the caller": (Filter("my.x", Var("raw.name"), "name"), SAW),
    "cut": (Assign("my.y", Const("12345")), Cut("my.x", Var("my.y"), 2), SAW),
    "cut to nothing": (Assign("my.y", Const("1")), Cut("my.x", Var("my.y"), 2), SAW),
    "join": (
        Assign("my.y", Const("b")),
        Assign("my.x", Join((Const("a"), Var("my.y"), Const("-c")))),
        SAW,
    ),
    "equal": (Equal("my.x", Var("dialled"), Const(NUMBER)), SAW),
    "numbers are texts": (Assign("my.y", Const("007")), Equal("my.x", Var("my.y"), Const("7")), SAW),
    "unequal": (Equal("my.x", Var("dialled"), Const("")), SAW),
    "live": (Recall("my.x", KEY, Const("git")), SAW, Remember(KEY, Const("")), Recall("my.x", KEY), SAW),
    "registered": (Registered("my.x", Const(ANNA)), SAW, Registered("my.x", Var("my.none")), SAW),
    "in use": (InUse("my.x", Const(ANNA)), SAW, InUse("my.x", Const(BEN)), SAW),
    "now": (Now("America/Halifax", "my.x", "my.y"), SAW, Assign("my.x", Var("my.y")), SAW),
    "claim": (Claim("my.x", "calls@a-1", 1), SAW, Claim("my.x", "calls@a-1", 1), SAW),
    "count": (Count("n", Const("1"), "my.x"), SAW, Count("n", Const("1"), "my.x"), SAW),
    "shuffle": (Shuffle("my.x", (5, 1, 9)), SAW, Shuffle("my.x", (5, 1, 9)), SAW),
    "take": (
        Recall("my.y", KEY, Const("3,1,2")),
        Take("my.x", "my.y"),
        SAW,
        Take("my.x", "my.y"),
        SAW,
        Assign("my.x", Var("my.y")),
        SAW,
    ),
    "pause": (Pause(Const("2.5")), Now("UTC", "my.y", "my.x"), SAW),
    "notify": (Notify("missed-call", (("who", Var("caller.number")),)),),
    "alert": (Alert(Const("auto_answer")), ring_phone("anna-desk")),
    "own words": (Tell("decides", "the office is open"),),
}  # fmt: skip

WORLDS = (
    World(),
    World(
        phones={ANNA: Behaviour("unavailable"), BEN: Behaviour("busy")},
        live={(ACCOUNT, "user.anna", "forward.to"): "+1902"},
        draws=("3,1,2", "2,3,1"),
        busy={"calls@a-1": 1},
        in_use=frozenset({ANNA}),
        full=frozenset({BOX}),
        durations={"prompt:invalid": 9},
    ),
)


@pytest.mark.parametrize("world", WORLDS, ids=["ordinary", "odd"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_told_alike(name: str, world: World) -> None:
    flow = only(*OPERATIONS[name])
    told = told_of(flow)
    for presses in ((), ("1234", "*", "5#6"), ("12#", "9"), ("", "1", "1")):
        assert [] == told.differences(outside(*presses), world)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=repr)
def test_a_phone_is_rung_alike(behaviour: Behaviour) -> None:
    flow = program(block("did", ring_phone("anna-desk"), SAW, end=End("")))
    assert_agreed(flow, world=World(phones={ANNA: behaviour}))


@pytest.mark.parametrize("confirm", ["", "1"])
@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=repr)
def test_a_number_is_dialled_alike(behaviour: Behaviour, confirm: str) -> None:
    line = Dial(Gateway(Const(CARRIER), Const(CELL), 9), Const("20"), Const(confirm))
    told = told_of(program(block("did", line, end=End(""))))
    for world in (World(numbers={CELL: behaviour}), World(gateways={CARRIER: behaviour})):
        assert [] == told.differences(outside(), world)


@pytest.mark.parametrize("presses", ["1", "2", "", "#", "12", "#1"])
def test_a_callee_who_is_asked_answers_alike(presses: str) -> None:
    line = Dial(Phone(Const(ANNA)), Const("20"), Const("1"))
    assert_agreed(only(line), world=World(phones={ANNA: Behaviour(presses=presses)}))


def pair(seconds: str = "20") -> Program:
    """Anna's and Ben's phones side by side, ben's asked to confirm."""
    asked = Dial(Phone(Const(BEN)), Const("20"), Const("1"))
    return program(
        block("did", ring("leg.anna", "leg.ben", seconds=seconds), end=End("")),
        block("leg.anna", ring_phone("anna-desk"), end=End("")),
        block("leg.ben", Pause(Const("1")), asked, end=End("")),
    )


@pytest.mark.parametrize("anna", BEHAVIOURS[::2], ids=repr)
def test_two_phones_side_by_side_are_told_alike(anna: Behaviour) -> None:
    long, short = told_of(pair()), told_of(pair("3"))
    for ben in (*BEHAVIOURS[::3], Behaviour(presses=""), Behaviour(presses="5", after=1)):
        world = World(phones={ANNA: anna, BEN: ben})
        assert ([], []) == (
            long.differences(outside(), world),
            short.differences(outside(), world),
        )


CAUSES = ("", "normal", "busy", "no_answer", "unavailable", "rejected", "congested", "forbidden",
          "timeout", "invalid", "full", "failed", "match")  # fmt: skip


@pytest.mark.parametrize("cause", CAUSES)
def test_an_end_is_told_alike(cause: str) -> None:
    silent, heard = block("did", end=End(cause)), block("did", Answer(), end=End(cause, 486))
    assert_agreed(program(silent))
    assert_agreed(program(heard))


@pytest.mark.parametrize("cause", CAUSES)
def test_an_end_with_a_code_is_told_alike(cause: str) -> None:
    assert_agreed(program(block("did", end=End(cause, 486))))


@pytest.mark.parametrize("first", CAUSES)
@pytest.mark.parametrize("second", ["", "busy", "no_answer", "rejected", "congested"])
def test_branches_that_end_are_told_alike(first: str, second: str) -> None:
    legs = [block("leg.x", end=End(first)), block("leg.y", Pause(Const("1")), end=End(second))]
    both, alone = ring("leg.x", "leg.y"), ring("leg.x")
    assert_agreed(program(block("did", both, alone, end=End("")), *legs))


def test_a_branch_knows_the_outcome_before_its_ring() -> None:
    flow = program(
        block("did", Assign("outcome", Const("busy")), ring("leg.x"), end=End("")),
        block("leg.x", end=End("")),
    )
    assert "outcome busy" in [
        f"{e.verb} {e.subject}" for e in told_of(flow).read(outside(), World()).events
    ]
    assert_agreed(flow)


def test_a_branch_within_a_branch_is_told_alike() -> None:
    flow = program(
        block("did", Assign("my.x", Const("0")), ring("leg.x"), SAW, end=End("")),
        block(
            "leg.x",
            Assign("my.x", Const("1")),
            ring("leg.y", "leg.z", seconds="5"),
            SAW,
            end=End(""),
        ),
        block("leg.y", SAW, Claim("my.x", "calls@a-1", 1), ring_phone("anna-desk"), end=End("")),
        block("leg.z", SAW, Claim("my.x", "calls@a-1", 1), dial(CELL), end=End("")),
    )
    for anna in BEHAVIOURS[::4]:
        assert_agreed(flow, world=World(phones={ANNA: anna}, numbers={CELL: Behaviour("busy", 2)}))


def test_a_branch_that_asks_is_told_alike() -> None:
    flow = program(
        block("did", ring("leg.x", "leg.y"), end=End("")),
        block("leg.x", Pause(Const("2")), Collect("my.x", (WELCOME,), 1, 5, 2), SAW, end=End("")),
        block("leg.y", ring_phone("anna-desk", "9"), end=End("")),
    )
    for after in (0, 1, 2, 3, 30):
        world = World(phones={ANNA: Behaviour(after=after)})
        assert_agreed(flow, outside("1"), world)


def test_routines_are_told_alike() -> None:
    argument, given = Assign("my.x", Param(1)), Assign("my.x", Param(2))
    flow = program(
        block("did", Enter(at("one"), (Const("a"), Const("b"))), SAW, end=End("")),
        Block("one", (Enter(at("two"), (Param(2),)), given, SAW), Return()),
        Block("two", (argument, SAW, given, SAW), Return()),
    )
    assert_agreed(flow)


def test_cases_are_told_alike() -> None:
    flow = program(
        block("did", Collect("my.x", (), 3, 1, 1), end=Switch(
            Var("my.x"), (("1", at("one")), ("01", at("two")), ("", at("none"))), at("other")
        )),
        *(block(name, Tell("decides", name)) for name in ("one", "two", "none", "other")),
    )  # fmt: skip
    told = told_of(flow)
    for keys in ("1", "01", "", "2", "*", "#"):
        assert [] == told.differences(outside(keys), World())


def test_a_phone_of_ours_is_known_alike() -> None:
    who = Block(
        "from.ben-desk",
        (Assign("my.x", Const("ben")), Assign("caller.name", Const("Ben"))),
        Return(),
    )
    flow = program(who, block("phone", SAW, Remember(KEY, Var("dialled")), end=End("busy")))
    told = told_of(flow)
    for dialled in ("101", "*72", "12a", "+1902", "#", "-1"):
        assert [] == told.differences(inside(dialled), World())


def test_a_shared_routine_rings_the_accounts_branches() -> None:
    hunt = Block("hunt", (ring("leg.x"), SAW), Return())
    enter = Enter(Address("platform", "sub"), (Const("x"),))
    flow = program(
        block("did", enter, Enter(at("hunt")), end=End("")),
        hunt,
        block("leg.x", ring_phone("anna-desk"), end=End("")),
        platform=(Block("sub", (Remember(KEY, Param(1)),), Return()),),
    )
    for anna in BEHAVIOURS[::5]:
        assert_agreed(flow, world=World(phones={ANNA: anna}))


def test_a_call_without_end_is_one_for_both() -> None:
    flow = program(block("did", Pause(Const("1")), end=Switch(Var("x"), (), at("did"))))
    assert_agreed(flow)


def test_a_foreign_number_of_ours_is_refused() -> None:
    call = Call(ACCOUNT, "did", "+4930123456", CALLER, "Zed", "", NOON)
    story = told_of(only()).read(call, World())
    assert ("invalid", "404") == (story.events[-1].subject, story.events[-1].detail)
