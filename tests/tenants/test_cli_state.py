"""`pbxc state` and `audit`: live values of nodes, the fence, the log."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tenants.ledger import Fence
from tenants.ledger.audit import verify
from tests.tenants.commands import run
from tests.tenants.installations import FakeLink, nodes, told
from tests.tenants.ledger.generations import ACCOUNT


@pytest.fixture
def node(installed: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLink:
    """The node `main` with what phones have set."""
    link = FakeLink({
        f"/pbxc/{ACCOUNT}/user.anna/do_not_disturb": "on",
        f"/pbxc/{ACCOUNT}/user.anna/forward.to": "+14165550100",
        f"/pbxc/{ACCOUNT}/schedule.office/override": "closed",
        f"/pbxc/{ACCOUNT}2/user.anna/do_not_disturb": "off",
    })  # fmt: skip
    nodes(monkeypatch, {"main": link})
    return link


def test_what_phones_have_set_is_shown(node: FakeLink) -> None:
    lines = [" ".join(line.split()) for line in run("state", "show").stdout.splitlines()]
    assert [
        "ACCOUNT NODE OBJECT FIELD VALUE",
        "north/harbour main schedule.office override closed",
        "north/harbour main user.anna do_not_disturb on",
        "north/harbour main user.anna forward.to +14165550100",
    ] == lines


def test_what_phones_have_set_is_exported(node: FakeLink) -> None:
    text = run("state", "export", "north/harbour").stdout
    assert (
        "north/harbour:\n  main:\n    schedule.office:\n      override: closed\n"
        '    user.anna:\n      do_not_disturb: "on"\n      forward.to: "+14165550100"\n'
    ) == text


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["user.anna", "do_not_disturb"], ["schedule.office/override", "user.anna/forward.to"]),
        (["user.anna"], ["schedule.office/override"]),
        (["--all"], []),
        (
            ["user.berta"],
            ["schedule.office/override", "user.anna/do_not_disturb", "user.anna/forward.to"],
        ),
    ],
)
def test_what_phones_have_set_is_reset(node: FakeLink, words: list[str], left: list[str]) -> None:
    run("state", "reset", "north/harbour", *words)
    start = f"/pbxc/{ACCOUNT}/"
    others = f"/pbxc/{ACCOUNT}2/user.anna/do_not_disturb"
    assert sorted([*(f"{start}{name}" for name in left), others]) == sorted(node.values)


def test_a_reset_is_told_and_in_the_audit_log(node: FakeLink, installed: Path) -> None:
    text = run("state", "reset", "north/harbour", "user.anna", "do_not_disturb").stdout
    line = json.loads((installed / "state/audit.jsonl").read_text())
    assert ("user.anna do_not_disturb was on on main\n", "reset", "north/harbour", "main") == (
        text,
        line["what"],
        line["account"],
        line["node"],
    )


def test_nothing_to_reset_is_told(node: FakeLink, installed: Path) -> None:
    text = run("state", "reset", "north/harbour", "user.berta").stdout
    assert ("it was as git says already\n", 0) == (text, verify(installed / "state").lines)


def test_a_node_that_can_not_be_asked_is_not_told_as_being_as_git_says(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes(monkeypatch, {"main": FakeLink(lost=True)})
    result = run("state", "show")
    assert ("main can't be asked: it is down", "") == (str(result.exception), result.stdout)


# --- the fence and the log ----------------------------------------------------------------------


def test_the_fence_is_taken_away_only_by_force(installed: Path) -> None:
    state = installed / "state"
    with Fence.take(state, "pbxc serve") as fence:
        before = run("state", "unlock").stdout
        fence.require()
        after = run("state", "unlock", "--force").stdout
        with Fence.take(state, "the next one"):
            pass
    assert (True, True, 1) == (
        before.startswith("pbxc serve (process"),
        after.startswith("taken from pbxc serve"),
        verify(state).lines,
    )


def test_nothing_locked_is_told(installed: Path) -> None:
    assert "nothing is locked" in run("state", "unlock", "--force").stdout


def test_an_audit_log_is_proved(installed: Path) -> None:
    run("pause", ".", "--for", "2h", "--why", "cabling")
    found = told("audit", "verify")
    text = run("audit", "verify").stdout
    assert (True, 1, 1, f"the last hash is {found['hash']}") == (
        found["unbroken"],
        found["lines"],
        found["ends"],
        text.splitlines()[-1],
    )


def test_a_broken_audit_log_is_told(installed: Path) -> None:
    run("pause", ".", "--for", "2h", "--why", "cabling")
    file = installed / "state/audit.jsonl"
    file.write_text(file.read_text().replace("pause", "reset"))
    result = run("audit", "verify")
    assert (1, "broken after 0 good lines: audit.jsonl, line 1: it was changed\n") == (
        result.exit_code,
        result.stdout,
    )


def test_a_ledger_of_a_newer_pbxc_is_left_alone(installed: Path) -> None:
    with closing(sqlite3.connect(installed / "state/ledger.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "newer pbxc" in str(run("status", "--offline").exception)


def test_the_log_may_be_empty(installed: Path) -> None:
    (installed / "state/audit.jsonl").unlink(missing_ok=True)
    assert "nothing was ever done here\n" == run("audit", "verify").stdout
