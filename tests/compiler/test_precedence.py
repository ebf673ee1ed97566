"""Precedence of what is shown and of emergencies: each level is given its own value, and taken away
from the top."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.precedence import RULES
from schema.emergency import location_of
from tests.compiler.offices import (
    EMERGENCY,
    OUTSIDE,
    falling,
    from_levels,
    holds,
    office,
    shown,
)


def number_of(shows: str) -> str:
    return shows.partition("<")[2].rstrip(">")


def name_of(shows: str) -> str:
    return shows.partition(" <")[0]


@holds("number shown inside")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("user caller_id: {internal: {number: 111}}", "111"),
            ("device caller_id: {internal: {number: 122}}", "122"),
            ("", "101"),
        ]
    ),
)
def test_the_number_shown_inside(written: list[str], expected: str) -> None:
    assert expected == number_of(shown(from_levels(written), "102"))


@holds("number shown inside")
@pytest.mark.parametrize(
    ("device", "expected"),
    [("extension: 190, caller_id: {internal: {number: 191}}", "191"), ("extension: 190", "190")],
)
def test_the_number_that_a_device_of_nobody_shows(device: str, expected: str) -> None:
    whole = office(more=f"devices: {{lobby: {{{device}}}}}")
    assert expected == number_of(shown(whole, "102", "lobby"))


@holds("name shown inside")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("user caller_id: {internal: {name: From User}}", "From User"),
            ("device caller_id: {internal: {name: From Desk}}", "From Desk"),
            ("", "Anna Berg"),
        ]
    ),
)
def test_the_name_shown_inside(written: list[str], expected: str) -> None:
    assert expected == name_of(shown(from_levels(written), "102"))


@holds("name shown inside")
def test_a_device_of_nobody_shows_its_own_name() -> None:
    assert "lobby" == name_of(
        shown(office(more="devices: {lobby: {extension: 190}}"), "102", "lobby")
    )


OWN_NUMBERS = (
    "more numbers: {+19025550101: [hangup], +19025550102: [hangup], +19025550103: [hangup], "
    "+19025550104: [hangup], +19025550105: [hangup], +19025550106: [hangup], "
    "+19025550107: [hangup], +19025550100: [hangup]}"
)


@holds("number shown outside")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("more routes: [{trunks: north, caller_id: +19025550104}]", "+19025550104"),
            ("user caller_id: {external: {number: +19025550101}}", "+19025550101"),
            ("device caller_id: {external: {number: +19025550102}}", "+19025550102"),
            ("account caller_id: {number: +19025550103}", "+19025550103"),
            ("", "+19025550100"),
        ]
    ),
)
def test_the_number_shown_outside(written: list[str], expected: str) -> None:
    whole = from_levels([*written, OWN_NUMBERS])
    assert expected == number_of(shown(whole, OUTSIDE))


@holds("name shown outside")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("user caller_id: {external: {name: Anna}}", "Anna"),
            ("device caller_id: {external: {name: Desk}}", "Desk"),
            ("account caller_id: {name: Dental}", "Dental"),
            ("", "Harbour"),
        ]
    ),
)
def test_the_name_shown_outside(written: list[str], expected: str) -> None:
    assert expected == name_of(shown(from_levels(written), OUTSIDE))


@holds("number withheld outside")
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["user caller_id: {privacy: true}"], "anonymous"),
        (["device caller_id: {privacy: true}"], "anonymous"),
        (["device caller_id: {privacy: true}", "user caller_id: {privacy: false}"], "anonymous"),
        ([], "Harbour <+19025550100>"),
    ],
    ids=["by the user", "by the device", "by one of them", "by nobody"],
)
def test_the_number_is_withheld_if_one_level_says_so(written: list[str], expected: str) -> None:
    assert expected == shown(from_levels(written), OUTSIDE)


@holds("number withheld outside")
def test_the_number_is_never_withheld_in_an_emergency_call() -> None:
    whole = from_levels(["user caller_id: {privacy: true}"])
    assert "+19025550100" == number_of(shown(whole, EMERGENCY))


SHOP = "street: 1 Road, city: Truro, region: NS, postal_code: B2N 1A1, country: CA"
CALLED_BACK = f"place shop: {{{SHOP}, callback: +19025550104}}"


@holds("emergency call-back number")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("device emergency_callback: +19025550101", "+19025550101"),
            ("device caller_id: {emergency: {number: +19025550102}}", "+19025550102"),
            ("user caller_id: {emergency: {number: +19025550103}}", "+19025550103"),
            (CALLED_BACK, "+19025550104"),
        ]
    ),
)
def test_the_number_that_help_calls_back(written: list[str], expected: str) -> None:
    whole = from_levels([*written, "user location: shop", OWN_NUMBERS])
    assert expected == number_of(shown(whole, EMERGENCY))


@holds("emergency call-back number")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling(
        [
            ("user caller_id: {external: {number: +19025550105}}", "+19025550105"),
            ("user numbers: [+19025550199]", "+19025550199"),
            ("", "+19025550100"),
        ]
    ),
)
def test_the_number_that_help_calls_back_where_no_place_has_one(
    written: list[str], expected: str
) -> None:
    whole = from_levels([*written, OWN_NUMBERS])
    assert expected == number_of(shown(whole, EMERGENCY))


@holds("location")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling([("device location: shop", "shop"), ("user location: store", "store"), ("", "clinic")]),
)
def test_the_place_that_help_is_sent_to(written: list[str], expected: str) -> None:
    places = [f"place {name}: {{{SHOP}}}" for name in ("shop", "store")]
    account = from_levels([*written, *places]).account()
    assert expected == location_of(account, account.devices["anna-desk"])


def test_every_row_of_the_table_is_held_by_a_test() -> None:
    files = Path(__file__).parent.glob("test_precedence*.py")
    texts = "".join(file.read_text(encoding="utf-8") for file in files)
    held = set(re.findall(r'^@holds\("([^"]+)"\)$', texts, re.MULTILINE))
    assert {rule.what for rule in RULES} == held


def test_no_row_stands_twice() -> None:
    assert len(RULES) == len({rule.what for rule in RULES})
