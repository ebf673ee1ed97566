"""Every step kind in a small callflow: it lowers, it runs, and each of its outcomes is reached."""

from __future__ import annotations

import textwrap

import pytest

from compiler.closed import missing_addresses
from compiler.simulate import Behaviour, World
from compiler.story import Event
from schema.program import Program
from schema.steps import step_kinds
from tests.compiler.whole import Told, Whole, events, minimal

PEOPLE = """
restrict: {international: allow}
users:
  anna: {name: Anna Berg, extensions: [101], devices: {desk: {}}}
  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}
groups:
  sales: {extension: 200, members: [user.anna, user.ben]}
devices:
  lobby: {extension: 190}
caller_lists:
  vip: [+16475550123]
schedules:
  office: {open: {mon-fri: 08:00-17:00}}
numbers:
  +19025550100: callflow.main
"""

SAMPLES = {
    "answer": "- answer: 1s",
    "call": "- call: callflow.other",
    "caller_id": "- caller_id: {name_prefix: Sales, number_prefix: '9', restore: true}",
    "check_voicemail": "- check_voicemail: user.anna",
    "dial": "- dial: +16475550188",
    "do_not_disturb": "- do_not_disturb: toggle",
    "forward": "- forward: {turn: 'on', number: $caller.number}",
    "goto": "- goto: callflow.other",
    "hangup": "- hangup: {play: welcome}",
    "if": "- if: {condition: caller in caller_list.vip, then: user.anna, else: user.ben}",
    "menu": "- menu: {greeting: welcome, keys: {'1': user.anna}, dial_extensions: true}",
    "play": "- play: {media: [welcome, reached], interrupt: true, loop: 2}",
    "respond": "- respond: {code: 486, play: welcome}",
    "ring": "- ring: {to: [user.anna, group.sales, +16475550188], strategy: random}",
    "say": "- say: {digits: $caller.number}",
    "schedule": "- schedule: {use: office, open: user.anna}",
    "set": "- set: {language: fr, number: $caller.number}",
    "switch": "- switch: {variable: $dialled, cases: {'101': user.anna}, else: user.ben}",
    "voicemail": "- voicemail: {to: user.anna, greeting: none}",
    "wait": "- wait: 2s",
}


def phone(device: str, kind: str) -> World:
    return World(phones={f"{device}@harbour.example": Behaviour(kind)})


def outside(kind: str, presses: str = "1") -> World:
    behaviour = Behaviour(kind, presses=presses)
    return World(numbers={"+16475550188": behaviour})


RING, RING_OUT, DIAL = "ring: user.anna", "ring: +16475550188", "dial: +16475550188"
MENU = "menu: {greeting: welcome, keys: {'1': user.anna}, tries: 1}"
LOBBY = Told("300", "lobby")

OUTCOMES = {
    ("ring", "busy"): (RING, Told(world=phone("anna-desk", "busy"))),
    ("ring", "no_answer"): (RING, Told(world=phone("anna-desk", "no_answer"))),
    ("ring", "unavailable"): (RING, Told(world=phone("anna-desk", "unavailable"))),
    ("ring", "rejected"): (RING, Told(world=phone("anna-desk", "reject"))),
    ("ring", "congested"): (RING_OUT, Told(world=outside("congested"))),
    ("ring", "forbidden"): (RING_OUT, Told(world=outside("forbidden"))),
    ("dial", "busy"): (DIAL, Told(world=outside("busy"))),
    ("dial", "no_answer"): (DIAL, Told(world=outside("no_answer"))),
    ("dial", "rejected"): (DIAL, Told(world=outside("sip:603"))),
    ("dial", "forbidden"): (DIAL, Told(world=outside("forbidden"))),
    ("dial", "congested"): (DIAL, Told(world=outside("congested"))),
    ("dial", "invalid"): ("dial: $wrong", LOBBY),
    ("menu", "timeout"): (MENU, Told()),
    ("menu", "invalid"): (MENU, Told(presses=("7",))),
    ("voicemail", "full"): ("voicemail: user.anna", Told(world=World(full=frozenset({"box"})))),
    ("do_not_disturb", "invalid"): ("do_not_disturb: toggle", LOBBY),
    ("forward", "invalid"): ("forward: 'off'", LOBBY),
}


def account(step: str) -> Whole:
    """An account whose number and whose extension 300 lead to a step, and then to a recording."""
    steps = textwrap.indent(step, "      ")
    flows = f"""
callflows:
  other: [play: welcome]
  main:
    extensions: ["300"]
    steps:
{steps}
"""
    return minimal(PEOPLE + flows)


def with_full_box(told: Told, whole: Whole) -> Told:
    """The call with Anna's mailbox full where a mailbox is."""
    if not told.world.full:
        return told
    return Told(told.dialled, world=World(full=frozenset({f"101@{whole.account().id}"})))


def reached(whole: Whole, told: Told) -> bool:
    plays = ("plays", f"{whole.account().id}/reached")
    return plays in [(event.verb, event.subject) for event in events(whole, told)]


def runaways(program: Program, story: list[Event]) -> list[Event]:
    return [event for event in story if event.verb == "ends" and event.subject == "runaway"]


def test_every_step_kind_has_a_sample() -> None:
    assert sorted(step_kinds()) == sorted(SAMPLES)


def test_every_outcome_has_a_call() -> None:
    declared = {(kind, name) for kind, step in step_kinds().items() for name in step.outcomes}
    assert sorted(declared) == sorted(OUTCOMES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_step_lowers_to_a_program_without_holes(kind: str) -> None:
    assert [] == missing_addresses(account(SAMPLES[kind]).program)


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize(
    "told", [Told(), Told("300", "ben-desk"), LOBBY], ids=["outside", "phone", "lobby"]
)
def test_a_call_through_a_step_ends(kind: str, told: Told) -> None:
    whole = account(SAMPLES[kind])
    story = events(whole, told)
    assert [] == runaways(whole.program, story)
    assert story


@pytest.mark.parametrize(("kind", "outcome"), OUTCOMES)
def test_an_outcome_leads_where_on_says(kind: str, outcome: str) -> None:
    step, told = OUTCOMES[kind, outcome]
    before = "- set: {wrong: '5'}\n"
    whole = account(f"{before}- {step}\n  on: {{{outcome}: [{{play: reached}}]}}")
    assert reached(whole, with_full_box(told, whole))


@pytest.mark.parametrize(("kind", "outcome"), OUTCOMES)
def test_an_outcome_that_on_does_not_name_falls_through(kind: str, outcome: str) -> None:
    step, told = OUTCOMES[kind, outcome]
    whole = account(f"- set: {{wrong: '5'}}\n- {step}\n- play: reached")
    assert reached(whole, with_full_box(told, whole))
