"""Each operation and terminator as the priorities it becomes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from schema.program import (
    PLATFORM,
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
    Entry,
    Equal,
    Filter,
    Find,
    Gateway,
    InUse,
    Join,
    Jump,
    Legs,
    LiveKey,
    Media,
    Notify,
    Now,
    Op,
    Param,
    Pause,
    Phone,
    Play,
    ReadMessages,
    Recall,
    Registered,
    Remember,
    Return,
    Ring,
    Say,
    SetCaller,
    Shuffle,
    Switch,
    Table,
    Take,
    TakeMessage,
    Tell,
    Terminator,
    Unit,
    Var,
)
from targets.asterisk.dialplan.ends import end_steps
from targets.asterisk.dialplan.lines import Step
from targets.asterisk.dialplan.ops import op_steps
from targets.asterisk.dialplan.values import Scope
from targets.asterisk.library import Library
from targets.asterisk.text import Unwritable

HARBOUR = "harbour-1a2b3c4d"
WELCOME = Media(HARBOUR, "welcome")
FORWARD = LiveKey(Const("user.anna"), Const("forward.to"))
NEXT = Address(HARBOUR, "next-step")
UNIT = Unit(
    HARBOUR,
    {"next-step": Block("next-step", (), Return())},
    {"codes": Table("codes", ()), "extensions": Table("extensions", (Entry("1", NEXT),))},
)
SCOPE = Scope(
    UNIT,
    {PLATFORM: "platform.g0", "numbers-0a1b2c3d": "numbers-0a1b2c3d.g1"},
    Library(frozenset({HARBOUR})),
)
GIVEN = "${IF($[${LEN("


def written(steps: Iterable[Step]) -> list[str]:
    return [f"{step.application}({step.data})" for step in steps]


OPS: list[tuple[Op, list[str]]] = [
    (Answer(), ["Answer()"]),
    (Answer(0.5), ["Answer(500)"]),
    (Play((WELCOME, Media("", "invalid"))), [f"Playback(${{MEDIA}}/{HARBOUR}/welcome&pbx-invalid)"]),
    (Play((WELCOME,), early=True), [f"Playback(${{MEDIA}}/{HARBOUR}/welcome,noanswer)"]),
    (Say("digits", Var("keys")), ["Answer()", "SayDigits(${P_KEYS})"]),
    (Say("time", Const(""), "America/Halifax"), ["Answer()", "SayUnixTime($[${EPOCH} + ${CLOCKSHIFT}],America/Halifax,IMp)"]),
    (
        Collect("keys", (WELCOME,), 4, 5, 2.5),
        ["Set(Q_ASKED=${EPOCH})", "Set(TIMEOUT(response)=5)", "Set(TIMEOUT(digit)=2.5)", f"Read(__P_KEYS,${{MEDIA}}/{HARBOUR}/welcome,4,)", "Set(__P_KEYS=${FILTER(0-9*#,${P_KEYS})})"],
    ),
    (
        Collect("keys", (), 1, 5, 3, "*"),
        ["Set(Q_ASKED=${EPOCH})", "Set(TIMEOUT(response)=5)", "Set(TIMEOUT(digit)=3)", "Read(__P_KEYS,,1,t(*))", "Set(__P_KEYS=${FILTER(0-9*#,${P_KEYS})})"],
    ),
    (Dial(Phone(Const("anna-desk@harbour.test")), Const("20")), ["Gosub(platform.g0,p*phone,1(anna-desk@harbour.test,20,))"]),
    (Dial(Gateway(Const("acme-1.x"), Var("dialled"), 8), Const("30"), Const("1")), ["Gosub(platform.g0,p*gateway,1(acme-1.x,${P_DIALLED},30,8,1))"]),
    (Ring(Legs(("leg.anna-desk",)), Const("20")), ["Gosub(platform.g0,p*ring,1(Local/leg.anna_desk@${CONTEXT}/n,20,))"]),
    (TakeMessage(Const("201@x"), Const("busy")), ["Gosub(platform.g0,p*message,1(201@x,b))"]),
    (TakeMessage(Const("201@x"), Const("none"), True), ["Gosub(platform.g0,p*message,1(201@x,s))"]),
    (ReadMessages(Const(""), Const("x")), ["Gosub(platform.g0,p*messages,1(,x,))"]),
    (
        SetCaller(Join((Const("Sales "), Var("caller.name"))), Const("+19025550100"), True),
        ["Set(CALLERID(name)=Sales ${P_CALLER_NAME})", "Set(CALLERID(num)=+19025550100)", "Set(CALLERID(pres)=prohib)"],
    ),
    (SetCaller(private=False), ["Set(CALLERID(pres)=allowed)"]),
    (Assign("my.vip-level", Const("gold")), ["Set(__P_MY_VIPxLEVEL=gold)"]),
    (Filter("caller.number", Var("raw.number")), ["Set(__P_CALLER_NUMBER=${FILTER(0-9*#+,${P_RAW_NUMBER})})"]),
    (Cut("rest", Param(2), 3), ["Set(__P_REST=${ARG2:3})"]),
    (
        Recall("to", FORWARD, Const("+1")),
        ["Set(__P_TO=+1)", "GotoIf(${DB_EXISTS(pbxc/${P_ACCOUNT}/user.anna/forward.to)}?9:10)", "Set(__P_TO=${DB_RESULT})"],
    ),
    (Remember(FORWARD, Var("keys")), ["Set(DB(pbxc/${P_ACCOUNT}/user.anna/forward.to)=${P_KEYS})"]),
    (Registered("there", Param(1)), ["Set(__P_THERE=${IF($[${LEN(${PJSIP_DIAL_CONTACTS(${ARG1})})} > 0]?1:)})"]),
    (
        InUse("talking", Param(1)),
        ["Set(Q_STATE=${DEVICE_STATE(PJSIP/${ARG1})})", 'Set(__P_TALKING=${IF($["${Q_STATE}" = "BUSY" | "${Q_STATE}" = "INUSE" | "${Q_STATE}" = "ONHOLD" | "${Q_STATE}" = "RINGING" | "${Q_STATE}" = "RINGINUSE"]?1:)})'],
    ),
    (Equal("same", Var("a"), Const("Bob")), ['Set(__P_SAME=${IF($["${P_A}" = "Bob"]?1:)})']),
    (
        Now("America/Halifax", "date", "minute"),
        ["Set(Q_NOW=$[${EPOCH} + ${CLOCKSHIFT}])", "Set(__P_DATE=${STRFTIME(${Q_NOW},America/Halifax,%Y%m%d)})", "Set(__P_MINUTE=${STRFTIME(${Q_NOW},America/Halifax,%u%H%M)})"],
    ),
    (Claim("fits", "calls@x", 3), ["Gosub(platform.g0,p*claim,1(calls_x,3))", "Set(__P_FITS=${GOSUB_RETVAL})"]),
    (Count("tries", Const("3"), "more"), ["Set(__P_TRIES=$[0${P_TRIES} + 1])", "Set(__P_MORE=${IF($[0${P_TRIES} <= 03]?1:)})"]),
    (Shuffle("order", (1, 3)), ["Set(Q_DRAW=1:$[${RAND(1,999999)} / 1],2:$[${RAND(1,999999)} / 3])", "Set(__P_ORDER=${SORT(${Q_DRAW})})"]),
    (Take("next", "order"), ["Set(__P_NEXT=${SHIFT(P_ORDER)})", "Set(__P_ORDER=${P_ORDER})"]),
    (Pause(Const("2")), ["Wait(2)"]),
    (Notify("missed", (("who", Var("caller.number")),)), ["UserEvent(PbxcMissed,account: ${P_ACCOUNT},who: ${P_CALLER_NUMBER})"]),
    (Alert(Const("ring-2")), ["Set(__P_ALERT=ring-2)"]),
    (Enter(NEXT, (Const("one"), Var("caller.name"))), ["Gosub(next_step,1(one,${P_CALLER_NAME}))"]),
    (Enter(Address(PLATFORM, "hop")), ["Gosub(platform.g0,hop,1)"]),
    (Enter(Address("numbers-0a1b2c3d", "kind")), ["Gosub(numbers-0a1b2c3d.g1,kind,1)"]),
    (Tell("decides", "so, ${EXTEN}; (really)"), ["NoOp(tell)"]),
]  # fmt: skip


@pytest.mark.parametrize(("op", "expected"), OPS, ids=lambda value: type(value).__name__)
def test_an_operation_becomes_these_priorities(op: Op, expected: list[str]) -> None:
    assert expected == written(op_steps(op, SCOPE, 7, 0))


ENDS: list[tuple[Terminator, list[str]]] = [
    (Jump(NEXT), ["Goto(next_step,1)"]),
    (Jump(Address(PLATFORM, "hop")), ["Goto(platform.g0,hop,1)"]),
    (Switch(Var("keys"), (("1", NEXT), ("", NEXT)), NEXT), ['GotoIf($["${P_KEYS}" = "1"]?next_step,1)', 'GotoIf($["${P_KEYS}" = ""]?next_step,1)', "Goto(next_step,1)"]),
    (Find(Address(HARBOUR, "extensions"), Var("dialled"), NEXT), ["GotoIf(${DIALPLAN_EXISTS(${CONTEXT},t1*${P_DIALLED},1)}?t1*${P_DIALLED},1:next_step,1)"]),
    (Return(), ["Return()"]),
    (End("busy"), ["Hangup(17)"]),
    (End("normal"), ["Hangup(16)"]),
    (End("invalid"), ["Hangup(1)"]),
    (End("rejected"), ["Goto(platform.g0,p*stop*rejected,1)"]),
    (End(), ["Goto(platform.g0,p*stop*${P_OUTCOME},1)"]),
    (End("busy", 486), ["Hangup(17)"]),
    (End("busy", 480), ["Gosub(platform.g0,p*sip,1(480,busy))"]),
    (End("", 480), ["Gosub(platform.g0,p*sip,1(480,${P_OUTCOME}))"]),
]  # fmt: skip


@pytest.mark.parametrize(("end", "expected"), ENDS, ids=lambda value: type(value).__name__)
def test_a_terminator_becomes_these_priorities(end: Terminator, expected: list[str]) -> None:
    assert expected == written(end_steps(end, SCOPE, 7))


REFUSED: list[Op] = [
    Assign("x", Var("raw.name")),
    Assign("x", Join((Const("a"), Var("raw.name")))),
    Assign("x", Const("${SHELL(id)}")),
    Assign("X", Const("a")),
    Filter("x", Join((Var("raw.name"), Const("")))),
    Equal("x", Const('a" = "a'), Const("b")),
    Equal("x", Const("a]"), Const("b")),
    Notify("event, with more"),
    Notify("missed", (("key\n", Const("x")),)),
    Collect("x", (), 1, 1, 1, "A"),
    Now("America/Halifax,x", "d", "m"),
    Claim("x", "group)", 1),
    Recall("x", LiveKey(Const("user/anna"), Const("y"))),
    Recall("x", LiveKey(Const("user.anna"), Const(""))),
    Play((Media("other-1a2b3c4d", "welcome"),)),
    Play((Media(HARBOUR, "../welcome"),)),
    Enter(Address("quay-99aabbcc", "phone")),
    Play((Media("", "no-such-prompt"),)),
    Enter(Address(HARBOUR, "not-there")),
    Ring(Legs(tuple(f"leg.{n}" for n in range(61))), Const("20")),
]


@pytest.mark.parametrize("op", REFUSED, ids=repr)
def test_an_operation_with_a_value_that_asterisk_cannot_carry_is_refused(op: Op) -> None:
    with pytest.raises(Unwritable):
        op_steps(op, SCOPE, 1, 0)


def test_the_words_of_a_story_reach_the_source_map_and_no_file() -> None:
    steps = op_steps(Tell("decides", "so, ${EXTEN}"), SCOPE, 1, 3)
    assert [("decides", "so, ${EXTEN}")] == [step.told for step in steps]


def test_every_step_knows_the_operation_it_is_part_of() -> None:
    assert [3, 3] == [step.op for step in op_steps(Take("a", "b"), SCOPE, 1, 3)]


def test_branches_that_are_too_many_for_one_step_are_set_in_pieces_first() -> None:
    labels = tuple(f"leg.number-{n}" for n in range(20))
    *pieces, last = written(op_steps(Ring(Legs(labels), Const("20")), SCOPE, 1, 0))
    rung = "".join(piece.split("=", 1)[1].removesuffix(")") for piece in pieces)
    assert "Gosub(platform.g0,p*ring,1(${Q_LONG0},20,))" == last
    assert [f"Local/leg.number_{n}@${{CONTEXT}}/n" for n in range(20)] == rung.replace(
        "${Q_LONG0}", ""
    ).split("&")
