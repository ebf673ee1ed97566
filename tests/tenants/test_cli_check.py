"""Help, usage, and `pbxc check`: every mistake is told, none is a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenants.cli import COMMANDS
from tests.tenants.commands import GOOD_CALL, change, run, run_json


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = run(name, "--help").stdout
    assert (True, True) == (f"pbxc {name}" in shown, "Example" in shown)


def test_the_list_of_commands_says_what_each_does() -> None:
    shown = run("--help").stdout
    assert [] == [line for line in COMMANDS.values() if line not in shown]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_the_beginning_of_its_help(name: str) -> None:
    words = " ".join(run(name, "--help").stdout.split())
    assert COMMANDS[name].split()[0] in words


@pytest.mark.parametrize(
    "arguments",
    [("chekc",), ("check",), ("check", ".", "--format", "xml"), ("trace", "."), ("--nothing",)],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    assert 2 == run(*arguments).exit_code


def test_a_clean_account_is_status_0(account: Path) -> None:
    assert (0, f"{account}: 1 account checked, no errors\n") == (
        (result := run("check", account)).exit_code,
        result.stdout,
    )


def test_a_mistake_is_status_1_and_told_at_its_line(account: Path) -> None:
    change(account, "callflows.yaml", "ring: group.everyone", "ring: group.evryone")
    result = run("check", account)
    expected = f"{account}/callflows.yaml:10:13"
    assert (1, True, True) == (
        result.exit_code,
        expected in result.stdout,
        "Did you mean group.everyone?" in result.stdout,
    )


def test_all_mistakes_are_told_at_once(account: Path) -> None:
    change(account, "callflows.yaml", "ring: group.everyone", "ring: group.evryone")
    change(account, "users.yaml", "extensions: [102]", "extensions: [1o2]")
    assert 2 <= run_json("check", account)["errors"]


def test_findings_as_json_have_a_version(account: Path) -> None:
    assert {"version": 1, "diagnostics": [], "errors": 0, "warnings": 0} == run_json(
        "check", account
    )


def test_findings_for_github_are_annotations(account: Path) -> None:
    change(account, "callflows.yaml", "ring: group.everyone", "ring: group.evryone")
    shown = run("check", account, "--format", "github").stdout
    assert shown.startswith(f"::error file={account}/callflows.yaml,line=10,col=13,")


def spoil_with(account: Path, what: str) -> Path:
    """An account that is wrong in one of many ways, and what to check."""
    file = account / "more.yaml"
    match what:
        case "file":
            return account / "account.yaml"
        case "nothing":
            return account / "nothing"
        case "empty":
            shutil.rmtree(account)
            account.mkdir()
        case "unreadable":
            file.symlink_to("/proc/self/mem")
        case "large":
            file.write_bytes(b"#" * (2 << 20))
        case "folder":
            file.mkdir()
            (account / "media").write_text("a file")
        case "syntax":
            file.write_text("users: {anna: [\n")
        case "tab":
            file.write_text("users:\n\tanna: {}\n")
        case "binary":
            file.write_bytes(bytes(range(256)))
        case "star":
            file.write_text("feature_codes: {voicemail: *97}\n")
        case "deep":
            file.write_text("a: " + "[" * 5000)
        case "duplicate":
            file.write_text("users: {anna: {name: Anna}}\n")
        case "anchor":
            file.write_text("users: &x {zoe: {name: Zoe}}\n")
        case "unknown":
            file.write_text("usres: {zoe: {name: Zoe}}\n")
        case "list":
            file.write_text("- users\n")
        case "scalar":
            file.write_text("users: 12\n")
        case "name":
            (account / "accounts" / "No Name").mkdir(parents=True)
    return account


WRONG = [
    "file",
    "nothing",
    "empty",
    "unreadable",
    "large",
    "folder",
    "syntax",
    "tab",
    "binary",
    "star",
    "deep",
    "duplicate",
    "anchor",
    "unknown",
    "list",
    "scalar",
    "name",
]


@pytest.mark.parametrize("command", ["check", "test", "trace", "compile", "show"])
@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_status_1_and_a_diagnostic(account: Path, what: str, command: str) -> None:
    folder = spoil_with(account, what)
    more = {"trace": GOOD_CALL, "compile": ("-o", str(account.parent / "out"), "--demo-key")}
    result = run(command, folder, *more.get(command, ()))
    told = "error[" in result.stdout
    assert (1, True, SystemExit) == (result.exit_code, told, type(result.exception))
