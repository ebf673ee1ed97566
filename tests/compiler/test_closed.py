"""A program is closed: no address leads nowhere, none into another account."""

from __future__ import annotations

from compiler.closed import missing_addresses
from schema.program import (
    Address,
    Block,
    Const,
    Enter,
    Entry,
    Find,
    Jump,
    Legs,
    Op,
    Program,
    Return,
    Switch,
    Table,
    Terminator,
    Unit,
    Var,
)


def unit(name: str, *blocks: Block, tables: tuple[Table, ...] = ()) -> Unit:
    return Unit(name, {one.label: one for one in blocks}, {one.label: one for one in tables})


def block(label: str, *ops: Op, end: Terminator | None = None) -> Block:
    return Block(label, ops, end or Return())


def holes(*units: Unit) -> list[str]:
    return missing_addresses(Program({one.name: one for one in units}))


GONE = Address("a", "gone")
PHONE = block("phone")


def test_a_program_that_leads_to_itself_is_closed() -> None:
    there = Address("a", "phone")
    table = Table("extensions", (Entry("101", there),))
    look = block("look", end=Find(Address("a", "extensions"), Var("dialled"), there))
    assert [] == holes(unit("a", PHONE, look, tables=(table,)))


def test_a_jump_to_nowhere_is_a_hole() -> None:
    assert ["a: x leads to a: gone, which is not there"] == holes(
        unit("a", PHONE, block("x", end=Jump(GONE)))
    )


def test_a_case_that_leads_nowhere_is_a_hole() -> None:
    end = Switch(Var("x"), (("1", GONE),), Address("a", "phone"))
    assert 1 == len(holes(unit("a", PHONE, block("x", end=end))))


def test_a_table_that_is_not_there_is_a_hole() -> None:
    end = Find(GONE, Var("x"), Address("a", "phone"))
    assert ["a: x looks into a: gone, which is not there"] == holes(
        unit("a", PHONE, block("x", end=end))
    )


def test_an_entry_that_leads_nowhere_is_a_hole() -> None:
    table = Table("extensions", (Entry("101", GONE),))
    assert ["a: extensions 101 leads to a: gone, which is not there"] == holes(
        unit("a", PHONE, tables=(table,))
    )


def test_a_branch_handed_to_a_routine_must_be_there() -> None:
    enter = Enter(Address("a", "phone"), (Const(""), Legs(("leg.gone",))))
    assert ["a: x leads to a: leg.gone, which is not there"] == holes(
        unit("a", PHONE, block("x", enter))
    )


def test_an_account_may_enter_what_all_share() -> None:
    enter = Enter(Address("platform", "hop"))
    assert [] == holes(unit("platform", block("hop")), unit("a", PHONE, block("x", enter)))


def test_an_account_may_not_enter_another() -> None:
    enter = Enter(Address("b", "phone"))
    assert ["a: x leads into b"] == holes(unit("a", PHONE, block("x", enter)), unit("b", PHONE))


def test_what_all_share_may_not_enter_an_account() -> None:
    enter = Enter(Address("b", "phone"))
    assert ["platform: x leads into b"] == holes(
        unit("platform", block("x", enter)), unit("b", PHONE)
    )
