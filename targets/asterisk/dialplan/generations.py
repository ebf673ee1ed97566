"""Units of a call program as contexts named by their content, so that a change is a new context.

No text of a generation names its own context (`${CONTEXT}` does at run time), so the name can be the
hash of the text. A call stays in the generation that it entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from schema.inventory import AccountFact
from schema.program import PLATFORM, Address, Block, Entry, Table, Unit, Var
from targets.asterisk.dialplan.allowed import require_allowed
from targets.asterisk.dialplan.ends import end_steps, find_steps
from targets.asterisk.dialplan.lines import (
    Context,
    Extension,
    Step,
    content_text,
    extension_text,
    order_extensions,
)
from targets.asterisk.dialplan.ops import gosub, goto, op_steps, set_to, set_var
from targets.asterisk.dialplan.routines import shared_extensions
from targets.asterisk.dialplan.values import Scope
from targets.asterisk.library import Library
from targets.asterisk.names import (
    extension_name,
    generation_context,
    stable_context,
    table_prefix,
)
from targets.asterisk.text import Argument, Unwritable, extension, pattern, word

DOORS = ("phone", "did", "transfer")
"""The blocks at which calls enter an account's unit."""

EMERGENCY = "emergency"
"""The table of the numbers that bring help."""

_ENTRY = re.compile(r"(?=.)(?:[0-9*#+XZN]|\[[0-9]+\])*\.?")
_CLASS = re.compile(r"\[([0-9]+|[0-9]-[0-9])\]")


def platform_generation(unit: Unit, library: Library) -> Context:
    """The context of the routines that are the same for everybody."""
    scope = Scope(unit, {}, library)
    return _generation(unit, [*_unit_extensions(scope), *shared_extensions(scope)])


def shared_generation(unit: Unit, platform: str) -> Context:
    """The context of a unit that several accounts enter: a number plan, or some special days."""
    scope = Scope(unit, {PLATFORM: platform}, Library())
    return _generation(unit, list(_unit_extensions(scope)))


@dataclass(frozen=True, slots=True)
class Written:
    """The generation of an account, with what it was written from and the text of each of its
    extensions: whoever writes the next one takes over what is the same."""

    context: Context
    scope: Scope
    blocks: Mapping[str, Extension]
    tables: Mapping[str, tuple[Extension, ...]]
    texts: Mapping[str, str]


def account_generation(
    unit: Unit, fact: AccountFact, contexts: Mapping[str, str], library: Library
) -> Context:
    """The context of an account's unit. `contexts` are those of the shared units."""
    return write_account(unit, fact, contexts, library).context


def write_account(
    unit: Unit,
    fact: AccountFact,
    contexts: Mapping[str, str],
    library: Library,
    before: Written | None = None,
) -> Written:
    """The generation of an account, written anew where it is not as `before`."""
    scope = Scope(unit, contexts, library)
    right = before if before is not None and scope.agrees_with(before.scope) else None
    blocks = _blocks(scope, right)
    tables = _tables(scope, right)
    doors = [_door(scope, fact, kind) for kind in DOORS if kind in unit.blocks]
    alarms = [_alarm(scope, fact, dialled) for dialled in fact.emergency]
    entries = chain.from_iterable(tables.values())
    ordered = order_extensions([*blocks.values(), *entries, *doors, *alarms])
    texts, fresh = _texts(ordered, right)
    content = "".join([texts[one.name] for one in reversed(ordered)])
    context = Context(generation_context(unit.name, content), unit.name, ordered, content=content)
    require_allowed(replace(context, extensions=fresh))
    return Written(context, scope, blocks, tables, texts)


def _blocks(scope: Scope, before: Written | None = None) -> dict[str, Extension]:
    """The extension of each block, by its label; those of blocks that are as before are the same."""
    known, written = (before.scope.unit.blocks, before.blocks) if before else ({}, {})
    return {
        label: written[label] if _is(known.get(label), block) else _block(block, scope)
        for label, block in sorted(scope.unit.blocks.items())
    }


def _tables(scope: Scope, before: Written | None = None) -> dict[str, tuple[Extension, ...]]:
    """The extensions of each table, by its label. Where a table leads is in its entries."""
    known, written = (before.scope.unit.tables, before.tables) if before else ({}, {})
    return {
        label: written[label]
        if _is(known.get(label), table)
        else tuple(_table(table, index, scope))
        for index, (label, table) in enumerate(sorted(scope.unit.tables.items()))
    }


def _is(before: object, now: object) -> bool:
    return before is now or before == now


def _texts(
    extensions: tuple[Extension, ...], before: Written | None
) -> tuple[dict[str, str], tuple[Extension, ...]]:
    """The lines of extensions by their names, and those extensions that are new."""
    known = {id(one) for one in before.context.extensions} if before else set()
    kept = before.texts if before else {}
    fresh = tuple(one for one in extensions if id(one) not in known)
    texts = {one.name: kept[one.name] for one in extensions if id(one) in known}
    return texts | {one.name: extension_text(one) for one in fresh}, fresh


def alarm_name(dialled: str) -> str:
    """The extension of a generation at which an emergency call enters it."""
    return extension(f"m*{dialled}")


def door_name(kind: str) -> str:
    """The extension of a generation at which a call of this kind enters it."""
    return extension(f"e*{kind}")


def _generation(unit: Unit, extensions: list[Extension]) -> Context:
    ordered = order_extensions(extensions)
    content = content_text(ordered)
    name = generation_context(unit.name, content)
    context = Context(name, unit.name, ordered, content=content)
    require_allowed(context)
    return context


def _unit_extensions(scope: Scope) -> Iterator[Extension]:
    yield from _blocks(scope).values()
    yield from chain.from_iterable(_tables(scope).values())


def _block(block: Block, scope: Scope) -> Extension:
    steps: list[Step] = []
    for index, op in enumerate(block.ops):
        steps += op_steps(op, scope, len(steps) + 1, index)
    steps += end_steps(block.end, scope, len(steps) + 1)
    return Extension(extension_name(block.label), tuple(steps), block.label, block.origin)


def _table(table: Table, index: int, scope: Scope) -> Iterator[Extension]:
    seen: dict[str, Entry] = {}
    for entry in table.entries:
        name = _entry_name(table_prefix(index), entry.pattern)
        if name in seen:
            raise Unwritable("a table", entry.pattern, f"{table.label} has it twice")
        seen[name] = entry
        yield _entry(name, entry, len(table_prefix(index)), table.label, scope)


def _entry(name: str, entry: Entry, skipped: int, label: str, scope: Scope) -> Extension:
    steps = [goto(scope.place(entry.to))]
    if entry.capture:
        key = Argument(f"${{EXTEN:{skipped + int(entry.skip)}}}")
        steps.insert(0, set_var(entry.capture, key))
    return Extension(name, tuple(steps), f"{label}:{entry.pattern}", entry.origin)


def _entry_name(prefix: str, text: str) -> str:
    """An entry's name. Classes are written so that both of Asterisk's matchers agree on them."""
    normal = _CLASS.sub(_class, text)
    if not _ENTRY.fullmatch(normal):
        raise Unwritable("an entry of a table", text, "it is no pattern of the call program")
    if re.fullmatch(r"[0-9*#+]+", normal):
        return extension(prefix + normal)
    return pattern(f"_{prefix}{normal}")


def _class(found: re.Match[str]) -> str:
    members = found[1]
    if "-" in members:
        members = "".join(str(n) for n in range(int(members[0]), int(members[2]) + 1))
    digits = "".join(sorted(set(members)))
    names = {"0123456789": "X", "123456789": "Z", "23456789": "N"}
    return names.get(digits, digits if len(digits) == 1 else f"[{digits}]")


def _door(scope: Scope, fact: AccountFact, kind: str) -> Extension:
    """Where a call enters: what the caller sent is read once, then the program begins.

    What a phone dialled is looked up among the emergency numbers before all else.
    """
    steps = [_enter(scope, fact, kind)]
    begin = Argument(f"{extension_name(kind)},1")
    if kind == "phone" and EMERGENCY in scope.unit.tables:
        table = Address(scope.unit.name, EMERGENCY)
        steps += find_steps(table, Var("dialled"), begin, scope)
    else:
        steps.append(goto(begin))
    return Extension(door_name(kind), tuple(steps), f"door.{kind}", fact.origin)


def _alarm(scope: Scope, fact: AccountFact, dialled: str) -> Extension:
    """Where an emergency call enters: its number is written here, nothing of it is looked up."""
    table = scope.unit.tables.get(EMERGENCY)
    if table is None or dialled not in {entry.pattern for entry in table.entries}:
        raise Unwritable("an emergency number", dialled, f"{fact.id} doesn't say where it leads")
    _, prefix = scope.table(Address(scope.unit.name, EMERGENCY))
    steps = (
        set_to("__P_RAW_DIALLED", word(dialled)),
        _enter(scope, fact, "phone"),
        goto(Argument(f"{prefix}{word(dialled)},1")),
    )
    return Extension(alarm_name(dialled), steps, f"door.{EMERGENCY}", fact.origin)


def _enter(scope: Scope, fact: AccountFact, kind: str) -> Step:
    transfer = stable_context(fact.id, "transfer")
    place = scope.shared(f"p*enter*{kind},1")
    return gosub(place, word(fact.id), Argument("${CONTEXT}"), word(transfer))
