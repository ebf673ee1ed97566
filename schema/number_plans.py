"""Number plans: what dialled digits mean, lowered once for all accounts that dial alike."""

from __future__ import annotations

import hashlib

from schema.dialing import DialRule, ExtraRule, dial_table
from schema.lowering import Writer, on_platform
from schema.program import Address, Assign, Block, Const, Entry, Find, Join, Return, Table, Var
from schema.tree import Account

Plan = tuple[DialRule, ...]


def plan_of(account: Account) -> Plan:
    """How the phones of an account dial outside; emergency numbers are not part of it."""
    dialing = account.document.dialing
    extra = tuple(ExtraRule(rule.dial, int(rule.strip), rule.prefix) for rule in dialing.extra)
    table = dial_table(
        account.country,
        area_code=dialing.area_code or "",
        outside_prefix=dialing.outside_prefix,
        trunk_prefix=dialing.trunk_prefix,
        extra=extra,
    )
    return tuple(rule for rule in table if rule.call_class != "emergency")


def plan_label(plan: Plan) -> str:
    """The label of a plan's routine: the same for all who dial alike."""
    return f"numbers.{hashlib.sha256(repr(plan).encode()).hexdigest()[:8]}"


def number_plan(writer: Writer) -> Address:
    """The routine that reads `dialled` and sets `class` and `number` (E.164), or leaves both
    empty."""
    return on_platform(plan_label(plan_of(writer.account)))


def plan_blocks(plan: Plan) -> tuple[dict[str, Block], Table]:
    """A plan's routine and its table."""
    label = plan_label(plan)
    targets = sorted({(rule.call_class, rule.prefix) for rule in plan})
    blocks: dict[str, Block] = {}
    for index, (call_class, prefix) in enumerate(targets):
        number = Join((Const(prefix), Var("digits"))) if prefix else Var("digits")
        ops = (Assign("class", Const(call_class)), Assign("number", number))
        blocks[f"{label}.{index}"] = Block(f"{label}.{index}", ops, Return())
    entries = tuple(
        Entry(
            rule.pattern,
            on_platform(f"{label}.{targets.index((rule.call_class, rule.prefix))}"),
            capture="digits",
            skip=rule.strip,
        )
        for rule in sorted(plan, key=lambda rule: rule.pattern)
    )
    clear = (Assign("class", Const("")), Assign("number", Const("")))
    none = f"{label}.none"
    blocks[none] = Block(none, (), Return())
    find = Find(on_platform(f"{label}.table"), Var("dialled"), on_platform(none))
    blocks[label] = Block(label, clear, find)
    return blocks, Table(f"{label}.table", entries)
