"""Asking a caller list, as a routine of the account."""

from __future__ import annotations

from schema.lowering import Writer
from schema.program import Address, Assign, Const, Entry, Find, Var
from schema.references import Reference


def caller_list_routine(writer: Writer, reference: Reference) -> Address:
    """A routine that sets `listed` to `1` if the caller's number is in a list, else to empty."""
    found = writer.account.thing(reference)
    label = f"list.{reference.name}"

    def write(_label: str) -> None:
        yes = writer.block(f"{label}.yes", Assign("listed", Const("1")), origin=found.origin)
        no = writer.block(f"{label}.no", Assign("listed", Const("")), origin=found.origin)
        entries = [Entry(pattern, yes, origin=found.origin) for pattern in found.thing.patterns()]
        table = writer.table(f"{label}.numbers", entries)
        writer.block(label, end=Find(table, Var("caller.number"), no), origin=found.origin)

    return writer.once(label, write)
