"""`pbxc status`, `history`, `pause`, `resume`, `state` and `audit`, on a ledger with a history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from targets.asterisk.delivery.generation import Act, Line, RowKey, Spot
from tenants.controller.control import ControlServer, Progress, Refusal, Request
from tenants.controller.control import Result as Done
from tenants.ledger import Fence
from tests.tenants.commands import run
from tests.tenants.installations import (
    BUSY,
    C1,
    C2,
    C3,
    SETTINGS,
    FakeLink,
    key,
    live,
    nodes,
    said,
    told,
    writing,
)
from tests.tenants.ledger.generations import ACCOUNT, generation

# --- status -------------------------------------------------------------------------------------


def test_status_tells_where_an_account_stands(installed: Path) -> None:
    (found,) = told("status", "north/harbour", "--offline")["accounts"]
    assert {
        "account": "north/harbour", "id": ACCOUNT, "name": "Harbour", "node": "main",
        "commit": C2, "author": "Anna Berg", "generation": generation("new").id,
        "since": "2026-11-24T12:00:00Z", "course": "resting", "tried": None, "why": "",
        "draining": None, "provisional": None, "paused": None, "drift": None,
        "refused": {
            "commit": C3, "generation": generation("bad").id, "diagnostics": "",
            "why": "Asterisk doesn't hold it.", "at": "2026-11-24T12:00:00Z",
        },
    } == found  # fmt: skip


def test_status_tells_of_accounts_that_were_never_live(installed: Path) -> None:
    with writing(installed) as ledger:
        ledger.refusals.refuse("north/garage", C3, "There is no user.nobody.")
    assert ["north/garage"] == [one["account"] for one in told("status", "--offline")["left_out"]]
    text = said(run("status", "--offline"))
    assert "north/garage was never live: There is no user.nobody." in text


def test_status_is_a_table_for_people(installed: Path) -> None:
    result = run("status", "--offline")
    line = result.stdout.splitlines()[-1].split()
    assert ["north/harbour", "main", C2[:10], generation("new").id, "2026-11-24", "12:00:00Z"] == (
        line[:6]
    )
    assert "live; refused cccccccccc: Asterisk doesn't hold it." == " ".join(line[6:])


def test_status_counts_the_calls_that_older_generations_still_have(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes(monkeypatch, {"main": FakeLink(calls=BUSY)})
    key(installed)
    found = told("status")["accounts"]
    drained = {one["account"]: one["draining"] for one in found}
    old = {"generation": generation("old").id, "calls": 2}
    assert {"*": [], "north/harbour": [old]} == drained


def test_status_says_which_node_can_not_be_asked(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes(monkeypatch, {"main": FakeLink(lost=True)})
    key(installed)
    result = run("status")
    assert (0, True) == (result.exit_code, "main: it is down" in result.stderr)


def test_status_tells_of_moves_pauses_drift_and_deadlines(installed: Path) -> None:
    with writing(installed) as ledger:
        live(ledger, generation("held"), C3, within=60)
        ledger.drifts.note("main", ACCOUNT, "1 entry", healed=True)
        ledger.begin("main", ACCOUNT, generation("next"))
        ledger.turn_back("main", ACCOUNT, "no room")
        ledger.pauses.pause("", 10**9, "upgrade", "berta")
    text = said(run("status", "north/harbour", "--offline"))
    assert [] == [
        words
        for words in (
            "on its way back: no room",
            "goes back at 2026-11-24 12:01:00Z unless confirmed",
            "by berta: upgrade",
            "drifted at 2026-11-24 12:00:00Z, brought back: 1 entry",
        )
        if words not in text
    ]


def test_status_says_who_serves(installed: Path) -> None:
    with Fence.take(installed / "state", "pbxc serve"):
        serving = told("status", "--offline")["serving"]
        text = run("status", "--offline").stdout
    assert ("pbxc serve", True, None) == (
        serving["who"],
        text.startswith("Served by pbxc serve (process "),
        told("status", "--offline")["serving"],
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("status", "north/harbor"), "Did you mean north/harbour?"),
        (("history", "nort"), "there is no nort"),
        (("pause", "x", "--for", "1h", "--why", "y"), "there is no x"),
        (("pause", "--for", "1h", "--why", "y"), "say --all"),
        (("pause", ".", "--for", "soon", "--why", "y"), "not a duration"),
        (("pause", ".", "--for", "0", "--why", "y"), "not a duration"),
        (("resume", ".", "--all"), "say --all"),
        (("history", "--compare", "1", "99"), "99 is not kept"),
        (("state", "reset", "."), "say --all"),
        (("state", "show", "--node", "mian"), "Did you mean main?"),
    ],
)
def test_what_is_not_there_is_told(installed: Path, words: Sequence[str], expected: str) -> None:
    result = run(*words)
    assert (2, True) == (result.exit_code, expected in result.stderr), result.stderr


def test_settings_that_are_wrong_are_told_with_their_lines(installed: Path) -> None:
    (installed / "pbxc.yaml").write_text(SETTINGS.replace("key: key", "kee: key"))
    result = run("status")
    assert (2, True) == (result.exit_code, "pbxc.yaml:4:1" in result.stderr), result.stderr


def test_nothing_applied_yet_is_told(tmp_path: Path) -> None:
    (tmp_path / "pbxc.yaml").write_text(SETTINGS)
    result = run("status", "--config", tmp_path / "pbxc.yaml")
    assert "nothing was ever applied" in str(result.exception)


# --- history ------------------------------------------------------------------------------------


def test_history_tells_every_move_the_last_first(installed: Path) -> None:
    moves = told("history", "north/harbour")["moves"]
    assert [(4, "refused", C3, "Mallory"), (3, "live", C2, "Anna Berg"), (2, "live", C1, "Anna Berg")] == [
        (move["number"], move["result"], move["commit"], move["author"]) for move in moves
    ]  # fmt: skip


def test_history_may_be_cut(installed: Path) -> None:
    assert [4, 3] == [move["number"] for move in told("history", "--last", "2")["moves"]]


def test_history_is_a_table_for_people(installed: Path) -> None:
    lines = run("history").stdout.splitlines()
    assert (["4", "2026-11-24"], ["1", "2026-11-24", "12:00:00Z", "*", "main", "live"]) == (
        lines[1].split()[:2],
        lines[4].split()[:6],
    )


def test_two_generations_are_compared_by_number_or_name(installed: Path) -> None:
    by_number = told("history", "--compare", "2", "3")
    by_name = told("history", "--compare", generation("old").id, generation("new").id)
    assert by_number == by_name


def test_a_comparison_tells_steps_objects_and_files(installed: Path) -> None:
    found = told("history", "--compare", "2", "3")
    assert {
        "version": 1,
        "old": generation("old").id,
        "new": generation("new").id,
        "counts": {
            "steps": {"added": 0, "removed": 0, "changed": 1},
            "entries": {"added": 0, "removed": 0, "changed": 0},
            "objects": {"added": 0, "removed": 0, "changed": 1},
            "files": {"added": 0, "removed": 0, "changed": 1},
            "recordings": {"added": 1, "removed": 1, "changed": 0},
        },
        "dialplan": [
            "- harbour-1 s,1 NoOp(caller says \N{SNOWMAN} old)",
            "+ harbour-1 s,1 NoOp(caller says \N{SNOWMAN} new)",
        ],
        "entries": [],
        "objects": [f"~ ps_auths anna@{ACCOUNT}: password_digest is another"],
        "files": [f"~ pbxc/{ACCOUNT}.conf"],
        "recordings": ["+ sounds/new.wav", "- sounds/old.wav"],
    } == found


def test_a_comparison_tells_no_secret(installed: Path) -> None:
    changed = replace(
        generation("old"),
        rows={
            RowKey("ps_auths", f"anna@{ACCOUNT}"): (("password_digest", "hunter2"), ("realm", "q")),
            RowKey("voicemail", "8@x"): (("mailbox", "8"), ("password", "4711")),
        },
        entries={Spot(f"{ACCOUNT}.phone", "_X.", 1): Act("Hangup", "")},
        contexts={"other.g1": (Line("s", 1, "Hangup", ""),)},
    )
    with writing(installed) as ledger:
        live(ledger, changed, C3)
    text = run("history", "--compare", generation("old").id, changed.id).stdout
    assert [] == [secret for secret in ("hunter2", "4711", "digest-old") if secret in text]
    assert [] == [
        words
        for words in ("realm r -> q", "+ voicemail 8@x", "+ other s,1 Hangup()", "_X.,1 Hangup()")
        if words not in text
    ]


def test_a_generation_is_the_same_as_itself(installed: Path) -> None:
    assert "are the same" in run("history", "--compare", "3", "3").stdout


def test_generations_of_two_accounts_are_not_compared(installed: Path) -> None:
    assert 2 == run("history", "--compare", "1", "2").exit_code


# --- pausing ------------------------------------------------------------------------------------


def test_an_account_is_paused_and_goes_on(installed: Path) -> None:
    made = told("pause", "north/harbour", "--for", "2h", "--why", "cabling")
    during = told("status", "north/harbour", "--offline")["accounts"][0]["paused"]
    ended = told("resume", "north/harbour")
    after = told("status", "north/harbour", "--offline")["accounts"][0]["paused"]
    again = told("resume", "north/harbour")
    assert ("cabling", made["until"][:16], True, None, False) == (
        during["why"],
        during["until"][:16],
        ended["was"],
        after,
        again["was"],
    )


def test_a_pause_is_in_the_audit_log(installed: Path) -> None:
    run("pause", ".", "--for", "2h", "--why", "my password is hunter2")
    run("resume", ".")
    lines = [
        json.loads(line) for line in (installed / "state/audit.jsonl").read_text().splitlines()
    ]
    assert [("pause", "."), ("resume", ".")] == [(line["what"], line["account"]) for line in lines]
    assert "hunter2" not in (installed / "state/audit.jsonl").read_text()


def test_a_pause_of_all_outlasts_the_end_of_ones_own(installed: Path) -> None:
    run("pause", "--all", "--for", "2h", "--why", "upgrade")
    text = said(run("resume", "north/harbour"))
    assert "north/harbour was not paused all accounts are paused, though: pbxc resume --all" == text


def test_a_pause_is_not_longer_than_a_month(installed: Path) -> None:
    result = run("pause", "--all", "--for", "31d", "--why", "upgrade")
    assert "not longer than 30 days" in str(result.exception)


def test_the_controller_that_runs_is_asked(installed: Path) -> None:
    asked: list[Request] = []

    def answer(request: Request, who: str) -> Iterator[Any]:
        asked.append(request)
        yield Progress("waiting for main")
        yield Done({"until": "2026-11-24T12:00:00Z", "who": who, "why": "cabling"})

    with ControlServer(installed / "state", answer):
        result = run("pause", "north/harbour", "--for", "2h", "--why", "cabling")
    fields = {"account": ACCOUNT, "seconds": 7200, "why": "cabling"}
    assert ([Request("pause", fields)], "waiting for main\n", True) == (
        asked,
        result.stderr,
        "paused north/harbour until 2026-11-24 12:00:00Z: cabling" in result.stdout,
    )


def test_what_the_controller_refuses_is_told(installed: Path) -> None:
    with ControlServer(installed / "state", lambda request, who: [Refusal("Not now.")]):
        result = run("resume", "--all")
    assert "Not now." == str(result.exception)


def test_a_controller_that_does_not_answer_is_not_passed_by(installed: Path) -> None:
    with Fence.take(installed / "state", "pbxc serve"):
        result = run("pause", ".", "--for", "2h", "--why", "cabling")
    assert "pbxc serve (process" in str(result.exception)
