"""The commands: what they print, how they end, and that no mistake is a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenants.cli import COMMANDS, pbxc
from tenants.starter import FILES

GOOD_CALL = ("--to", "+14165550100", "--at", "2026-11-24 10:00")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no cache of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("PBXC_KEY_FILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """The account that `pbxc init` makes."""
    for name, text in FILES.items():
        file = tmp_path / "company" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "company"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(pbxc, list(map(str, arguments)))


def run_json(*arguments: str | Path) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def change(account: Path, file: str, old: str, new: str) -> None:
    text = (account / file).read_text()
    assert old in text
    (account / file).write_text(text.replace(old, new))


# --- help ---------------------------------------------------------------------------------------


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


# --- check --------------------------------------------------------------------------------------


def test_a_clean_account_is_status_0(account: Path) -> None:
    assert (0, f"no errors\n{account}: 1 account checked\n") == (
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


# --- test ---------------------------------------------------------------------------------------


def test_scenarios_that_pass_are_status_0(account: Path) -> None:
    result = run("test", account)
    assert (0, "3 scenarios: 3 passed, 0 failed\n") == (result.exit_code, result.stdout)


def fail_by_night(account: Path) -> None:
    change(
        account, "scenarios/main-line.yaml", "leaves_message: mailbox.general", "rings: anna-desk"
    )


def test_a_scenario_that_fails_is_status_1_with_its_line_and_its_story(account: Path) -> None:
    fail_by_night(account)
    result = run("test", account)
    assert [] == [
        part
        for part in (
            "FAILED  a-message-is-taken-by-night",
            "scenarios/main-line.yaml:9",
            'expected "rings anna-desk"',
            "leaves a message for mailbox.general",
            "callflows.yaml:9",
            "3 scenarios: 2 passed, 1 failed",
        )
        if part not in result.stdout
    ] + [""] * (result.exit_code != 1)


def test_a_scenario_that_fails_is_an_annotation_for_github(account: Path) -> None:
    fail_by_night(account)
    shown = run("test", account, "--format", "github").stdout
    expected = f"::error file={account}/scenarios/main-line.yaml,line=9,"
    assert (True, 1) == (shown.startswith(expected), shown.count("::error"))


def test_scenarios_as_json_tell_their_stories(account: Path) -> None:
    fail_by_night(account)
    found = run_json("test", account)
    told = {one["name"]: one["passed"] for one in found["scenarios"]}
    assert (1, 2, 1, False) == (
        found["version"],
        found["passed"],
        found["failed"],
        told["a-message-is-taken-by-night"],
    )


def test_one_scenario_can_be_run_alone(account: Path) -> None:
    shown = run("test", account, "--only", "help-comes", "-v").stdout
    assert "passed  help-comes\n1 scenario: 1 passed, 0 failed\n" == shown


def test_a_scenario_that_is_not_there_is_wrong_usage(account: Path) -> None:
    assert 2 == run("test", account, "--only", "nothing").exit_code


def test_a_scenario_with_an_unknown_phone_is_a_mistake(account: Path) -> None:
    change(account, "scenarios/main-line.yaml", "from: ben-desk", "from: bn-desk")
    result = run("test", account)
    assert (1, True) == (result.exit_code, "Did you mean ben-desk?" in result.stdout)


# --- trace --------------------------------------------------------------------------------------


def events(*arguments: str | Path) -> list[tuple[str, str]]:
    found = run_json("trace", *arguments)
    return [(event["verb"], event["name"]) for event in found["events"]]


def test_a_trace_tells_each_step_with_its_line(account: Path) -> None:
    shown = run("trace", account, "--to", "+14165550100", "--at", "2026-11-24 22:00").stdout
    (line,) = (line for line in shown.splitlines() if "leaves a message" in line)
    assert ("mailbox.general", f"{account}/callflows.yaml:9") == (
        line.split("for ")[1].split()[0],
        line.split()[-1],
    )


def test_a_phone_does_what_it_was_told(account: Path) -> None:
    told = events(
        account, *GOOD_CALL, "--phone", "anna-desk=no_answer", "--phone", "ben-desk=answer,after=5s"
    )
    assert ("connects", "ben-desk") in told


def test_a_phone_of_the_account_can_call(account: Path) -> None:
    told = events(account, "--from", "anna-desk", "--to", "102")
    assert ("rings", "ben-desk") in told


def test_what_only_phones_dial_is_dialled_by_the_first_phone(account: Path) -> None:
    assert ("rings", "ben-desk") in events(account, "--to", "102")


def test_what_phones_have_set_is_heeded(account: Path) -> None:
    told = events(account, "--to", "102", "--state", "user.ben.do_not_disturb=on")
    assert ("rings", "ben-desk") not in told


def test_a_full_mailbox_takes_no_message(account: Path) -> None:
    told = events(account, "--to", "299", "--full", "mailbox.general")
    assert [] == [name for verb, name in told if verb == "leaves_message"]


def test_a_number_that_nobody_has_is_refused(account: Path) -> None:
    told = events(account, "--to", "+14165550199")
    assert [("ends", "unavailable")] == told


def test_a_trace_without_a_moment_is_of_now(account: Path) -> None:
    assert 0 == run("trace", account, "--to", "+14165550100").exit_code


@pytest.mark.parametrize(
    "option",
    [
        ("--at", "tomorrow"),
        ("--phone", "anna-desk"),
        ("--phone", "anna-desk=sleeps"),
        ("--phone", "anna-dsk=busy"),
        ("--phone", "anna-desk=busy,color=red"),
        ("--from", "nobody"),
        ("--account", "south"),
        ("--state", "user.zoe.do_not_disturb=on"),
        ("--full", "mailbox.none"),
        ("--press", "hello"),
    ],
)
def test_a_wrong_option_is_wrong_usage(account: Path, option: tuple[str, str]) -> None:
    result = run("trace", account, "--to", "+14165550100", *option)
    assert (2, True) == (result.exit_code, "Error:" in result.stderr)


# --- compile ------------------------------------------------------------------------------------


def test_a_compiled_account_is_told_in_three_lines(account: Path, tmp_path: Path) -> None:
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (0, 3) == (result.exit_code, len(result.stdout.splitlines()))


def tree_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_the_same_account_and_key_give_the_same_bytes(account: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("compile", account, "-o", tmp_path / name, "--demo-key")
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_the_folders_name_changes_nothing(account: Path, tmp_path: Path) -> None:
    shutil.copytree(account, tmp_path / "elsewhere")
    for folder in (account, tmp_path / "elsewhere"):
        run("compile", folder, "-o", tmp_path / f"out-{folder.name}", "--demo-key")
    assert tree_of(tmp_path / "out-company") == tree_of(tmp_path / "out-elsewhere")


def test_another_key_changes_only_what_holds_secrets(account: Path, tmp_path: Path) -> None:
    run("compile", account, "-o", tmp_path / "one", "--demo-key")
    made = run("compile", account, "-o", tmp_path / "two")
    one, two = tree_of(tmp_path / "one"), tree_of(tmp_path / "two")
    changed = {name for name in one | two if one.get(name) != two.get(name)}
    secret = {name for name in two if (tmp_path / "two" / name).stat().st_mode & 0o777 == 0o600}
    assert ({"pbxc/manifest.json"}, True) == (changed - secret, "keep a copy" in made.stderr)


def test_files_with_secrets_are_for_their_owner(account: Path, tmp_path: Path) -> None:
    run("compile", account, "-o", tmp_path / "out", "--demo-key")
    private = ("manager.conf", "voicemail.conf")
    assert {0o600} == {(tmp_path / "out" / name).stat().st_mode & 0o777 for name in private}


def test_nothing_is_written_where_there_is_a_mistake(account: Path, tmp_path: Path) -> None:
    change(account, "users.yaml", "extensions: [102]", "extensions: [101]")
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, False) == (result.exit_code, (tmp_path / "out").exists())


def test_a_secret_that_was_not_given_is_a_mistake(account: Path, tmp_path: Path) -> None:
    change(
        account,
        "trunks.yaml",
        "{host: 192.0.2.10,",
        "{host: 192.0.2.10, username: us, password: {secret: carrier},",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True) == (result.exit_code, "SEC301" in result.stdout)


def test_a_secret_that_was_given_is_written(
    account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PBXC_SECRET_CARRIER", "x9s3cr3tx")
    change(
        account,
        "trunks.yaml",
        "{host: 192.0.2.10,",
        "{host: 192.0.2.10, username: us, password: {secret: carrier},",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (0, False) == (result.exit_code, "x9s3cr3tx" in result.output)


def test_two_keys_are_one_too_many(account: Path, tmp_path: Path) -> None:
    assert 2 == run("compile", account, "-o", tmp_path / "o", "--demo-key", "--key", "k").exit_code


def test_a_sound_that_can_not_be_read_is_a_mistake(account: Path, tmp_path: Path) -> None:
    (account / "media").mkdir()
    (account / "media" / "hello.wav").write_bytes(b"no sound")
    change(
        account,
        "callflows.yaml",
        "    - ring: group.everyone",
        "    - play: hello\n    - ring: group.everyone",
    )
    result = run("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True) == (result.exit_code, "MED301" in result.stdout)


def test_what_was_written_is_told_as_json(account: Path, tmp_path: Path) -> None:
    found = run_json("compile", account, "-o", tmp_path / "out", "--demo-key")
    assert (1, True, 2, "0600") == (
        found["version"],
        found["written"],
        found["counts"]["phones"],
        found["files"]["manager.conf"],
    )


# --- show, schema, explain, init, version -------------------------------------------------------


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
