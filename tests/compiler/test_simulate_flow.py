"""Where a simulated call goes: entries, routines, terminators, ends."""

from __future__ import annotations

import pytest

from compiler.simulate import simulate
from schema.program import (
    PLATFORM,
    Address,
    Assign,
    Block,
    Const,
    End,
    Enter,
    Entry,
    Find,
    Jump,
    LiveKey,
    Origin,
    Param,
    Pause,
    Program,
    Remember,
    Return,
    Say,
    SetCaller,
    Switch,
    Table,
    Tell,
    Terminator,
    Value,
    Var,
)
from tests.compiler.simulated import (
    CALLER,
    NUMBER,
    WORLD,
    at,
    block,
    events,
    inside,
    outside,
    program,
    ring,
    ring_phone,
    timed,
    told,
)

SAYS = Tell("says", "so")
EXTENSIONS = Table(
    "extensions",
    (Entry("101", at("anna")), Entry("7XX", at("park"), capture="my.slot", skip=1)),
)


def show(value: Value) -> Remember:
    """Puts a value into the story without answering."""
    return Remember(LiveKey(Const("test"), Const("value")), value)


def shown(story: list[str]) -> list[str]:
    """The values that `show` put into a story."""
    prefix = "remembers test value"
    return [line.removeprefix(prefix).strip() for line in story if line.startswith(prefix)]


def ending(end: Terminator, *others: Block) -> list[str]:
    """The story of a call whose only block ends so."""
    return told(program(block("did", Assign("my.x", Const("7")), end=end), *others))


# --- terminators --------------------------------------------------------------------------------


def test_a_jump_goes_on_elsewhere() -> None:
    assert ["says so", "ends normal 480"] == ending(Jump(at("next")), block("next", SAYS))


@pytest.mark.parametrize(("case", "line"), [("7", "says so"), ("8", "ends busy 486")])
def test_a_switch_goes_by_the_value(case: str, line: str) -> None:
    switch = Switch(Var("my.x"), ((case, at("next")),), at("other"))
    assert line == ending(switch, block("next", SAYS), block("other", end=End("busy")))[0]


def test_a_table_leads_to_the_entry_that_fits() -> None:
    find = Find(at("extensions"), Var("dialled"), at("other"))
    flow = program(
        block("did", end=find), block("anna", SAYS), block("other"), tables=(EXTENSIONS,)
    )
    assert "says so" == told(flow, outside(dialled="101"))[0]


def test_a_table_without_a_fit_leads_elsewhere() -> None:
    find = Find(at("extensions"), Var("dialled"), at("other"))
    flow = program(block("did", end=find), block("other", SAYS), tables=(EXTENSIONS,))
    assert "says so" == told(flow, outside(dialled="102"))[0]


def test_an_entry_captures_the_rest_of_the_key() -> None:
    find = Find(at("extensions"), Var("dialled"), at("other"))
    flow = program(
        block("did", end=find), block("park", show(Var("my.slot"))), tables=(EXTENSIONS,)
    )
    assert ["12"] == shown(told(flow, outside(dialled="712")))


def test_an_end_says_its_cause() -> None:
    assert ["ends busy 486"] == ending(End("busy"))


def test_an_end_says_the_code_it_was_given() -> None:
    assert ["ends busy 600"] == ending(End("busy", 600))


def test_an_end_without_a_cause_has_that_of_the_last_failure() -> None:
    flow = program(block("did", Assign("outcome", Const("congested")), end=End()))
    assert ["ends congested 503"] == told(flow)


def test_an_end_without_a_cause_or_a_failure_is_normal() -> None:
    assert ["ends normal 603"] == ending(End())


def test_an_end_by_a_sip_code_has_that_code() -> None:
    assert ["ends sip:404 404"] == ending(End("sip:404"))


def test_an_answered_call_ends_without_a_sip_code() -> None:
    flow = program(block("did", Say("digits", Const("1")), end=End("busy", 600)))
    assert "ends busy" == told(flow)[-1]


def test_the_end_comes_when_the_time_has_passed() -> None:
    assert ["4000 ends normal"] == timed(program(block("did", Pause(Const("4")))))


def test_an_event_knows_the_block_it_comes_from() -> None:
    origins = [event.origin for event in events(program(block("did", SAYS)))]
    assert [Origin("harbour", ("callflows", "did"))] * 2 == origins


# --- routines -----------------------------------------------------------------------------------


def test_a_routine_gives_the_call_back_behind_its_entering() -> None:
    flow = program(
        block("did", Enter(at("sub")), Tell("says", "after")), block("sub", SAYS, end=Return())
    )
    assert ["says so", "says after", "ends normal 480"] == told(flow)


def test_a_routine_reads_its_arguments() -> None:
    enter = Enter(Address(PLATFORM, "sub"), (Const("one"), Var("raw.number")))
    flow = program(
        block("did", enter),
        platform=(block("sub", show(Param(2)), show(Param(1)), end=Return()),),
    )
    assert [CALLER, "one"] == shown(told(flow))


def test_an_argument_that_was_not_given_is_empty() -> None:
    flow = program(
        block("did", Enter(at("sub"), (Const("one"),))),
        block("sub", show(Param(2)), show(Param(0)), end=Return()),
    )
    assert ["", ""] == shown(told(flow))


def test_arguments_come_back_when_an_inner_routine_returns() -> None:
    flow = program(
        block("did", Enter(at("outer"), (Const("outer"),))),
        block("outer", Enter(at("inner"), (Const("inner"),)), show(Param(1)), end=Return()),
        block("inner", show(Param(1)), end=Return()),
    )
    assert ["inner", "outer"] == shown(told(flow))


def test_arguments_are_those_of_the_one_who_enters() -> None:
    flow = program(
        block("did", Enter(at("outer"), (Const("outer"),))),
        block("outer", Enter(at("inner"), (Const("x"), Param(1))), end=Return()),
        block("inner", show(Param(2)), end=Return()),
    )
    assert ["outer"] == shown(told(flow))


def test_arguments_stay_when_a_routine_jumps() -> None:
    flow = program(
        block("did", Enter(at("sub"), (Const("one"),)), Tell("says", "back")),
        block("sub", end=Jump(at("rest"))),
        block("rest", show(Param(1)), end=Return()),
    )
    assert (["one"], "says back") == (shown(told(flow)), told(flow)[1])


def test_a_return_with_nowhere_to_go_ends_the_call() -> None:
    flow = program(block("did", Assign("outcome", Const("no_answer")), end=Return()))
    assert ["ends no_answer 480"] == told(flow)


def test_an_address_without_a_block_is_the_compiler_s_fault() -> None:
    with pytest.raises(KeyError):
        told(program(block("did", end=Jump(at("nowhere")))))


# --- runaways -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "flow",
    [
        program(block("did", end=Jump(at("did")))),
        program(block("did", Enter(at("did")))),
        program(block("did", Pause(Const("9")), end=Jump(at("did")))),
        program(block("did", ring("leg.a")), block("leg.a", end=Jump(at("leg.a")))),
        program(block("did", ring("did"))),
    ],
    ids=["jump", "enter", "pause", "leg", "legs in legs"],
)
def test_a_call_without_end_is_cut(flow: Program) -> None:
    assert "ends runaway" == told(flow)[-1]


def test_a_long_call_is_not_a_runaway() -> None:
    flow = program(block("did", *[SAYS] * 4_900))
    assert "ends normal 480" == told(flow)[-1]


def test_a_loop_on_a_leg_ends_with_the_ring() -> None:
    wait = block("leg.a", Pause(Const("1")), end=Jump(at("leg.a")))
    assert "ends normal 480" == told(program(block("did", ring("leg.a")), wait))[-1]


# --- entries ------------------------------------------------------------------------------------

EMERGENCY = Table("emergency", (Entry("911", at("sos")), Entry("9911", at("sos"))))


def test_a_call_knows_how_it_came() -> None:
    names = ("account", "device", "raw.number", "raw.name", "raw.dialled")
    flow = program(block("phone", *(show(Var(name)) for name in names)))
    known = shown(told(flow, inside("101")))
    assert ["harbour-1a2b3c4d", "ben-desk@harbour.example", "102", "Ben", "101"] == known


def test_a_caller_from_outside_is_filtered() -> None:
    names = ("caller.number", "caller.name", "dialled")
    flow = program(block("did", *(show(Var(name)) for name in names)))
    assert [CALLER, "Zed", NUMBER] == shown(told(flow))


def test_a_phone_s_caller_data_come_from_its_own_routine() -> None:
    known = block("from.ben-desk", Assign("caller.number", Const("102")), end=Return())
    flow = program(known, block("phone", show(Var("caller.number"))))
    assert ["102"] == shown(told(flow, inside("101")))


def test_a_phone_without_a_routine_has_no_caller_data() -> None:
    flow = program(block("phone", show(Var("caller.number"))))
    assert [""] == shown(told(flow, inside("101")))


def test_an_emergency_number_goes_before_all_else() -> None:
    flow = program(block("phone"), block("sos", SAYS), tables=(EMERGENCY,))
    assert "says so" == told(flow, inside("9911"))[0]


def test_an_emergency_call_has_the_caller_data_of_its_phone() -> None:
    known = block("from.ben-desk", Assign("location", Const("clinic")), end=Return())
    sos = block("sos", show(Var("location")))
    flow = program(known, sos, block("phone"), tables=(EMERGENCY,))
    assert ["clinic"] == shown(told(flow, inside("911")))


def test_an_ordinary_number_is_no_emergency() -> None:
    flow = program(block("phone", SAYS), block("sos"), tables=(EMERGENCY,))
    assert "says so" == told(flow, inside("9110"))[0]


def test_a_caller_from_outside_reaches_no_emergency_table() -> None:
    flow = program(block("did", SAYS), block("sos"), tables=(EMERGENCY,))
    assert "says so" == told(flow, outside(dialled="911"))[0]


def test_a_phone_that_dials_other_characters_is_refused() -> None:
    flow = program(block("phone", SAYS))
    assert ["ends invalid 404"] == told(flow, inside("10,1"))


def test_a_call_may_come_in_by_a_table() -> None:
    did = Table("did", (Entry(NUMBER, at("main")),))
    assert "says so" == told(program(block("main", SAYS), tables=(did,)))[0]


def test_of_a_block_and_a_table_of_one_name_the_block_is_the_entry() -> None:
    did = Table("did", (Entry(NUMBER, at("main")),))
    flow = program(block("did", SAYS), block("main"), tables=(did,))
    assert "says so" == told(flow)[0]


def test_called_parties_see_the_caller_s_own_data_first() -> None:
    flow = program(block("did", ring_phone("anna-desk")))
    assert f"shows Zed <{CALLER}>" == told(flow)[0]


def test_called_parties_see_what_the_program_sets() -> None:
    setting = SetCaller(name=Const("Sales"), number=Const("+19025550177"))
    flow = program(block("did", setting, ring_phone("anna-desk")))
    assert "shows Sales <+19025550177>" == told(flow)[0]


def test_setting_one_part_leaves_the_other() -> None:
    flow = program(block("did", SetCaller(name=Const("Sales")), ring_phone("anna-desk")))
    assert f"shows Sales <{CALLER}>" == told(flow)[0]


def test_a_private_caller_is_anonymous() -> None:
    flow = program(block("did", SetCaller(private=True), ring_phone("anna-desk")))
    assert "shows anonymous" == told(flow)[0]


def test_a_caller_is_shown_again_once_not_private() -> None:
    setting = (SetCaller(private=True), SetCaller(private=False))
    flow = program(block("did", *setting, ring_phone("anna-desk")))
    assert f"shows Zed <{CALLER}>" == told(flow)[0]


def test_a_caller_without_a_name_is_a_number() -> None:
    flow = program(block("did", SetCaller(name=Const("")), ring_phone("anna-desk")))
    assert f"shows <{CALLER}>" == told(flow)[0]


def test_a_caller_without_anything_is_anonymous() -> None:
    nothing = SetCaller(name=Const(""), number=Const(""))
    flow = program(block("did", nothing, ring_phone("anna-desk")))
    assert "shows anonymous" == told(flow)[0]


def test_the_same_call_in_the_same_world_is_the_same_story() -> None:
    flow = program(block("did", ring("leg.a", "leg.b")), block("leg.a", SAYS), block("leg.b"))
    assert simulate(flow, outside(), WORLD) == simulate(flow, outside(), WORLD)
