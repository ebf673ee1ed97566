"""Scenarios: what is expected of a call, held against what happens."""

from __future__ import annotations

import pytest

from compiler.scenarios import Verdict, check_scenario
from compiler.simulate import Behaviour, World
from compiler.story import Event
from schema.program import Const, End, Jump, Media, Play, TakeMessage
from tests.compiler.simulated import (
    WORLD,
    at,
    block,
    outside,
    phone,
    program,
    ring,
    ring_phone,
)

BOX = "299@harbour-1a2b3c4d"
FLOW = program(
    block("did", Play((Media("harbour", "welcome"),)), ring("leg.anna"), end=Jump(at("away"))),
    block("leg.anna", ring_phone("anna-desk"), end=End()),
    block("away", Play((Media("harbour", "closed"),)), TakeMessage(Const(BOX), Const("busy"))),
)
BUSY = World(phones={phone("anna-desk"): Behaviour("busy")})


def names(event: Event) -> str:
    """What people call the subject of an event."""
    known = {BOX: "mailbox.front-desk", phone("anna-desk"): "anna-desk"}
    return known.get(event.subject, event.subject.removeprefix("harbour/"))


def judged(*expect: dict[str, str], exact: bool = False, world: World = BUSY) -> Verdict:
    """The verdict about the call, in a world where Anna is busy."""
    return check_scenario(FLOW, outside(), world, expect, names, exact)


ALL = (
    {"plays": "welcome"},
    {"rings": "anna-desk"},
    {"plays": "closed"},
    {"leaves_message": "mailbox.front-desk"},
    {"ends": "normal"},
)


def test_expectations_are_met_in_order_with_others_between_them() -> None:
    assert judged({"plays": "welcome"}, {"leaves_message": "mailbox.front-desk"}).passed


def test_a_scenario_that_passes_has_nothing_to_say() -> None:
    assert "" == judged({"plays": "welcome"}).sentence


def test_a_verdict_holds_the_story() -> None:
    assert "ends" == judged().story.events[-1].verb


def test_every_event_may_be_expected_not_only_those_worth_telling() -> None:
    assert judged({"fails": "anna-desk", "detail": "busy"}, {"outcome": "busy"}).passed


def test_a_detail_counts_where_it_is_written() -> None:
    passed = [
        judged({"leaves_message": "mailbox.front-desk", "detail": greeting}).passed
        for greeting in ("busy", "unavailable")
    ]
    assert [True, False] == passed


def test_the_same_event_does_not_meet_two_expectations() -> None:
    assert not judged({"plays": "welcome"}, {"plays": "welcome"}).passed


def test_the_nearest_event_of_the_same_sort_is_named() -> None:
    sentence = judged({"rings": "anna-desk"}, {"plays": "lunch"}).sentence
    assert (
        'expected "plays lunch" after "rings anna-desk", but "plays closed" (at 0:02.0) '
        "came instead"
    ) == sentence


def test_what_came_earlier_is_named_as_such() -> None:
    sentence = judged({"plays": "closed"}, {"rings": "anna-desk"}).sentence
    assert (
        'expected "rings anna-desk" after "plays closed", but that came earlier, at 0:02.0'
        == sentence
    )


def test_what_happened_to_the_same_one_is_named() -> None:
    sentence = judged({"connects": "anna-desk"}).sentence
    assert (
        'expected "anna-desk takes the call", but "rings anna-desk for 20 s" (at 0:02.0) '
        "came instead"
    ) == sentence


def test_else_the_next_event_worth_telling_is_named() -> None:
    sentence = judged({"plays": "closed"}, {"asks": "welcome"}).sentence
    assert (
        'expected "asks welcome" after "plays closed", but "leaves a message for '
        'mailbox.front-desk (greeting: busy)" (at 0:04.0) came instead'
    ) == sentence


def test_nothing_comes_behind_the_end() -> None:
    sentence = judged({"ends": "normal"}, {"asks": "welcome"}).sentence
    assert 'expected "asks welcome" after "ends: normal", but there was nothing more' == sentence


def test_an_exact_scenario_names_all_that_is_worth_telling() -> None:
    assert "" == judged(*ALL, exact=True).sentence


def test_an_exact_scenario_misses_what_it_does_not_name() -> None:
    sentence = judged(*ALL[1:], exact=True).sentence
    assert (
        'expected "rings anna-desk" first, but "plays welcome" (at 0:00.0) came instead' == sentence
    )


def test_an_exact_scenario_ends_where_the_call_ends() -> None:
    sentence = judged(*ALL[:-1], exact=True).sentence
    assert (
        'expected nothing more after "leaves a message for mailbox.front-desk", but '
        '"ends: normal" (at 0:14.0) came'
    ) == sentence


def test_an_exact_scenario_says_where_the_call_was_too_short() -> None:
    sentence = judged(*ALL, {"ends": "normal"}, exact=True).sentence
    assert 'expected "ends: normal" after "ends: normal", but there was nothing more' == sentence


def test_an_exact_scenario_may_name_more_than_must_be_named() -> None:
    more = (*ALL[:2], {"fails": "anna-desk"}, *ALL[2:])
    assert "" == judged(*more, exact=True).sentence


def test_the_same_scenario_fails_in_another_world() -> None:
    assert not judged(*ALL, exact=True, world=WORLD).passed


@pytest.mark.parametrize("line", [{}, {"plays": "a", "rings": "b"}, {"detail": "busy"}])
def test_a_line_that_does_not_name_one_thing_is_refused(line: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="names one thing"):
        judged(line)
