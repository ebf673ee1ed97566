"""The JSON Schema: it takes what the models take, in all forms, and refuses what is plainly wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compiler.codes import explanations
from compiler.jsonschemas import DIALECT, NAME, language_schema, schema_errors
from compiler.source import read_yaml
from schema.steps import step_kinds

SCHEMA = language_schema()


def errors(text: str) -> list[str]:
    return schema_errors(read_yaml(text.encode(), "sample").tree, SCHEMA)


def step(text: str) -> list[str]:
    return errors(f"callflows: {{main: [{text}]}}")


def yaml_files() -> list[Path]:
    return sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))


def test_there_are_examples() -> None:
    assert len(yaml_files()) > 5


@pytest.mark.parametrize("file", yaml_files(), ids=lambda file: "/".join(file.parts[-3:]))
def test_every_file_of_the_examples_is_valid(file: Path) -> None:
    assert [] == errors(file.read_text())


def pages_in_yaml() -> list[Any]:
    pages = {page.code: page for page in explanations().values() if page.language == "yaml"}
    return [page for page in pages.values() if not page.code.startswith("YML")]


def is_one_account(sample: str) -> bool:
    """Whether a sample is one file; several are told apart by comments with their names."""
    return not any(line.startswith("# ") and line.endswith(".yaml") for line in sample.splitlines())


@pytest.mark.parametrize("page", pages_in_yaml(), ids=lambda page: page.code)
def test_every_right_sample_is_valid(page: Any) -> None:
    assert [] == (errors(page.good) if is_one_account(page.good) else [])


def test_the_schema_is_a_schema() -> None:
    assert [] == schema_errors(SCHEMA, {"$ref": DIALECT})


def test_the_schema_says_what_it_is() -> None:
    assert (DIALECT, NAME) == (SCHEMA["$schema"], SCHEMA["$id"])


@pytest.mark.parametrize(
    "text",
    [
        "answer",
        "{answer: }",
        "{answer: {after: 2}}",
        "{ring: user.anna}",
        "{ring: [user.anna, group.sales]}",
        "{ring: [{to: user.anna, after: 5s}]}",
        "{ring: {to: user.anna, for: 25s}, on: {busy: hangup}}",
        "{ring: {to: user.anna}, on: {busy: [{play: busy}, hangup]}}",
        "{play: welcome}",
        "{play: [one, two]}",
        "{schedule: office}",
        "{schedule: {use: office, closed: hangup, lunch: [{play: lunch}]}}",
        "{set: {language: fr}}",
        "{menu: reception}",
        '{menu: {greeting: hello, keys: {"1": user.anna, "*": [hangup]}, dial_extensions: true}}',
        "{say: Good morning.}",
        "{say: {time: now}}",
        "hangup",
        "{wait: 3s}",
    ],
)
def test_a_step_is_valid_in_each_of_its_forms(text: str) -> None:
    assert [] == step(text)


@pytest.mark.parametrize("kind", step_kinds())
def test_every_kind_of_step_has_its_form_and_its_page(kind: str) -> None:
    found = [
        one["description"].partition("\n")[0]
        for one in SCHEMA["$defs"].values()
        for form in (one, *one.get("anyOf", ()))
        if form.get("required") == [kind] and form["properties"].keys() <= {kind, "on"}
    ]
    assert [(step_kinds()[kind].__doc__ or "").partition("\n")[0]] == found


@pytest.mark.parametrize(
    "text",
    [
        "ring",
        "{rign: user.anna}",
        "{ring: {to: user.anna, fro: 25s}}",
        "{ring: {for: 25s}}",
        "{ring: user.anna, play: welcome}",
        "{ring: user.anna, on: {bussy: hangup}}",
        "[ring]",
    ],
)
def test_a_step_that_is_wrong_is_refused(text: str) -> None:
    assert [] != step(text)


@pytest.mark.parametrize(
    "text",
    [
        "usres: {}",
        "users: {Anna: {name: Anna}}",
        "users: {anna: {}}",
        "users: {anna: {name: Anna, extensions: [1]}}",
        "users: {anna: {name: Anna, phone: 1}}",
        "numbers: {123: {route: hangup}}",
        "numbers: {+14165550100: {}}",
        "schedules: [office]",
        "account: {timezone: [1]}",
        "trunks: {north: {gateways: []}}",
        "trunks: {north: {gateways: [{host: a.example, password: hush}]}}",
    ],
)
def test_a_section_that_is_wrong_is_refused(text: str) -> None:
    assert [] != errors(text)


@pytest.mark.parametrize(
    "text",
    [
        "account: {name: Harbour}",
        "account: {timezone: America/Halifax}",
        "users: {anna: {name: Anna, extensions: 101, voicemail: false}}",
        "users: {anna: {name: Anna, do_not_disturb: on}}",
        "groups: {sales: [user.anna, {to: user.ben, after: 5}]}",
        "numbers: {+14165550100: callflow.main}",
        "numbers: {+14165550100: [{play: hello}, hangup]}",
        "media: {closed: closed.wav, open: {say: We are open.}}",
        "schedules: {office: {open: {mon-fri: 09:00-17:00}, holidays: [dec 24]}}",
        "caller_lists: {vip: [+14165550100]}",
        "feature_codes: {voicemail: null, mailbox: '*1'}",
    ],
)
def test_short_forms_and_parts_of_an_account_are_valid(text: str) -> None:
    assert [] == errors(text)


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        ({"users": {"anna": {"name": "Anna", "extensions": [101]}}}, True),
        ({"users": {"anna": {"name": 5, "call_waiting": False}}}, True),
        ({"users": {"anna": {"name": "Anna", "extensions": [{"a": 1}]}}}, False),
    ],
)
def test_what_an_editor_takes_for_a_number_is_valid(document: Any, valid: bool) -> None:
    assert valid is (schema_errors(document, SCHEMA) == [])


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("{type: standard, numbers: [+14165550100], limits: {calls: 10}}", True),
        ("{numbers: [{first: +14165550100, last: +14165550109}]}", True),
        ("{type: standart}", False),
        ("{limits: {cals: 10}}", False),
    ],
)
def test_a_grant_is_told_from_an_account_by_its_keys(text: str, valid: bool) -> None:
    assert valid is (errors(text) == [])


def bad_samples() -> list[str]:
    shaped = ("YML301", "YML302", "YML303", "YML304", "YML305")
    return [explanations()[code].bad for code in shaped]


def test_not_every_wrong_sample_is_valid() -> None:
    found = [bool(errors(sample)) for sample in bad_samples()]
    assert sum(found) >= 3
