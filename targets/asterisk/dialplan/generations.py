"""Units of a call program as contexts named by their content, so that a change is a new context.

No text of a generation names its own context (`${CONTEXT}` does at run time), so the name can be the
hash of the text. A call stays in the generation that it entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

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
    known = _still_right(before, scope)
    blocks = {
        label: known[label] if label in known else _block(block, scope)
        for label, block in sorted(unit.blocks.items())
    }
    doors = [_door(scope, fact, kind) for kind in DOORS if kind in unit.blocks]
    alarms = [_alarm(scope, fact, dialled) for dialled in fact.emergency]
    ordered = order_extensions([*blocks.values(), *_tables(scope), *doors, *alarms])
    kept = before.texts if before else {}
    fresh = [one for one in ordered if known.get(one.label) is not one]
    texts = {one.name: kept[one.name] for one in known.values()}
    texts |= {one.name: extension_text(one) for one in fresh}
    content = "".join(texts[one.name] for one in reversed(ordered))
    context = Context(generation_context(unit.name, content), unit.name, ordered, content=content)
    require_allowed(replace(context, extensions=tuple(fresh)))
    return Written(context, scope, blocks, texts)


def _still_right(before: Written | None, scope: Scope) -> Mapping[str, Extension]:
    """The extensions of the blocks that would be written again as they are, by label."""
    if before is None or not scope.agrees_with(before.scope):
        return {}
    earlier = before.scope.unit.blocks
    return {
        label: before.blocks[label]
        for label, block in scope.unit.blocks.items()
        if label in earlier and (earlier[label] is block or earlier[label] == block)
    }


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
    for _, block in sorted(scope.unit.blocks.items()):
        yield _block(block, scope)
    yield from _tables(scope)


def _tables(scope: Scope) -> Iterator[Extension]:
    for index, (_, table) in enumerate(sorted(scope.unit.tables.items())):
        yield from _table(table, index, scope)


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
