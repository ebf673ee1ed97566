"""Compiling what has changed gives what compiling everything gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.accounts import platform
from compiler import Compiled, compile_folders
from compiler.inventory import take_share
from compiler.workshop import Workshop
from tenants.folder import read_tree
from tests.properties.edits import EDITS, WHOLE, Edit, Folders, edits

RESELLER = Path(__file__).resolve().parents[2] / "examples" / "reseller"
TREES = ("reseller", "bench")


@cache
def folders_of(tree: str) -> Folders:
    """The folders that edits begin with."""
    return platform(2, 1) if tree == "bench" else read_tree(RESELLER).folders


def everything(compiled: Compiled) -> dict[str, Any]:
    """All that comes out of a compilation, in its order."""
    units = compiled.program.units if compiled.program else {}
    accounts = compiled.tree.accounts if compiled.tree else {}
    return {
        "diagnostics": compiled.diagnostics,
        "incomplete": compiled.incomplete,
        "units": [
            (name, unit, list(unit.blocks), list(unit.tables)) for name, unit in units.items()
        ],
        "inventory": compiled.inventory,
        "accounts": [
            (path, one.id, one.realm, one.grant, one.document, one.recordings, one.unread)
            for path, one in accounts.items()
        ],
        "lineages": [[one.path for one in account.lineage()] for account in accounts.values()],
        "above": all(
            a.parent is accounts.get(a.parent.path) for a in accounts.values() if a.parent
        ),
    }


def made_of_each(compiled: Compiled) -> dict[str, Any]:
    """The unit and the share of the inventory of each account, by its id."""
    assert compiled.tree is not None
    assert compiled.program is not None
    units = compiled.program.units
    accounts = compiled.tree.accounts.values()
    return {one.id: (units[one.id], take_share(one, units[one.id])) for one in accounts}


@pytest.mark.parametrize("tree", TREES)
@settings(max_examples=14)
@given(data=st.data())
def test_any_edits_give_what_a_compilation_from_nothing_gives(
    tree: str, data: st.DataObject
) -> None:
    workshop, folders = Workshop(), folders_of(tree)
    workshop.compile(folders, "root")
    for edit in data.draw(edits()):
        folders = edit.applied(folders, folders_of(tree))
        expected = everything(compile_folders(folders, "root"))
        assert expected == everything(workshop.compile(folders, "root"))


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("name", [*EDITS, *WHOLE])
def test_every_edit_is_seen_everywhere_and_undone(name: str, number: int) -> None:
    workshop, originals = Workshop(), folders_of("reseller")
    first = everything(workshop.compile(originals, "root"))
    for at in range(len(originals)):
        folders = Edit(name, at, number).applied(originals, originals)
        expected = everything(compile_folders(folders, "root"))
        assert expected == everything(workshop.compile(folders, "root"))
        assert first == everything(workshop.compile(originals, "root"))


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize("name", [*EDITS, "recordings"])
def test_what_changes_above_is_seen_by_those_below_who_use_it(name: str, number: int) -> None:
    workshop, folders = Workshop(), folders_of("reseller")
    for at in range(1, len(folders)):
        folders = Edit("something lent", at, 1 + at % 2).applied(folders, folders)
    first = everything(workshop.compile(folders, "root"))
    for above in (0, 1):
        changed = Edit(name, above, number).applied(folders, folders)
        expected = everything(compile_folders(changed, "root"))
        assert expected == everything(workshop.compile(changed, "root"))
        assert first == everything(workshop.compile(folders, "root"))


@settings(max_examples=40)
@given(drawn=edits())
def test_changed_are_the_accounts_whose_program_or_inventory_is_another(drawn: list[Edit]) -> None:
    workshop, folders = Workshop(), folders_of("reseller")
    before = made_of_each(workshop.compile(folders, "root"))
    for edit in drawn:
        folders = edit.applied(folders, folders_of("reseller"))
        compiled = workshop.compile(folders, "root")
        after = before if compiled.failed else made_of_each(compile_folders(folders, "root"))
        expected = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        assert expected == workshop.changed
        before = after


def test_the_share_of_each_account_is_what_it_alone_needs() -> None:
    workshop, folders = Workshop(), folders_of("reseller")
    compiled = workshop.compile(folders, "root")
    expected = {name: share for name, (_, share) in made_of_each(compiled).items()}
    assert expected == workshop.shares
