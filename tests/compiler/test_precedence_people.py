"""Precedence of rights, and of how a person is rung."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from compiler.simulate import Behaviour, World
from tests.compiler.offices import (
    EMERGENCY,
    falling,
    from_levels,
    holds,
    may_call,
    office,
    reseller,
)
from tests.compiler.whole import (
    Told,
    Whole,
    events,
    subjects,
)

ABROAD = "9011442079460000"


@holds("call classes")
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([], False),
        (["account restrict: {international: allow}"], True),
        (["device restrict: {international: allow}"], True),
        (
            ["device restrict: {international: allow}", "user restrict: {international: deny}"],
            False,
        ),
        (["device restrict: {international: deny}", "user restrict: {international: allow}"], True),
        (
            ["account restrict: {international: deny}", "user restrict: {international: allow}"],
            False,
        ),
    ],
    ids=["default", "account", "device", "user denies", "user allows", "account denies"],
)
def test_the_classes_that_a_phone_may_call(written: list[str], expected: bool) -> None:
    assert expected == may_call(from_levels(written), ABROAD)


@holds("call classes")
@pytest.mark.parametrize(("above", "expected"), [("allow", True), ("deny", False)])
def test_what_an_account_above_denies_stays_denied(above: str, expected: bool) -> None:
    child = "users: {anna: {name: Anna, extensions: [101], devices: {desk: {}}, restrict: {international: allow}}}"
    assert expected == may_call(
        reseller(f"restrict: {{international: {above}}}", "", child), ABROAD, "north"
    )


@holds("call classes")
def test_no_restriction_stops_an_emergency_call() -> None:
    closed = "{internal: deny, local: deny, national: deny, international: deny}"
    whole = from_levels([f"account restrict: {closed}", f"user restrict: {closed}"])
    assert may_call(whole, EMERGENCY)


def live(whole: Whole, **values: str) -> World:
    account = whole.account().id
    return World(
        live={(account, "user.anna", name.replace("__", ".")): v for name, v in values.items()}
    )


def rung(whole: Whole, world: World | None = None, dialled: str = "101") -> list[str]:
    """The phones and numbers that are called when Ben calls Anna."""
    told = events(whole, Told(dialled, "ben-desk", world=world or World()))
    return [event.subject.partition("@")[0] for event in told if event.verb in ("rings", "dials")]


@holds("do-not-disturb")
@pytest.mark.parametrize(
    ("written", "phone", "expected"),
    [
        ("false", "", ["anna-desk"]),
        ("true", "", []),
        ("true", "off", ["anna-desk"]),
        ("false", "on", []),
    ],
)
def test_do_not_disturb_by_phone_beats_the_yaml(
    written: str, phone: str, expected: list[str]
) -> None:
    whole = from_levels([f"user do_not_disturb: {written}"])
    world = live(whole, do_not_disturb=phone) if phone else World()
    assert expected == rung(whole, world)


FORWARD = "user forward: {when: always, to: +16475550188}"


@holds("do-not-disturb")
@pytest.mark.parametrize(
    ("forwarding", "expected"), [("suppress", []), ("honour", ["+16475550188"])]
)
def test_do_not_disturb_beats_forwarding_unless_told_otherwise(
    forwarding: str, expected: list[str]
) -> None:
    disturb = f"user do_not_disturb: {{enabled: true, forwarding: {forwarding}}}"
    assert expected == rung(from_levels([FORWARD, disturb]))


@holds("forwarding")
@pytest.mark.parametrize(
    ("when", "to", "expected"),
    [
        ("", "", ["+16475550188"]),
        ("never", "", ["anna-desk"]),
        ("always", "+16475550199", ["+16475550199"]),
    ],
)
def test_forwarding_by_phone_beats_the_yaml(when: str, to: str, expected: list[str]) -> None:
    whole = from_levels([FORWARD])
    values = {
        name: value for name, value in (("forward__when", when), ("forward__to", to)) if value
    }
    assert expected == rung(whole, live(whole, **values))


@holds("call waiting")
@pytest.mark.parametrize(
    ("user", "device", "expected"),
    [("true", "true", ["anna-desk"]), ("false", "true", []), ("true", "false", [])],
)
def test_a_phone_rings_during_a_call_if_both_levels_say_so(
    user: str, device: str, expected: list[str]
) -> None:
    whole = from_levels([f"user call_waiting: {user}", f"device call_waiting: {device}"])
    talking = World(in_use=frozenset({"anna-desk@harbour.example"}))
    assert expected == rung(whole, talking)


@holds("devices that are rung")
def test_the_phone_that_is_calling_is_not_rung() -> None:
    whole = office(more="groups: {all: {extension: 200, members: [user.anna, user.ben]}}")
    assert ["anna-desk"] == rung(whole, dialled="200")


@holds("devices that are rung")
def test_a_device_that_is_switched_off_is_not_rung() -> None:
    assert [] == rung(from_levels(["device enabled: false"]))


@holds("devices that are rung")
def test_a_device_that_is_not_registered_is_not_rung() -> None:
    away = World(phones={"anna-desk@harbour.example": Behaviour("unavailable")})
    assert [] == rung(office(), away)


@holds("how long a device rings")
@pytest.mark.parametrize(("plan", "expected"), [(", for: 7s", "7"), ("", "25")])
def test_a_device_rings_as_its_plan_says(plan: str, expected: str) -> None:
    whole = from_levels([f"user ring: {{for: 25s, plan: [{{device: desk{plan}}}]}}"])
    told = events(whole, Told("101", "ben-desk"))
    assert [expected] == [event.detail for event in told if event.verb == "rings"]


MUSIC = "more hold_music: {calm: {silence: true}, loud: {silence: true}}"


@holds("hold music of a phone")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling([("user hold_music: calm", "calm"), ("account hold_music: loud", "loud"), ("", "")]),
)
def test_the_hold_music_of_a_phone(written: list[str], expected: str) -> None:
    whole = from_levels([*written, MUSIC])
    assert expected == endpoint_field(whole, "hold_music").partition(".")[2]


@holds("language")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling([("user language: fr", "fr"), ("account language: de", "de"), ("", "en")]),
)
def test_the_language_of_a_person(written: list[str], expected: str) -> None:
    assert expected == endpoint_field(from_levels(written), "language")


@holds("time zone of a person")
@pytest.mark.parametrize(
    ("written", "expected"),
    falling([("user timezone: Europe/Berlin", "Europe/Berlin"), ("", "America/Halifax")]),
)
def test_the_time_zone_of_a_person(written: list[str], expected: str) -> None:
    assert expected == endpoint_field(from_levels(written), "timezone")


def endpoint_field(whole: Whole, name: str) -> str:
    endpoint = next(one for one in whole.inventory.endpoints if one.device == "anna-desk")
    return str(getattr(endpoint, name))


@holds("time zone of a schedule")
@pytest.mark.parametrize(
    ("step", "schedule", "expected"),
    [
        (", at_zone: Asia/Tokyo", ", timezone: Europe/Berlin", "Asia/Tokyo"),
        ("", ", timezone: Europe/Berlin", "Europe/Berlin"),
        ("", "", "America/Halifax"),
    ],
)
def test_the_zone_that_a_schedule_is_read_in(step: str, schedule: str, expected: str) -> None:
    hours = {"Asia/Tokyo": 21, "Europe/Berlin": 13, "America/Halifax": 8}
    hour = hours[expected]  # what the clocks show there at noon in London
    whole = office(
        more=f"""
schedules: {{office: {{open: {{mon-sun: {hour:02d}:00-{hour:02d}:30}}{schedule}}}}}
numbers: {{+19025550100: [{{schedule: {{use: office{step}, open: user.anna}}}}]}}
"""
    )
    london = datetime(2026, 11, 24, 12, 10, tzinfo=UTC)
    assert subjects(whole, "rings", Told(at=london))
