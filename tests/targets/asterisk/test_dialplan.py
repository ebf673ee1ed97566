"""Contexts: generations by content, doors to them, tables, and what may stand in them."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.inventory import AccountFact, Did, Edge
from schema.platform import platform_blocks
from schema.program import (
    PLATFORM,
    Address,
    Assign,
    Block,
    Const,
    End,
    Enter,
    Entry,
    Origin,
    Program,
    Return,
    Table,
    Unit,
)
from targets.asterisk.dialplan.allowed import APPLICATIONS, require_allowed
from targets.asterisk.dialplan.entrances import trunk_entrance
from targets.asterisk.dialplan.generations import account_generation
from targets.asterisk.dialplan.lines import Context, Extension, Step, context_text
from targets.asterisk.dialplan.match_order import match_order
from targets.asterisk.dialplan.program import Dialplan, dialplan_of
from targets.asterisk.library import Library
from targets.asterisk.text import Argument, Unwritable
from tests.targets.asterisk import platforms
from tests.targets.asterisk.conf_reader import read_priority
from tests.targets.asterisk.platforms import HARBOUR, QUAY

FACT = AccountFact(HARBOUR, "harbour", "Harbour", "harbour.test", "America/Halifax")


def whole() -> Dialplan:
    return dialplan_of(platforms.program(), platforms.inventory())


def named(context: Context, name: str) -> list[str]:
    found = next(one for one in context.extensions if one.name == name)
    return [f"{step.application}({step.data})" for step in found.steps]


def stable(account: str, kind: str) -> Context:
    plan = next(one for one in whole().accounts if one.account == account)
    return next(one for one in plan.entrances if one.name == f"{account}.{kind}")


def harbour(unit: Unit) -> Context:
    return account_generation(unit, FACT, {PLATFORM: "platform.g0"}, Library(frozenset({HARBOUR})))


def table(*entries: Entry) -> list[str]:
    away = Block("away", (), End("busy"))
    unit = Unit(HARBOUR, {"away": away}, {"extensions": Table("extensions", entries)})
    return [one.name for one in harbour(unit).extensions if "t0*" in one.name]


def test_every_application_that_is_emitted_is_allowed() -> None:
    used = {
        step.application
        for context in whole().contexts()
        for extension in context.extensions
        for step in extension.steps
    }
    assert set() == used - APPLICATIONS


def test_nothing_that_runs_programs_or_evaluates_twice_is_allowed() -> None:
    banned = {"System", "TrySystem", "AGI", "Exec", "ExecIf", "MixMonitor", "Eval", "Originate"}
    assert set() == banned & APPLICATIONS


def test_an_account_has_at_most_six_contexts() -> None:
    assert [5, 5] == [1 + len(plan.entrances) for plan in whole().accounts]


def test_a_context_ends_its_name_in_the_hash_of_its_text() -> None:
    unit = platforms.quay()
    changed = dataclasses.replace(
        unit, blocks={**unit.blocks, "office": Block("office", (), End("no_answer"))}
    )
    names = {_quay(unit).name, _quay(unit).name, _quay(changed).name}
    assert 2 == len(names)


def _quay(unit: Unit) -> Context:
    fact = AccountFact(QUAY, "quay", "Quay", "quay.test", "America/Toronto", emergency=("911",))
    return account_generation(unit, fact, {PLATFORM: "platform.g0"}, Library(frozenset({QUAY})))


def test_one_account_s_change_leaves_the_other_s_generation_as_it_is() -> None:
    program = platforms.program()
    unit = program.units[QUAY]
    blocks = {**unit.blocks, "office": Block("office", (), End("no_answer"))}
    changed = Program({**program.units, QUAY: dataclasses.replace(unit, blocks=blocks)})
    before, after = (dialplan_of(one, platforms.inventory()) for one in (program, changed))
    moved = {
        unit for unit, name in before.generations().items() if after.generations()[unit] != name
    }
    assert {QUAY} == moved


def test_the_name_of_a_unit_s_own_context_stands_nowhere_in_its_text() -> None:
    generation = whole().accounts[0].generation
    assert 1 == context_text(generation).count(generation.name)


def test_emergency_numbers_stand_before_everything_a_phone_can_dial() -> None:
    names = [one.name for one in stable(HARBOUR, "phone").extensions]
    assert ["911", "9911"] == names[:2]


def test_an_emergency_number_leads_into_the_generation_by_a_literal() -> None:
    generation = whole().accounts[0].generation
    assert [f"Goto({generation.name},m*911,1)"] == named(stable(HARBOUR, "phone"), "911")
    entered = f"Gosub(platform.g0,p*enter*phone,1({HARBOUR},${{CONTEXT}},{HARBOUR}.transfer))"
    platform = whole().shared[0].name
    assert [
        "Set(__P_RAW_DIALLED=911)",
        entered.replace("platform.g0", platform),
        "Goto(t0*911,1)",
    ] == named(generation, "m*911")


def test_an_emergency_number_that_leads_nowhere_is_refused() -> None:
    fact = dataclasses.replace(FACT, emergency=("112",))
    with pytest.raises(Unwritable):
        account_generation(
            platforms.harbour(), fact, {PLATFORM: "platform.g0"}, Library(frozenset({HARBOUR}))
        )


def test_what_a_phone_dials_is_kept_and_enters_the_generation_without_being_read() -> None:
    generation = whole().accounts[0].generation.name
    expected = ["Set(__P_RAW_DIALLED=${EXTEN})", f"Goto({generation},e*phone,1)"]
    assert expected == named(stable(HARBOUR, "phone"), "_[0123456789*#+].")


def test_an_account_without_a_program_refuses_calls() -> None:
    plan = dialplan_of(Program({}), dataclasses.replace(
        platforms.inventory(),
        accounts=(FACT,), endpoints=(), gateways=(), mailboxes=(), hints=(), dids=(),
    )).accounts[0]  # fmt: skip
    assert ["Hangup(1)"] == named(plan.entrances[0], "_[0123456789*#+].")


def test_a_number_plan_is_a_generation_of_its_own_that_accounts_enter() -> None:
    plan = Unit(
        "numbers-0a1b2c3d", {"kind": Block("kind", (Assign("kind", Const("local")),), Return())}
    )
    unit = platforms.quay()
    enter = Block("office", (Enter(Address(plan.name, "kind")),), End())
    changed = dataclasses.replace(unit, blocks={**unit.blocks, "office": enter})
    found = dialplan_of(
        Program({**platforms.program().units, plan.name: plan, QUAY: changed}),
        platforms.inventory(),
    )
    context = found.generations()[plan.name]
    assert context.startswith("numbers-0a1b2c3d.g")
    quay = next(one for one in found.accounts if one.account == QUAY)
    assert f"Gosub({context},kind,1)" == named(quay.generation, "office")[0]


def test_a_unit_that_no_account_has_is_refused() -> None:
    stray = Program({**platforms.program().units, "stray-1": Unit("stray-1")})
    with pytest.raises(Unwritable):
        dialplan_of(stray, platforms.inventory())


def test_a_lamp_shows_the_devices_behind_an_extension() -> None:
    text = context_text(stable(HARBOUR, "hints"))
    devices = "PJSIP/anna-desk@harbour.test&PJSIP/bob@harbour.test"
    assert f"[{HARBOUR}.hints]\nexten => 201,hint,{devices}\n" == text


def test_numbers_are_literals_and_each_leads_to_its_account() -> None:
    trunk = whole().trunk
    assert [f"Goto({QUAY}.in,+442079460000,1)"] == named(trunk, "+442079460000")
    assert ["Goto(+1${EXTEN},1)"] == named(trunk, "_NXXXXXXXXX")
    assert ["Goto(+${EXTEN},1)"] == named(trunk, "_1NXXXXXXXXX")
    assert ["Goto(+442079460000,1)"] == named(trunk, "442079460000")
    assert ["Hangup(1)"] == named(trunk, "_[0123456789*#+].")


def test_numbers_at_home_elsewhere_are_also_known_with_their_trunk_prefix() -> None:
    trunk = trunk_entrance((Did("+442079460000", QUAY),), Edge(country_code="44"))
    assert ["Goto(+44${EXTEN:1},1)"] == named(trunk, "_0XXXXXXXXXX")


@pytest.mark.parametrize("number", ["19025550100", "+1902-555", "+", "+1٣", "+1,2"])
def test_a_number_that_is_not_e164_is_refused(number: str) -> None:
    with pytest.raises(Unwritable):
        trunk_entrance((Did(number, QUAY),), Edge())


def test_table_entries_are_extensions_of_their_own_with_normal_classes() -> None:
    away = Address(HARBOUR, "away")
    patterns = ("[0-9]1", "[1-9]2", "[2-9]3", "[97]4", "[5]", "X.", "+1NXX", "*9#")
    names = table(*(Entry(pattern, away) for pattern in patterns))
    expected = {"_t0*X1", "_t0*Z2", "_t0*N3", "_t0*[79]4", "t0*5", "_t0*X.", "_t0*+1NXX", "t0**9#"}
    assert expected == set(names)


def test_an_entry_hands_on_what_is_left_of_the_key() -> None:
    away = Block("away", (), End("busy"))
    entry = Entry("9X.", Address(HARBOUR, "away"), "number", 1)
    unit = Unit(HARBOUR, {"away": away}, {"extensions": Table("extensions", (entry,))})
    assert ["Set(__P_NUMBER=${EXTEN:4})", "Goto(away,1)"] == named(harbour(unit), "_t0*9X.")


def test_two_entries_that_are_the_same_to_asterisk_are_refused() -> None:
    away = Address(HARBOUR, "away")
    with pytest.raises(Unwritable):
        table(Entry("[0-9]X", away), Entry("XX", away))


@pytest.mark.parametrize("pattern", ["1-2", "X!", "1.2", "a", "", "[a-z]", "1 2", "${X}"])
def test_a_pattern_that_the_language_has_not_is_refused(pattern: str) -> None:
    with pytest.raises(Unwritable):
        table(Entry(pattern, Address(HARBOUR, "away")))


def test_match_order_is_literals_then_the_narrower_at_the_first_difference() -> None:
    ordered = ["12", "911", "_1XX", "_[23]X", "_[24]X", "_NX", "_ZX", "_XX.", "_XX", "_X."]
    mixed = ordered.copy()
    random.Random(7).shuffle(mixed)
    assert ordered == sorted(mixed, key=match_order)


def test_extensions_are_written_last_match_first_and_every_priority_in_turn() -> None:
    for context in whole().contexts():
        lines = [line for line in context_text(context).splitlines()[1:] if ",hint," not in line]
        read = [read_priority(line)[:2] for line in lines]
        names = [name for name, priority in read if priority == 1]
        assert sorted(names, key=match_order, reverse=True) == names
        assert [(name, n) for name in names for n in range(1, 1 + _count(read, name))] == read


def _count(read: list[tuple[str, int]], name: str) -> int:
    return sum(1 for found, _ in read if found == name)


def test_every_goto_and_gosub_leads_to_an_extension_that_is_there() -> None:
    contexts = {context.name: context for context in whole().contexts()}
    missing = [
        place
        for context in contexts.values()
        for place in _places(context)
        if not _exists(contexts, *place)
    ]
    assert [] == missing


def _places(context: Context) -> list[tuple[str, str]]:
    """Where steps go whose place is constant."""
    steps = [step for extension in context.extensions for step in extension.steps]
    places = [s.data.split("(")[0] for s in steps if s.application in ("Goto", "Gosub")]
    constant = [place.split(",") for place in places if "," in place and "${" not in place]
    return [(parts[0] if len(parts) == 3 else context.name, parts[-2]) for parts in constant]


def _exists(contexts: dict[str, Context], context: str, name: str) -> bool:
    extensions = {one.name for one in contexts[context].extensions}
    return name in extensions or (context.endswith(".in") and "_+X." in extensions)


FORBIDDEN = [
    ("Set", "__P_X=${SHELL(id)}"),
    ("Set", "__P_X=${EVAL(${P_Y})}"),
    ("Set", "__P_X=${FILE(/etc/passwd)}"),
    ("Set", "SHELL(x)=1"),
    ("Set", "GLOBAL(x)=1"),
    ("Set", "${P_X}=1"),
    ("Set", "__P_X=${CALLERID(num)}"),
    ("Set", "__P_X=${EXTEN}"),
    ("Set", "__P_X=${EXTEN:2}"),
    ("Set", "__P_X=${P_RAW_NAME}"),
    ("Goto", "${P_RAW_DIALLED},1"),
    ("NoOp", "${UNKNOWN}"),
    ("NoOp", "${${P_X}}"),
]


@pytest.mark.parametrize(("application", "data"), FORBIDDEN)
def test_a_step_that_is_not_on_the_list_is_refused(application: str, data: str) -> None:
    step = Step(application, Argument(data))  # type: ignore[arg-type]
    with pytest.raises(Unwritable):
        require_allowed(Context("c", "", (Extension("start", (step,)),)))


def test_an_application_that_is_not_on_the_list_is_refused() -> None:
    step = Step("System", Argument("id"))  # type: ignore[arg-type]
    with pytest.raises(Unwritable):
        require_allowed(Context("c", "", (Extension("start", (step,)),)))


def test_the_platform_s_real_routines_can_be_written() -> None:
    unit = Unit(PLATFORM, platform_blocks())
    plan = dialplan_of(Program({PLATFORM: unit}), dataclasses.replace(
        platforms.inventory(), accounts=(), endpoints=(), gateways=(), mailboxes=(), hints=(),
        dids=(),
    ))  # fmt: skip
    labels = {one.label for one in plan.shared[0].extensions}
    assert set() == set(unit.blocks) - labels


@given(st.text(max_size=30))
def test_any_constant_is_written_or_refused_and_never_changes_what_stands_beside_it(
    text: str,
) -> None:
    ops = (Assign("x", Const(text)), Assign("y", Const("beside")))
    unit = Unit(HARBOUR, {"a-block": Block("a-block", ops, Return(), Origin("harbour"))})
    try:
        lines = context_text(harbour(unit)).split("\n")
    except Unwritable:
        return
    read = [read_priority(line) for line in lines if line.startswith("exten")]
    expected = [f"__P_X={text}", "__P_Y=beside", ""]
    assert expected == [data for name, _, _, data in read if name == "a_block"]
