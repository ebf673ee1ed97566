"""The generated accounts: the same each time, of the promised size, and without a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.accounts import USERS, one_account, platform, write_tree
from bench.budgets import Budget
from bench.callflows import RECORDINGS
from bench.floor import floor_of
from bench.stages import compile_once
from compiler import Compiled, compile_folders
from compiler.scenario_calls import names, prepare
from compiler.scenarios import check_scenario
from compiler.sources import AccountFolder
from tenants.folder import read_tree


def contents(folders: tuple[AccountFolder, ...]) -> dict[tuple[str, str], bytes]:
    return {
        (folder.account, file.path): file.data
        for folder in folders
        for file in (*folder.files, *folder.grants)
    }


@pytest.fixture(scope="module")
def account() -> Compiled:
    return compile_folders(one_account(), "bench")


def test_the_same_number_gives_the_same_bytes() -> None:
    assert contents(platform(4, 2)) == contents(platform(4, 2))


def test_an_account_has_no_mistake(account: Compiled) -> None:
    assert () == account.diagnostics


def test_a_platform_of_accounts_has_no_mistake() -> None:
    assert () == compile_folders(platform(4, 2), "bench").diagnostics


def test_an_account_is_as_large_as_its_name_says(account: Compiled) -> None:
    assert account.tree is not None
    root = account.tree.root
    sections = ("users", "callflows", "menus", "groups")
    assert [USERS, 15, 5, 4] == [len(root.document.section(name)) for name in sections]
    assert 60 == len(root.devices)


def test_an_account_is_about_six_hundred_lines() -> None:
    own = [data for (_, path), data in contents(one_account()).items() if path != "trunks.yaml"]
    assert 600 <= sum(data.count(b"\n") for data in own) <= 700


def test_no_two_accounts_have_a_number_in_common() -> None:
    tree = compile_folders(platform(4, 2), "bench").tree
    assert tree is not None
    numbers = [number for account in tree.accounts.values() for number in account.numbers()]
    assert sorted(set(numbers)) == sorted(numbers)


def test_every_account_of_a_platform_is_there_once() -> None:
    accounts = [folder.account for folder in platform(5, 2) if "/" in folder.account]
    assert 5 == len(set(accounts)) == len(accounts)


def test_the_scenarios_of_an_account_pass(account: Compiled) -> None:
    assert account.tree is not None
    assert account.program is not None
    assert account.inventory is not None
    known = names(account.inventory)
    failed = []
    for scenario in account.tree.root.document.scenarios.values():
        expect = [line.said() for line in scenario.expect]
        verdict = check_scenario(
            account.program, *prepare(account.tree.root, scenario), expect, known
        )
        failed += [] if verdict.passed else [verdict.sentence]
    assert [] == failed


def test_a_written_tree_is_read_back_as_it_was(tmp_path: Path) -> None:
    folders = platform(2, 1)
    assert contents(folders) == contents(read_tree(write_tree(folders, tmp_path)).folders)


def test_a_written_tree_has_its_recordings(tmp_path: Path) -> None:
    write_tree(one_account(), tmp_path)
    assert sorted(RECORDINGS) == sorted(file.name for file in (tmp_path / "media").iterdir())


def test_the_templates_of_the_floor_write_the_same_lines(tmp_path: Path) -> None:
    bundle = compile_once(one_account(), tmp_path / "out").bundle
    rendered = floor_of(bundle).render()
    wanted = {path: bundle.files[path].decode().split() for path in rendered}
    assert wanted == {path: content.decode().split() for path, content in rendered.items()}
    assert "voicemail.conf" in rendered


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, "met, stretch too"), (2, "met, stretch too"), (4, "met"), (4.1, "NOT MET")],
)
def test_a_budget_says_whether_it_is_met(value: float, expected: str) -> None:
    assert expected == Budget("P0", "what", "key", most=4, stretch=2, unit="s").met_by(value)


def test_a_budget_may_be_a_least() -> None:
    budget = Budget("P0", "what", "key", most=10, stretch=20, unit="", at_least=True)
    assert ["NOT MET", "met", "met, stretch too"] == [budget.met_by(v) for v in (9, 10, 21)]
