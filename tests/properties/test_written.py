"""A generation that takes over from the one before is the one that is written from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings

from compiler import Compiled
from compiler.workshop import Workshop
from schema.program import PLATFORM, Program
from targets.asterisk.delivery.slicing import Slicer
from targets.asterisk.dialplan.generations import Written, write_account
from targets.asterisk.dialplan.program import shared_contexts
from targets.asterisk.library import Library
from tests.properties.bundles import Vault
from tests.properties.edits import EDITS, Edit, Folders, edits
from tests.properties.test_workshop import folders_of


def written(
    workshop: Workshop, program: Program, before: Mapping[str, Written]
) -> dict[str, Written]:
    """The generation of each account, each with the one before where there is one."""
    library = Library(frozenset(workshop.shares))
    facts = [share.accounts[0] for share in workshop.shares.values()]
    contexts = {one.unit: one.name for one in shared_contexts(program, facts, library)}
    return {
        fact.id: write_account(program.units[fact.id], fact, contexts, library, before.get(fact.id))
        for fact in facts
    }


@cache
def originals() -> Folders:
    return folders_of("reseller")


@settings(max_examples=30)
@given(drawn=edits())
def test_any_edits_give_the_generations_that_are_written_from_nothing(drawn: list[Edit]) -> None:
    workshop, folders = Workshop(), originals()
    before: dict[str, Written] = {}
    for edit in (None, *drawn):
        folders = edit.applied(folders, originals()) if edit else folders
        program = workshop.compile(folders, "root").program
        if program is not None:
            expected = {name: one.context for name, one in written(workshop, program, {}).items()}
            before = written(workshop, program, before)
            assert expected == {name: one.context for name, one in before.items()}
            assert {n: c.content for n, c in expected.items()} == {
                name: one.context.content for name, one in before.items()
            }


def cut(slicer: Slicer, workshop: Workshop, compiled: Compiled) -> dict[str, object]:
    """All that a node is to hold, in its order."""
    assert compiled.program is not None
    assert compiled.inventory is not None
    found = slicer.cut(compiled.program, workshop.shares, compiled.inventory.edge, {})
    return {
        name: (one, one.id, list(one.rows), list(one.contexts), list(one.entries), one.places)
        for name, one in found.items()
    }


@settings(max_examples=30)
@given(drawn=edits())
def test_any_edits_give_the_generations_that_a_new_slicer_cuts(drawn: list[Edit]) -> None:
    workshop, slicer, folders = Workshop(), Slicer(Vault()), originals()
    for edit in (None, *drawn):
        folders = edit.applied(folders, originals()) if edit else folders
        compiled = workshop.compile(folders, "root")
        if compiled.program is not None:
            expected = cut(Slicer(slicer.secrets), workshop, compiled)
            assert expected == cut(slicer, workshop, compiled)


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_cut_as_a_new_slicer_cuts_it(name: str) -> None:
    workshop, slicer = Workshop(), Slicer(Vault())
    for at in range(len(originals())):
        for folders in (originals(), Edit(name, at, 1).applied(originals(), originals())):
            compiled = workshop.compile(folders, "root")
            if compiled.program is not None:
                expected = cut(Slicer(slicer.secrets), workshop, compiled)
                assert expected == cut(slicer, workshop, compiled)


def test_what_is_as_it_was_is_the_same_extension() -> None:
    workshop = Workshop()
    program = workshop.compile(originals(), "root").program
    assert program is not None
    first = written(workshop, program, {})
    second = written(workshop, program, first)
    units = [name for name in program.units if name in first]
    assert PLATFORM not in units
    assert all(
        second[name].blocks[label] is extension
        for name in units
        for label, extension in first[name].blocks.items()
    )
