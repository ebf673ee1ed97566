"""Whether a program is closed: every address in it leads to a block or a table that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from schema.program import (
    PLATFORM,
    Address,
    Block,
    End,
    Enter,
    Find,
    Jump,
    Legs,
    Op,
    Program,
    Return,
    Ring,
    Switch,
    Terminator,
    Unit,
    Value,
)


def missing_addresses(program: Program) -> list[str]:
    """A sentence for each address that leads nowhere, or into another account; sorted."""
    return sorted({hole for unit in program.units.values() for hole in _holes(program, unit)})


def _holes(program: Program, unit: Unit) -> Iterator[str]:
    for block in unit.blocks.values():
        here = f"{unit.name}: {block.label}"
        for address in _entered(block):
            yield from _block_hole(program, unit, here, address)
        for address in _looked_up(block.end):
            yield from _table_hole(program, unit, here, address)
        for label in _legs(block):
            yield from _block_hole(program, unit, here, Address(unit.name, label))
    for table in unit.tables.values():
        for entry in table.entries:
            here = f"{unit.name}: {table.label} {entry.pattern}"
            yield from _block_hole(program, unit, here, entry.to)


def _block_hole(program: Program, unit: Unit, here: str, address: Address) -> Iterator[str]:
    found = program.units.get(address.unit)
    if found is None or address.label not in found.blocks:
        yield f"{here} leads to {address.unit}: {address.label}, which is not there"
    elif not _may_enter(unit, found):
        yield f"{here} leads into {address.unit}"


def _table_hole(program: Program, unit: Unit, here: str, address: Address) -> Iterator[str]:
    found = program.units.get(address.unit)
    if found is None or address.label not in found.tables:
        yield f"{here} looks into {address.unit}: {address.label}, which is not there"
    elif not _may_enter(unit, found):
        yield f"{here} looks into {address.unit}"


def _may_enter(unit: Unit, found: Unit) -> bool:
    """Whether a unit may lead into another: an account into what all share, nobody into an
    account."""
    return found is unit or (_is_shared(found) and not _is_shared(unit))


def _is_shared(unit: Unit) -> bool:
    """Whether a unit is no account's: an account has a way in for its phones."""
    return unit.name == PLATFORM or "phone" not in unit.blocks


def _entered(block: Block) -> Iterator[Address]:
    yield from (op.routine for op in block.ops if isinstance(op, Enter))
    yield from _next(block.end)


def _next(end: Terminator) -> Iterator[Address]:
    """Where the call may go on."""
    match end:
        case Jump(to):
            yield to
        case Switch(_, cases, otherwise):
            yield from (to for _, to in cases)
            yield otherwise
        case Find(_, _, otherwise):
            yield otherwise
        case Return() | End():
            pass
        case _:
            assert_never(end)


def _looked_up(end: Terminator) -> Iterator[Address]:
    if isinstance(end, Find):
        yield end.table


def _legs(block: Block) -> Iterator[str]:
    """The branches that a block rings, or hands to a routine that rings them."""
    for op in block.ops:
        for value in _values(op):
            if isinstance(value, Legs):
                yield from value.labels


def _values(op: Op) -> tuple[Value, ...]:
    match op:
        case Ring(legs, _, _):
            return (legs,)
        case Enter(_, args):
            return args
        case _:
            return ()
