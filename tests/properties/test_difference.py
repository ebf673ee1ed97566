"""Differences over random edits of whole account trees."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import CHECKS, Compiled, compile_folders
from compiler.difference import changes_between, large_changes
from compiler.resolving import resolved
from compiler.written import written_origin
from schema.tree import Account
from tenants.folder import read_tree
from tests.properties.edits import Edit, Folders, edits

RESELLER = Path(__file__).resolve().parents[2] / "examples" / "reseller"


@cache
def original() -> tuple[Folders, Compiled]:
    folders = read_tree(RESELLER).folders
    return folders, compile_folders(folders, "tide", CHECKS)


def edited(made: list[Edit]) -> Compiled:
    """The compilation after some edits, wrong or not."""
    folders, _ = original()
    now = folders
    for edit in made:
        now = edit.applied(now, folders)
    return compile_folders(now, "tide", CHECKS)


def meaning(account: Account) -> object:
    """All that an account says, but for its tests, which no call notices."""
    document = resolved(account.document)
    document.pop("scenarios")
    return document, resolved(account.grant), account.recordings, account.holidays


@settings(max_examples=60, deadline=None)
@given(edits(), st.booleans())
def test_whatever_means_something_else_is_told_and_nothing_else(
    made: list[Edit], backwards: bool
) -> None:
    one, other = original()[1], edited(made)
    if one.tree is None or other.tree is None:
        return
    old, new = (other, one) if backwards else (one, other)
    assert old.tree is not None
    assert new.tree is not None
    told = {change.account for change in changes_between(old.tree, new.tree)}
    differing = {
        path
        for path in {*old.tree.accounts, *new.tree.accounts}
        if path not in old.tree.accounts
        or path not in new.tree.accounts
        or meaning(old.tree.accounts[path]) != meaning(new.tree.accounts[path])
    }
    # What is written in another order or another form may differ and mean the same.
    assert set() == told - differing


@settings(max_examples=60, deadline=None)
@given(edits())
def test_every_change_has_a_place_and_one_line(made: list[Edit]) -> None:
    old, new = original()[1], edited(made)
    if old.tree is None or new.tree is None:
        return
    large_changes(old.tree, new.tree)
    for change in changes_between(old.tree, new.tree):
        sources = old.sources if change.mark == "removed" else new.sources
        route = written_origin(change.origin, sources.documents.get(change.origin.account, {}))
        place = sources.place(route, "key")
        written = place.line > 0 or not change.origin.route
        assert (True, True) == (written, change.sentence.isprintable())
