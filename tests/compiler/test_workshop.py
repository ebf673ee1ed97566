"""What the workshop does not make anew. That what it makes is right, tests/properties holds."""

from __future__ import annotations

from dataclasses import replace

from bench.accounts import platform
from compiler import Compiled, compile_folders
from compiler.sources import AccountFolder
from compiler.workshop import Workshop
from schema.program import Unit

FOLDERS = platform(2, 1)
RESELLER, FIRST, SECOND = (FOLDERS[index].account for index in (1, 2, 3))


def edited(account: str, old: str, new: str) -> tuple[AccountFolder, ...]:
    """The folders with a text replaced in all files of an account."""
    return tuple(
        replace(
            folder,
            files=tuple(
                replace(file, data=file.data.replace(old.encode(), new.encode()))
                for file in folder.files
            ),
        )
        if folder.account == account
        else folder
        for folder in FOLDERS
    )


def unit_of(compiled: Compiled, account: str) -> Unit:
    assert compiled.tree is not None
    assert compiled.program is not None
    return compiled.program.units[compiled.tree.accounts[account].id]


def test_accounts_that_have_not_changed_keep_their_units() -> None:
    workshop = Workshop()
    before = workshop.compile(FOLDERS, "bench")
    after = workshop.compile(edited(FIRST, "Anna Berg", "Ann Berg"), "bench")
    assert unit_of(before, SECOND) is unit_of(after, SECOND)


def test_only_the_account_that_has_changed_is_told() -> None:
    workshop = Workshop()
    workshop.compile(FOLDERS, "bench")
    compiled = workshop.compile(edited(FIRST, "Anna Berg", "Ann Berg"), "bench")
    assert compiled.tree is not None
    assert {compiled.tree.accounts[FIRST].id} == workshop.changed


def test_the_first_time_every_account_has_changed() -> None:
    workshop = Workshop()
    compiled = workshop.compile(FOLDERS, "bench")
    assert compiled.tree is not None
    assert {account.id for account in compiled.tree.accounts.values()} == workshop.changed


def test_nothing_has_changed_the_second_time() -> None:
    workshop = Workshop()
    workshop.compile(FOLDERS, "bench")
    workshop.compile(platform(2, 1), "bench")
    assert frozenset() == workshop.changed


def test_a_comment_changes_no_account() -> None:
    workshop = Workshop()
    workshop.compile(FOLDERS, "bench")
    workshop.compile(edited(FIRST, "users:\n", "# our people\nusers:\n"), "bench")
    assert frozenset() == workshop.changed


def test_what_concerns_the_reseller_alone_leaves_the_accounts_below_as_they_are() -> None:
    workshop = Workshop()
    before = workshop.compile(FOLDERS, "bench")
    after = workshop.compile(edited(RESELLER, "name: Reseller", "name: Dealer"), "bench")
    assert unit_of(before, FIRST) is unit_of(after, FIRST)


def test_an_account_below_finds_the_new_account_above_it() -> None:
    workshop = Workshop()
    workshop.compile(FOLDERS, "bench")
    tree = workshop.compile(edited(RESELLER, "name: Reseller", "name: Dealer"), "bench").tree
    assert tree is not None
    parent = tree.accounts[FIRST].parent
    assert parent is not None
    assert "Dealer-000" == parent.document.account.name


def test_a_new_domain_of_the_platform_is_seen_by_all() -> None:
    workshop, folders = Workshop(), edited("", "domain: bench", "domain: new")
    workshop.compile(FOLDERS, "bench")
    expected = compile_folders(folders, "bench").inventory
    assert expected == workshop.compile(folders, "bench").inventory


def test_a_tree_with_an_error_changes_nothing_until_it_is_mended() -> None:
    workshop = Workshop()
    before = workshop.compile(FOLDERS, "bench")
    workshop.compile(edited(FIRST, "users:", "usres:"), "bench")
    after = workshop.compile(FOLDERS, "bench")
    assert unit_of(before, FIRST) is unit_of(after, FIRST)
    assert frozenset() == workshop.changed


def test_an_account_that_is_gone_has_changed() -> None:
    workshop = Workshop()
    compiled = workshop.compile(FOLDERS, "bench")
    assert compiled.tree is not None
    workshop.compile(FOLDERS[:-1], "bench")
    assert {compiled.tree.accounts[SECOND].id} == workshop.changed
