"""An account with every default filled in: it says the same, and no secret."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.resolving import resolved, yaml_text
from compiler.source import read_yaml
from schema.document import DocumentBase, document_model

TEXT = """
account: {name: "0101", timezone: America/Halifax, country: CA}
feature_codes: {voicemail: "*1", forward_toggle: null}
trunks: {north: {gateways: [{host: a.example, username: us, password: {secret: carrier}}]}}
users:
  anna: {name: Anna, extensions: 0101, voicemail: false, devices: {desk: {}}}
callflows:
  main:
    - if: {condition: caller in caller_list.vip, then: user.anna}
    - if: {condition: caller is anonymous, else: hangup}
    - if: {condition: $choice == 1, then: [answer]}
    - if: {condition: registered(user.anna), then: hangup}
    - if: {condition: schedule.office is open, then: hangup}
    - set: {choice: "1"}
    - schedule: {use: office, closed: hangup}
    - menu: {greeting: hello, keys: {"1": user.anna}}
    - ring: {to: user.anna, for: 1m}
      on: {busy: [{say: "no"}]}
  other: {steps: [hangup], codes: ["*55<number>"]}
caller_lists: {vip: [+14165550100, +1902...]}
schedules: {office: {open: {mon-fri: 09:00-17:00}, closed: [dec 25]}}
scenarios:
  one:
    at: 2026-11-24 10:00
    call: {from: +16475550123, to: +14165550100}
    phones: {anna-desk: busy}
    expect: [plays: closed]
"""


def document(text: str) -> DocumentBase:
    reading = read_yaml(text.encode(), "sample")
    assert () == reading.diagnostics
    return document_model().model_validate(reading.tree)


def test_what_is_written_out_means_the_same() -> None:
    first = document(TEXT)
    again = document(yaml_text(resolved(first)))
    assert resolved(first) == resolved(again)


def test_what_is_written_out_makes_the_same_models() -> None:
    first = document(TEXT)
    again = document(yaml_text(resolved(first)))
    sections = [name for name in type(first).model_fields if name != "feature_codes"]
    assert [] == [name for name in sections if first.section(name) != again.section(name)]


def test_the_star_codes_are_those_that_work() -> None:
    first = document(TEXT)
    again = document(yaml_text(resolved(first)))
    assert first.feature_codes.codes() == again.feature_codes.codes()


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (("users", "anna", "ring", "for"), 25),
        (("users", "anna", "extensions"), ["0101"]),
        (("users", "anna", "voicemail"), None),
        (("callflows", "main", "steps", 8, "ring", "for"), 60),
        (("callflows", "main", "steps", 0, "if", "condition"), "caller in caller_list.vip"),
        (("callflows", "main", "steps", 2, "if", "then"), [{"answer": {"after": 0}}]),
        (("trunks", "north", "gateways", 0, "password"), {"secret": "carrier"}),
        (("scenarios", "one", "expect"), [{"plays": "closed"}]),
        (("callflows", "other", "codes"), ["*55<number>"]),
    ],
)
def test_defaults_are_filled_in(route: tuple[Any, ...], expected: Any) -> None:
    found = resolved(document(TEXT))
    for key in route:
        found = found[key]
    assert expected == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": "plain text"}, "a: plain text\n"),
        ({"a": "yes"}, 'a: "yes"\n'),
        ({"on": "*97"}, '"on": "*97"\n'),
        ({"a": "0101"}, 'a: "0101"\n'),
        ({"a": None, "b": {}, "c": []}, "a:\nb: {}\nc: []\n"),
        ({"a": [{"b": 1, "c": 2}, "d"]}, "a:\n  - b: 1\n    c: 2\n  - d\n"),
        ({"a": "two\nlines"}, 'a: "two\\nlines"\n'),
        ({"a": True}, "a: true\n"),
        ({"a": "Zoé: x"}, 'a: "Zoé: x"\n'),
    ],
)
def test_yaml_is_written_so_that_nobody_reads_it_otherwise(value: Any, expected: str) -> None:
    assert expected == yaml_text(value)
