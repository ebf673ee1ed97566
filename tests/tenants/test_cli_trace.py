"""`pbxc trace`: the story of one call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tenants.commands import GOOD_CALL, run, run_json


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
