"""What a simulated call works out on its way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from compiler.simulate import Behaviour, World, run_call
from schema.program import (
    PLATFORM,
    Address,
    Alert,
    Assign,
    Claim,
    Const,
    Count,
    Cut,
    Enter,
    Equal,
    Filter,
    InUse,
    Join,
    Jump,
    Legs,
    LiveKey,
    Notify,
    Now,
    Op,
    Param,
    Pause,
    Play,
    Recall,
    Registered,
    Remember,
    Return,
    Shuffle,
    Switch,
    Take,
    Tell,
    Value,
    Var,
)
from tests.compiler.simulated import (
    ACCOUNT,
    NOON,
    SORRY,
    WORLD,
    after_ops,
    at,
    block,
    inside,
    outside,
    phone,
    program,
    ring,
    ring_phone,
    timed,
    told,
)

FORWARD = LiveKey(Const("user.anna"), Const("forward.to"))
GROUP = f"calls@{ACCOUNT}"


def shown(name: str) -> Remember:
    """Puts a variable into the story."""
    return Remember(LiveKey(Const("test"), Const(name)), Var(name))


def value_after(name: str, *ops: Op, world: World = WORLD) -> str:
    """What a variable is after some operations."""
    line = after_ops(*ops, shown(name), world=world)[-2]
    return line.removeprefix(f"remembers test {name}").removeprefix(" ")


def test_an_unset_variable_is_empty() -> None:
    assert "" == value_after("my.nothing")


def test_assigning_sets_a_variable() -> None:
    assert "7" == value_after("my.x", Assign("my.x", Const("7")))


def test_joined_texts_stand_one_behind_the_other() -> None:
    joined = Join((Const("Sales: "), Var("raw.name")))
    assert "Sales: Zed" == value_after("my.x", Assign("my.x", joined))


def test_legs_as_a_text_are_their_labels() -> None:
    assert "a,b" == value_after("my.x", Assign("my.x", Legs(("a", "b"))))


@pytest.mark.parametrize(
    ("keep", "written", "kept"),
    [
        ("digits", "+1 (902) 555-0100;x=${EVIL}", "+19025550100"),
        ("digits", "*98#", "*98#"),
        ("name", "Anna-Marie O'Neil Jr. <sip:x>", "Anna-Marie O'Neil Jr. sipx"),
        ("name", "Zoë $,\n", "Zo "),
    ],
)
def test_a_filter_keeps_its_characters_only(keep: str, written: str, kept: str) -> None:
    sort = "digits" if keep == "digits" else "name"
    assert kept == value_after("my.x", Filter("my.x", Const(written), sort))  # type: ignore[arg-type]


def test_cutting_drops_the_first_characters() -> None:
    cut = Cut("my.x", Var("raw.dialled"), 2)
    assert "9025550100" == value_after("my.x", cut)


@pytest.mark.parametrize(("left", "same"), [("a", "1"), ("b", "")])
def test_equal_texts_are_the_same(left: str, same: str) -> None:
    assert same == value_after("my.x", Equal("my.x", Const(left), Const("a")))


def test_a_live_value_is_what_git_says_until_a_phone_changes_it() -> None:
    assert "+1902" == value_after("my.x", Recall("my.x", FORWARD, Const("+1902")))


def test_a_live_value_is_what_a_phone_made_it() -> None:
    world = World(live={(ACCOUNT, "user.anna", "forward.to"): "+1416"})
    assert "+1416" == value_after("my.x", Recall("my.x", FORWARD, Const("+1902")), world=world)


def test_a_live_value_set_to_nothing_is_set() -> None:
    world = World(live={(ACCOUNT, "user.anna", "forward.to"): ""})
    assert "" == value_after("my.x", Recall("my.x", FORWARD, Const("+1902")), world=world)


def test_a_remembered_value_is_recalled_in_the_same_call() -> None:
    ops = (Remember(FORWARD, Const("+1647")), Recall("my.x", FORWARD, Const("+1902")))
    assert "+1647" == value_after("my.x", *ops)


def test_a_value_that_the_call_emptied_is_empty() -> None:
    world = World(live={(ACCOUNT, "user.anna", "forward.to"): "+1416"})
    ops = (Remember(FORWARD, Const("")), Recall("my.x", FORWARD, Const("+1902")))
    assert "" == value_after("my.x", *ops, world=world)


def test_remembering_is_told() -> None:
    assert "remembers user.anna forward.to +1647" == after_ops(Remember(FORWARD, Const("+1647")))[0]


def test_a_remembered_value_is_there_for_the_next_call() -> None:
    flow = program(block("did", Remember(FORWARD, Const("+1647"))))
    live = run_call(flow, outside(), WORLD).live
    assert {(ACCOUNT, "user.anna", "forward.to"): "+1647"} == live


def test_a_later_value_takes_the_place_of_an_earlier_one() -> None:
    flow = program(block("did", Remember(FORWARD, Const("+1647"))))
    world = World(live={(ACCOUNT, "user.anna", "forward.to"): "+1416"})
    assert ["+1647"] == list(run_call(flow, outside(), world).live.values())


def test_remembering_leaves_the_given_world_as_it_was() -> None:
    world = World(live={(ACCOUNT, "user.anna", "forward.to"): "+1416"})
    run_call(program(block("did", Remember(FORWARD, Const("+1647")))), outside(), world)
    assert {(ACCOUNT, "user.anna", "forward.to"): "+1416"} == world.live


def test_a_shared_routine_remembers_for_the_account_of_the_call() -> None:
    key = LiveKey(Param(1), Const("dnd"))
    shared = block("dnd", Remember(key, Param(2)), end=Return())
    enter = Enter(Address(PLATFORM, "dnd"), (Const("user.ben"), Const("1")))
    flow = program(block("did", enter), platform=(shared,))
    assert {(ACCOUNT, "user.ben", "dnd"): "1"} == run_call(flow, outside(), WORLD).live


@pytest.mark.parametrize(("kind", "there"), [("no_answer", "1"), ("unavailable", "")])
def test_a_phone_is_registered_unless_it_is_unavailable(kind: str, there: str) -> None:
    world = World(phones={phone("anna-desk"): Behaviour(kind)})
    ask = Registered("my.x", Const(phone("anna-desk")))
    assert there == value_after("my.x", ask, world=world)


def test_an_empty_endpoint_is_never_registered() -> None:
    assert "" == value_after("my.x", Registered("my.x", Const("")))


@pytest.mark.parametrize(("device", "used"), [("anna-desk", "1"), ("ben-desk", "")])
def test_a_phone_in_another_call_is_in_use(device: str, used: str) -> None:
    world = World(in_use=frozenset({phone("anna-desk")}))
    assert used == value_after("my.x", InUse("my.x", Const(phone(device))), world=world)


def test_the_caller_s_own_phone_is_in_use() -> None:
    own = InUse("my.x", Const(phone("ben-desk")))
    story = told(program(block("phone", own, shown("my.x"))), inside("101"))
    assert "remembers test my.x 1" == story[0]


@pytest.mark.parametrize(
    ("zone", "date", "minute"),
    [
        ("America/Halifax", "20261124", "21200"),
        ("Asia/Tokyo", "20261125", "30100"),
        ("UTC", "20261124", "21600"),
    ],
)
def test_the_clock_is_that_of_the_zone(zone: str, date: str, minute: str) -> None:
    now = Now(zone, "my.date", "my.minute")
    assert (date, minute) == (value_after("my.date", now), value_after("my.minute", now))


def test_the_clock_goes_on_while_the_call_lasts() -> None:
    now = Now("America/Halifax", "d", "m")
    assert "21201" == value_after("m", Pause(Const("60")), now)


def test_the_clock_jumps_when_summer_time_begins() -> None:
    night = datetime(2026, 3, 8, 5, 59, 30, tzinfo=UTC)  # 01:59:30 in Halifax, a Sunday
    ops = (Pause(Const("60")), Now("America/Halifax", "d", "m"), shown("m"))
    assert "remembers test m 70300" in after_ops(*ops, call=outside(at_time=night))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        outside(at_time=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(("busy", "fits"), [(0, "fits"), (1, "fits"), (2, "full"), (3, "full")])
def test_a_call_fits_while_the_limit_is_not_reached(busy: int, fits: str) -> None:
    story = after_ops(Claim("my.x", GROUP, 2), world=World(busy={GROUP: busy}))
    assert f"counts {GROUP} {fits}" == story[0]


def test_a_claim_that_fits_is_a_one() -> None:
    assert "1" == value_after("my.x", Claim("my.x", GROUP, 1))


def test_a_claim_that_does_not_fit_is_empty() -> None:
    assert "" == value_after("my.x", Claim("my.x", GROUP, 1), world=World(busy={GROUP: 1}))


def test_a_call_is_counted_once_however_often_it_claims() -> None:
    assert "1" == value_after("my.x", Claim("my.x", GROUP, 1), Claim("my.x", GROUP, 1))


def test_legs_are_counted_beside_each_other() -> None:
    claim = Claim("ok", GROUP, 1)
    flow = program(
        block("did", ring("leg.a", "leg.b")),
        block("leg.a", claim, ring_phone("anna-desk")),
        block("leg.b", claim),
    )
    counted = [line for line in told(flow) if "counts" in line]
    assert [f"[leg.a] counts {GROUP} fits", f"[leg.b] counts {GROUP} full"] == counted


def test_a_leg_that_is_over_is_counted_no_more() -> None:
    claim = Claim("ok", GROUP, 1)
    flow = program(
        block("did", ring("leg.a"), ring("leg.b")), block("leg.a", claim), block("leg.b", claim)
    )
    assert f"[leg.b] counts {GROUP} fits" in told(flow)


def test_a_counter_is_one_while_within_its_bound() -> None:
    count = Count("rounds", Const("2"), "more")
    seen = [value_after("more", *[count] * times) for times in (1, 2, 3)]
    assert ["1", "1", ""] == seen


def test_rounds_are_played_as_often_as_counted() -> None:
    flow = program(
        block("did", end=Jump(at("round"))),
        block(
            "round",
            Count("rounds", Const("3"), "more"),
            end=Switch(Var("more"), (("1", at("again")),), at("out")),
        ),
        block("again", Tell("plays", "a round"), end=Jump(at("round"))),
        block("out"),
    )
    assert ["plays a round"] * 3 + ["ends normal 480"] == told(flow)


def test_a_counter_that_is_reset_counts_anew() -> None:
    count = Count("rounds", Const("1"), "more")
    assert "1" == value_after("more", count, count, Assign("rounds", Const("0")), count)


def test_a_bound_that_is_no_number_is_nought() -> None:
    assert "" == value_after("more", Count("rounds", Const("many"), "more"))


def test_a_shuffle_draws_what_the_world_says() -> None:
    shuffle = Shuffle("order", (10, 10, 10))
    world = World(draws=("3,1,2", "2,3,1"))
    drawn = (
        value_after("order", shuffle, world=world),
        value_after("order", shuffle, shuffle, world=world),
    )
    assert ("3,1,2", "2,3,1") == drawn


def test_without_draws_the_heavier_come_first() -> None:
    assert "2,3,1" == value_after("order", Shuffle("order", (5, 20, 10)))


def test_equal_weights_keep_their_order() -> None:
    assert "1,2,3" == value_after("order", Shuffle("order", (10, 10, 10)))


@pytest.mark.parametrize(
    ("members", "first", "rest"), [("3,1,2", "3", "1,2"), ("3", "3", ""), ("", "", "")]
)
def test_taking_moves_the_first_member(members: str, first: str, rest: str) -> None:
    ops: tuple[Op, ...] = (Assign("list", Const(members)), Take("one", "list"))
    assert (first, rest) == (value_after("one", *ops), value_after("list", *ops))


@pytest.mark.parametrize(
    ("seconds", "passed"),
    [
        (Const("3"), 3000),
        (Const("0.25"), 250),
        (Var("nothing"), 0),
        (Const("-4"), 0),
        (Const("nan"), 0),
        (Const("1e999"), 864_000_000),
    ],
)
def test_a_pause_lasts_its_seconds(seconds: Value, passed: int) -> None:
    assert [f"{passed} ends normal"] == timed(program(block("did", Pause(seconds))))


def test_notifying_is_told() -> None:
    assert "notifies emergency" == after_ops(Notify("emergency", (("who", Const("x")),)))[0]


def test_an_alert_is_known_from_then_on() -> None:
    assert "auto_answer" == value_after("alert", Alert(Const("auto_answer")))


def test_an_alert_is_nothing_to_tell() -> None:
    assert ["plays harbour/sorry", "ends normal 480"] == after_ops(
        Alert(Const("x")), Play((SORRY,), early=True)
    )
