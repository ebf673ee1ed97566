"""`pbxc test`: scenarios, and what is told of one that fails."""

from __future__ import annotations

from pathlib import Path

from tests.tenants.commands import change, run, run_json


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
