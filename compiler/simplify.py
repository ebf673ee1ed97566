"""The simplifying pass: the same program with fewer blocks.

A lowered program is written for its reader: every step has a block to go on at, every routine its
own way back. This pass takes out what does nothing. No call goes otherwise, no event is told of
another place (a property that tests hold over random calls), and labels that something outside the
program knows stay: where calls enter, who is calling, and the branches of rings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from schema.program import (
    Address,
    Block,
    End,
    Enter,
    Entry,
    Find,
    Jump,
    Legs,
    Op,
    Program,
    Return,
    Ring,
    Switch,
    Table,
    Terminator,
    Unit,
    Value,
)

DOORS = frozenset({"phone", "did", "transfer"})
BACK = "back"
"""The one way back that all routines of a unit share."""

Turn = Callable[[Address], Address]


def simplify(program: Program) -> Program:
    """The program without what does nothing."""
    doors = _entered_from_outside(program)
    return Program(
        {n: simplify_unit(unit, doors.get(n, set())) for n, unit in program.units.items()}
    )


def simplify_unit(unit: Unit, entered: Collection[str] = ()) -> Unit:
    """One unit: jumps are followed, ways back shared, single followers joined, the rest left out.

    `entered` are the labels that other units enter; they stay as they are.
    """
    kept = frozenset(entered) | {label for label in unit.blocks if _is_door(label)}
    found, before = unit, len(unit.blocks) + 1
    while len(found.blocks) < before:
        before = len(found.blocks)
        found = _shorter(found, kept)
    return replace(found, blocks=dict(sorted(found.blocks.items())))


def _shorter(unit: Unit, kept: frozenset[str]) -> Unit:
    """One round. What is joined in it may make more to be followed in the next."""
    whole = replace(unit, blocks={**unit.blocks, BACK: Block(BACK, (), Return())})
    joined = _join(_turn_unit(whole, _turner(whole)), kept)
    reached = _reached(joined, kept)
    blocks = {label: block for label, block in joined.blocks.items() if label in reached}
    return replace(joined, blocks=blocks)


def _entered_from_outside(program: Program) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in program.units.values():
        for address in _addresses(unit):
            if address.unit != unit.name:
                found.setdefault(address.unit, set()).add(address.label)
    return found


def _is_door(label: str) -> bool:
    return label in DOORS or label.startswith("from.")


def _turner(unit: Unit) -> Turn:
    """Where a jump to a block really leads: through blocks that only jump, and to one way back."""
    led = {
        label: Address(unit.name, BACK) if isinstance(block.end, Return) else block.end.to
        for label, block in unit.blocks.items()
        if not block.ops and isinstance(block.end, Return | Jump)
    }

    def turn(address: Address) -> Address:
        seen: set[str] = set()
        while address.unit == unit.name and address.label in led and address.label not in seen:
            seen.add(address.label)
            address = led[address.label]
        return address

    return turn


def _only_returns(block: Block) -> bool:
    return not block.ops and isinstance(block.end, Return)


def _turn_unit(unit: Unit, turn: Turn) -> Unit:
    blocks = {label: _turn_block(unit, block, turn) for label, block in unit.blocks.items()}
    tables = {label: _turn_table(table, turn) for label, table in unit.tables.items()}
    return replace(unit, blocks=blocks, tables=tables)


def _turn_block(unit: Unit, block: Block, turn: Turn) -> Block:
    end = _turn_end(block.end, turn)
    if (
        isinstance(end, Jump)
        and end.to.unit == unit.name
        and _only_returns(unit.blocks[end.to.label])
    ):
        end = Return()
    ops = tuple(_turn_op(op, turn) if isinstance(op, Enter) else op for op in block.ops)
    return Block(block.label, ops, end, block.origin)


def _turn_op(op: Enter, turn: Turn) -> Enter:
    return Enter(turn(op.routine), op.args)


def _turn_end(end: Terminator, turn: Turn) -> Terminator:
    match end:
        case Jump(to):
            return Jump(turn(to))
        case Switch(on, cases, otherwise):
            last = turn(otherwise)
            turned = ((text, turn(to)) for text, to in cases)
            kept = tuple((text, to) for text, to in turned if to != last)
            return Switch(on, kept, last) if kept else Jump(last)
        case Find(table, key, otherwise):
            return Find(table, key, turn(otherwise))
        case Return() | End():
            return end
        case _:
            assert_never(end)


def _turn_table(table: Table, turn: Turn) -> Table:
    def entry(one: Entry) -> Entry:
        return Entry(one.pattern, turn(one.to), one.capture, one.skip, one.origin)

    return Table(table.label, tuple(map(entry, table.entries)))


def _join(unit: Unit, kept: frozenset[str]) -> Unit:
    """Blocks that only one other jumps to become its end, where both are told of the same place."""
    uses = Counter(_uses(unit))
    uses.update(dict.fromkeys(kept, 2))
    blocks = dict(unit.blocks)
    for label in unit.blocks:
        if label in blocks:
            blocks[label] = _joined(unit, blocks, blocks[label], uses)
    return replace(unit, blocks=blocks)


def _joined(unit: Unit, blocks: dict[str, Block], block: Block, uses: Mapping[str, int]) -> Block:
    while isinstance(block.end, Jump) and block.end.to.unit == unit.name:
        follower = blocks.get(block.end.to.label)
        if follower is None or follower.label == block.label:
            return block
        if uses[follower.label] != 1 or not _told_alike(block, follower):
            return block
        del blocks[follower.label]
        origin = block.origin if block.ops else follower.origin
        block = Block(block.label, block.ops + follower.ops, follower.end, origin)
    return block


def _told_alike(block: Block, follower: Block) -> bool:
    silent = not follower.ops and not isinstance(follower.end, End)
    return silent or not block.ops or block.origin == follower.origin


def _uses(unit: Unit) -> Iterator[str]:
    """The labels that blocks and tables of the unit lead to, once for each time."""
    return (address.label for address in _addresses(unit) if address.unit == unit.name)


def _addresses(unit: Unit) -> Iterator[Address]:
    for block in unit.blocks.values():
        yield from _leads_to(unit, block)
    for table in unit.tables.values():
        yield from (entry.to for entry in table.entries)


def _leads_to(unit: Unit, block: Block) -> Iterator[Address]:
    for op in block.ops:
        yield from _entered_by(unit, op)
    match block.end:
        case Jump(to):
            yield to
        case Switch(_, cases, otherwise):
            yield from (to for _text, to in cases)
            yield otherwise
        case Find(_, _, otherwise):
            yield otherwise
        case Return() | End():
            return
        case _:
            assert_never(block.end)


def _entered_by(unit: Unit, op: Op) -> Iterator[Address]:
    if isinstance(op, Enter):
        yield op.routine
        for argument in op.args:
            yield from _legs(unit, argument)
    elif isinstance(op, Ring):
        yield from _legs(unit, op.legs)


def _legs(unit: Unit, value: Value) -> Iterator[Address]:
    """The branches of a value, each twice: a branch is an entrance, never joined to a block."""
    if isinstance(value, Legs):
        for label in value.labels:
            yield Address(unit.name, label)
            yield Address(unit.name, label)


def _reached(unit: Unit, kept: frozenset[str]) -> frozenset[str]:
    """The labels that a call can come to."""
    roots = list(kept)
    for table in unit.tables.values():
        roots += [entry.to.label for entry in table.entries if entry.to.unit == unit.name]
    found: set[str] = set()
    while roots:
        label = roots.pop()
        if label not in found:
            found.add(label)
            followers = _leads_to(unit, unit.blocks[label])
            roots += [to.label for to in followers if to.unit == unit.name]
    return frozenset(found)
