"""A call in words: what people read of it, where files can be read and where they can't."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from compiler.sources import AccountFolder, SourceFile, read_sources
from schema.program import NOWHERE, Origin
from targets.asterisk.live.live_calls import LiveCall
from tenants.calls.atlas import Page
from tenants.calls.telling import Told, caller_text, lasting_text, now_text, told_json

TEXT = b"""account:
  name: Harbour
  timezone: America/Halifax
  country: CA
  main_number: +19025550100
  platform: {domain: harbour.example}
numbers: {+19025550100: callflow.main}
callflows:
  main:
    - play: hello
    - menu: {greeting: hello, keys: {"1": hangup}}
menus:
  reception: {greeting: hello, keys: {"1": hangup}}
mailboxes:
  front-desk: {number: 299, name: Front desk}
"""
FOLDER = AccountFolder("", (SourceFile("account.yaml", "account.yaml", TEXT),))
KNOWN, FORGOTTEN = Page("", read_sources([FOLDER])), Page("", read_sources([]))
STEP = Origin("", ("callflows", "main", "steps", 1))
MENU = Origin("", ("menus", "reception"))
CALL = LiveCall("1.1", "harbour", "harbour.g0", "", "+16475550123", "", "+19025550100", 9, "waits")
SINCE = datetime(2026, 11, 23, 5, tzinfo=UTC)


def told(origin: Origin = STEP, page: Page = KNOWN, live: str = "g1", **said: Any) -> Told:
    return Told(replace(CALL, **said), "main", "harbour", SINCE, "g1", live, origin, page)


@pytest.mark.parametrize(
    ("expected", "one"),
    [
        ("in menu reception, account.yaml:13, for 8 s", told(MENU, doing="asked", seconds=8)),
        ("in the menu of callflow main, account.yaml:11", told(doing="asked")),
        ("is asked for keys in callflow main, callflows.main.steps.1", told(page=FORGOTTEN, doing="asked")),
        ("hears welcome, account.yaml:11", told(doing="hears", whom=("/media/harbour/welcome_8fc68513",))),
        ("hears prompt invalid, account.yaml:11", told(doing="hears", whom=("pbx-invalid",))),
        ("hears a sentence, account.yaml:11", told(doing="hears", whom=("x/say-0a1b2c3d_8fc68513",))),
        ("hears something said, account.yaml:11", told(doing="hears")),
        ("rings a, b and c, account.yaml:11, for 3 s", told(doing="rings", whom=("a@x", "b@x", "c@x"), seconds=3)),
        ("dials 911 through north-1, account.yaml:11", told(doing="dials", whom=("911",), through=("north-1.x",))),
        ("talks with ben-desk for 41 s", told(doing="talks", whom=("ben-desk@x",), through=("",), seconds=41)),
        ("listens to the messages of a mailbox that it names, account.yaml:11", told(doing="reads_messages")),
        ("in callflow main, account.yaml:11", told()),
        ("is on its way", told(NOWHERE)),
    ],
)  # fmt: skip
def test_what_happens_to_a_call(expected: str, one: Told) -> None:
    assert expected == now_text(one)


def test_a_mailbox_has_its_name() -> None:
    account = KNOWN.account
    assert account is not None
    one = told(doing="leaves_message", whom=(f"299@{account.id}",))
    assert "leaves a message for mailbox.front-desk, account.yaml:11" == now_text(one)


def test_a_mailbox_of_which_nothing_is_known_any_more_has_its_number() -> None:
    one = told(page=FORGOTTEN, doing="leaves_message", whom=("299@harbour",))
    assert now_text(one).startswith("leaves a message for 299@harbour")


def test_a_call_in_an_older_generation_says_so() -> None:
    assert now_text(told(live="g2")).endswith(" (still in g1, drained when it ends)")


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("+16475550123", {}),
        ("Ida +16475550123", {"name": "Ida"}),
        ("anonymous", {"number": ""}),
        ("anna-desk", {"device": "anna-desk@harbour.example", "number": ""}),
        ("Ida  +16475550123", {"name": "Ida\x1b"}),
    ],
)
def test_who_calls(expected: str, said: dict[str, str]) -> None:
    assert expected == caller_text(replace(CALL, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expected", "seconds"),
    [("119 s", 119), ("2 min", 120), ("119 min", 7199), ("2 h 5 min", 7500)],
)
def test_how_long(expected: str, seconds: int) -> None:
    assert expected == lasting_text(seconds)


def test_a_program_reads_the_same() -> None:
    found = told_json(told(MENU, doing="asked", seconds=8), "north/harbour", "2026-11-23T05:00:00Z")
    expected = ("north/harbour", "menu", "reception", "account.yaml", 13, True)
    kept = ("account", "kind", "thing", "file", "line", "live")
    assert expected == tuple(found[name] for name in kept)
