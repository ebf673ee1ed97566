"""`pbxc show`, `schema`, `explain`, `init` and `version`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tenants.commands import run, run_json


def test_an_account_is_shown_with_every_default(account: Path) -> None:
    users = run_json("show", account, "--resolved", "--section", "users")["document"]["users"]
    assert (25, True) == (users["anna"]["ring"]["for"], users["anna"]["call_waiting"])


def test_what_is_shown_can_be_read_again_and_means_the_same(account: Path, tmp_path: Path) -> None:
    first = run("show", account, "--resolved").stdout
    again = tmp_path / "again"
    again.mkdir()
    (again / "account.yaml").write_text(first)
    assert first == run("show", again, "--resolved").stdout


def test_an_account_is_shown_as_it_was_written(account: Path) -> None:
    shown = run("show", account, "--section", "schedules").stdout
    assert 'schedules:\n  office:\n    open:\n      mon-fri: "09:00-17:00"\n' == shown


@pytest.mark.parametrize("option", [("--account", "north"), ("--section", "usrs")])
def test_what_is_not_there_can_not_be_shown(account: Path, option: tuple[str, str]) -> None:
    assert 2 == run("show", account, *option).exit_code


def test_the_schema_is_printed_as_it_is_checked_in(repository: Path) -> None:
    assert (repository / "schema" / "pbxc.schema.json").read_text() == run("schema").stdout


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("REF101", "REF101 unknown-reference"),
        ("ref101", "REF101 unknown-reference"),
        ("unknown-reference", "REF101 unknown-reference"),
        ("MED304", "espeak-ng"),
        ("ring", "Step ring"),
        ("users", "caller_id"),
        ("user", "caller_id"),
        ("restrict", "premium"),
        ("account", "timezone"),
    ],
)
def test_everything_can_be_explained(topic: str, expected: str) -> None:
    result = run("explain", topic)
    assert (0, True) == (result.exit_code, expected in result.stdout)


def test_a_step_is_explained_with_its_fields() -> None:
    lines = run("explain", "ring").stdout.splitlines()
    assert [True] == ["how long" in line for line in lines if line.startswith("for ")]


def test_an_explanation_is_no_markdown() -> None:
    shown = run("explain", "ring").stdout
    assert [] == [mark for mark in ("](", "|", "**", "```") if mark in shown]


def test_what_is_unknown_is_answered_with_the_nearest() -> None:
    result = run("explain", "rng")
    assert (2, True) == (result.exit_code, "Did you mean ring?" in result.stderr)


def test_the_list_names_every_code_step_and_thing_with_a_line() -> None:
    topics = run_json("explain", "--list")["topics"]
    assert ({"code", "step", "thing"}, []) == (
        {topic["kind"] for topic in topics},
        [topic["name"] for topic in topics if not topic["line"]],
    )


def test_everything_on_the_list_can_be_explained() -> None:
    topics = run_json("explain", "--list")["topics"]
    assert [] == [topic["name"] for topic in topics if run("explain", topic["name"]).exit_code]


def test_a_new_account_checks_clean_and_its_scenarios_pass(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    results = [run("init", folder), run("check", folder), run("test", folder)]
    assert [0, 0, 0] == [result.exit_code for result in results]


def test_a_new_account_does_not_overwrite_an_old_one(account: Path) -> None:
    result = run("init", account)
    assert "not empty" in str(result.exception)


def test_the_version_is_told() -> None:
    assert ("pbxc", 1) == (run("--version").stdout.split()[0], run_json("version")["version"])
