"""Number plans: what dialled digits mean, lowered once for all accounts that dial alike."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from schema.dialing import DialRule, ExtraRule, dial_table
from schema.lowering import Writer
from schema.program import (
    Address,
    Assign,
    Block,
    Const,
    Entry,
    Find,
    Join,
    Return,
    Table,
    Unit,
    Var,
)
from schema.tree import Account

Plan = tuple[DialRule, ...]

READ = "read"

# Many accounts dial alike.
PLANS_KEPT = 256


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


@lru_cache(PLANS_KEPT)
def plan_unit(plan: Plan) -> str:
    """The unit of a plan: the same for all who dial alike, and touched by nobody else's change."""
    return f"numbers-{hashlib.sha256(repr(plan).encode()).hexdigest()[:8]}"


def number_plan(writer: Writer) -> Address:
    """The routine that reads `dialled` and sets `class` and `number` (E.164), or leaves both
    empty."""
    return Address(plan_unit(plan_of(writer.account)), READ)


def lower_plan(plan: Plan) -> Unit:
    """A plan's unit: its routine and its table."""
    name = plan_unit(plan)
    targets = sorted({(rule.call_class, rule.prefix) for rule in plan})
    blocks: dict[str, Block] = {}
    for index, (call_class, prefix) in enumerate(targets):
        number = Join((Const(prefix), Var("digits"))) if prefix else Var("digits")
        ops = (Assign("class", Const(call_class)), Assign("number", number))
        blocks[f"is.{index}"] = Block(f"is.{index}", ops, Return())
    entries = tuple(
        Entry(
            rule.pattern,
            Address(name, f"is.{targets.index((rule.call_class, rule.prefix))}"),
            capture="digits",
            skip=rule.strip,
        )
        for rule in sorted(plan, key=lambda rule: rule.pattern)
    )
    clear = (Assign("class", Const("")), Assign("number", Const("")))
    blocks["none"] = Block("none", (), Return())
    find = Find(Address(name, "numbers"), Var("dialled"), Address(name, "none"))
    blocks[READ] = Block(READ, clear, find)
    return Unit(name, dict(sorted(blocks.items())), {"numbers": Table("numbers", entries)})
