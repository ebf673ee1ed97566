"""The simplifying pass: the same program with fewer blocks.

A lowered program is written for its reader: every step has a block to go on at, every routine its
own way back. This pass takes out what does nothing. No call goes otherwise, no event is told of
another place (a property that tests hold over random calls), and labels that something outside the
program knows stay: where calls enter, who is calling, and the branches of rings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
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
    Origin,
    Program,
    Return,
    Ring,
    Switch,
    Table,
    Terminator,
    Unit,
)

DOORS = frozenset({"phone", "did", "transfer"})
BACK = "back"
"""The one way back that all routines of a unit share."""

Turn = Callable[[Address], Address]


def simplify(program: Program) -> Program:
    """The program without what does nothing."""
    drafted = {name: draft_unit(unit) for name, unit in program.units.items()}
    doors = doors_of(one.doors for one in drafted.values())
    return Program({n: one.simplified(doors.get(n, frozenset())) for n, one in drafted.items()})


def doors_to_others(unit: Unit) -> frozenset[Address]:
    """The blocks of other units that a unit enters."""
    found = [op.routine for block in unit.blocks.values() for op in block.ops if type(op) is Enter]
    found += chain.from_iterable(_followed_by(block.end) for block in unit.blocks.values())
    found += _targets(unit.tables)
    return frozenset(address for address in found if address.unit != unit.name)


def doors_of(entered: Iterable[frozenset[Address]]) -> Mapping[str, frozenset[str]]:
    """The labels of each unit that others enter. `entered` are the blocks that each one does."""
    found: dict[str, set[str]] = {}
    for address in frozenset[Address]().union(*set(entered)):
        found.setdefault(address.unit, set()).add(address.label)
    return {name: frozenset(labels) for name, labels in found.items()}


def simplify_unit(unit: Unit, entered: Collection[str] = ()) -> Unit:
    """One unit: jumps are followed, ways back shared, single followers joined, the rest left out.

    `entered` are the labels that other units enter; they stay as they are.
    """
    return draft_unit(unit).simplified(entered)


@dataclass(slots=True)
class Drafts:
    """A unit that is ready to be simplified, once, and the blocks of other units that it enters."""

    unit: Unit
    doors: frozenset[Address]
    _drafts: dict[str, _Draft]

    def simplified(self, entered: Collection[str] = ()) -> Unit:
        """The unit with fewer blocks. `entered` are the labels that others enter."""
        unit, drafts, tables = self.unit, self._drafts, self.unit.tables
        kept = frozenset(entered) | {label for label in unit.blocks if _is_door(label)}
        before = len(drafts) + 1
        while len(drafts) < before:
            before = len(drafts)
            drafts[BACK] = _draft(Block(BACK, (), Return()), unit.name, [])
            tables = _turn_all(drafts, tables, unit.name)
            _join_all(drafts, tables, kept, unit.name)
            reached = _reached(drafts, tables, kept, unit.name)
            drafts = {label: draft for label, draft in drafts.items() if label in reached}
        blocks = {label: draft.block(label) for label, draft in sorted(drafts.items())}
        return replace(unit, blocks=blocks, tables=tables)


def draft_unit(unit: Unit) -> Drafts:
    """A unit made ready to be simplified."""
    found: list[Address] = []
    drafts = {label: _draft(block, unit.name, found) for label, block in unit.blocks.items()}
    found += _targets(unit.tables)
    return Drafts(unit, frozenset(one for one in found if one.unit != unit.name), drafts)


def _is_door(label: str) -> bool:
    return label in DOORS or label.startswith("from.")


@dataclass(slots=True)
class _Draft:
    """A block that is being rewritten, and the labels of its unit that it leads to: those that its
    operations enter, and those that it goes on at. A label stands there once for each time. `whole`
    is the block as it was, as long as it still is."""

    whole: Block | None
    ops: tuple[Op, ...]
    end: Terminator
    origin: Origin
    entered: list[str]
    followed: list[str]

    def block(self, label: str) -> Block:
        """The block as it is now."""
        return self.whole or Block(label, self.ops, self.end, self.origin)


def _draft(block: Block, unit: str, found: list[Address]) -> _Draft:
    """The draft of a block; adds to `found` where it leads outside its unit."""
    entered, followed = _entered_by(block.ops, unit), _followed_by(block.end)
    draft = _Draft(
        block,
        block.ops,
        block.end,
        block.origin,
        _labels(entered, unit),
        _labels(followed, unit),
    )
    if len(draft.entered) < len(entered):
        found += entered
    if len(draft.followed) < len(followed):
        found += followed
    return draft


def _labels(addresses: Iterable[Address], unit: str) -> list[str]:
    return [address.label for address in addresses if address.unit == unit]


# --- where blocks lead --------------------------------------------------------------------------


def _entered_by(ops: tuple[Op, ...], unit: str) -> list[Address]:
    """The blocks that operations enter, each branch twice: it is an entrance, never joined to a
    block."""
    found: list[Address] = []
    for op in ops:
        legs: list[Legs] = []
        if op.__class__ is Enter:
            found.append(op.routine)
            legs = [value for value in op.args if value.__class__ is Legs]
        elif op.__class__ is Ring and op.legs.__class__ is Legs:
            legs = [op.legs]
        for branches in legs:
            found += [Address(unit, label) for label in branches.labels * 2]
    return found


def _followed_by(end: Terminator) -> tuple[Address, ...]:
    match end:
        case Jump(to):
            return (to,)
        case Switch(_, cases, otherwise):
            return (*(to for _text, to in cases), otherwise)
        case Find(_, _, otherwise):
            return (otherwise,)
        case Return() | End():
            return ()
        case _:
            assert_never(end)


# --- jumps are followed -------------------------------------------------------------------------


def _turn_all(
    drafts: dict[str, _Draft], tables: Mapping[str, Table], unit: str
) -> Mapping[str, Table]:
    """Has every draft and table lead where a call really comes; gives the tables."""
    led = {
        label: Address(unit, BACK) if isinstance(draft.end, Return) else draft.end.to
        for label, draft in drafts.items()
        if not draft.ops and isinstance(draft.end, Return | Jump)
    }
    turn = _turner(led, unit)
    for draft in drafts.values():
        if not led.keys().isdisjoint(draft.entered):
            draft.whole = None
            draft.ops = tuple(_turn_op(op, turn) for op in draft.ops)
            draft.entered = _labels(_entered_by(draft.ops, unit), unit)
        if draft.end.__class__ is Switch or not led.keys().isdisjoint(draft.followed):
            _turn_draft(draft, turn, Address(unit, BACK))
    return {label: _turn_table(table, turn) for label, table in tables.items()}


def _turn_draft(draft: _Draft, turn: Turn, back: Address) -> None:
    """Has the end of a draft lead where a call really comes."""
    end = _turn_end(draft.end, turn, back)
    if end != draft.end:
        draft.whole, draft.end = None, end
        draft.followed = _labels(_followed_by(end), back.unit)


def _turner(led: Mapping[str, Address], unit: str) -> Turn:
    """Where a jump to a block really leads: through blocks that only jump, and to one way back."""

    def turn(address: Address) -> Address:
        seen: set[str] = set()
        while address.unit == unit and address.label in led and address.label not in seen:
            seen.add(address.label)
            address = led[address.label]
        return address

    return turn


def _turn_op(op: Op, turn: Turn) -> Op:
    return Enter(turn(op.routine), op.args) if isinstance(op, Enter) else op


def _turn_end(end: Terminator, turn: Turn, back: Address) -> Terminator:
    match end:
        case Jump(to):
            last = turn(to)
            return Return() if last == back else Jump(last)
        case Switch(on, cases, otherwise):
            last = turn(otherwise)
            turned = ((text, turn(to)) for text, to in cases)
            kept = tuple((text, to) for text, to in turned if to != last)
            if kept:
                return Switch(on, kept, last)
            return Return() if last == back else Jump(last)
        case Find(table, key, otherwise):
            return Find(table, key, turn(otherwise))
        case Return() | End():
            return end
        case _:
            assert_never(end)


def _turn_table(table: Table, turn: Turn) -> Table:
    targets = [turn(entry.to) for entry in table.entries]
    if all(to is entry.to for to, entry in zip(targets, table.entries, strict=True)):
        return table
    turned = (
        Entry(one.pattern, to, one.capture, one.skip, one.origin)
        for one, to in zip(table.entries, targets, strict=True)
    )
    return Table(table.label, tuple(turned))


# --- single followers are joined ----------------------------------------------------------------


def _join_all(
    drafts: dict[str, _Draft], tables: Mapping[str, Table], kept: frozenset[str], unit: str
) -> None:
    """Blocks that only one other jumps to become its end, where both are told of the same place."""
    listed = [_labels(_targets(tables), unit), kept, kept]
    for draft in drafts.values():
        listed += (draft.entered, draft.followed)
    uses = Counter(chain.from_iterable(listed))
    for label in list(drafts):
        if label in drafts:
            _join(drafts, label, uses, unit)


def _join(drafts: dict[str, _Draft], label: str, uses: Mapping[str, int], unit: str) -> None:
    draft = drafts[label]
    while isinstance(draft.end, Jump) and draft.end.to.unit == unit:
        next_label = draft.end.to.label
        follower = drafts.get(next_label)
        if follower is None or next_label == label:
            return
        if uses[next_label] != 1 or not _told_alike(draft, follower):
            return
        del drafts[next_label]
        draft.whole = None
        draft.origin = draft.origin if draft.ops else follower.origin
        draft.ops += follower.ops
        draft.entered = draft.entered + follower.entered
        draft.end, draft.followed = follower.end, follower.followed


def _told_alike(draft: _Draft, follower: _Draft) -> bool:
    silent = not follower.ops and not isinstance(follower.end, End)
    return silent or not draft.ops or draft.origin == follower.origin


# --- the rest is left out -----------------------------------------------------------------------


def _reached(
    drafts: Mapping[str, _Draft],
    tables: Mapping[str, Table],
    kept: frozenset[str],
    unit: str,
) -> set[str]:
    """The labels that a call can come to."""
    waiting = [*kept, *_labels(_targets(tables), unit)]
    found: set[str] = set()
    while waiting:
        label = waiting.pop()
        if label not in found:
            found.add(label)
            waiting += drafts[label].entered
            waiting += drafts[label].followed
    return found


def _targets(tables: Mapping[str, Table]) -> Iterator[Address]:
    return (entry.to for table in tables.values() for entry in table.entries)
