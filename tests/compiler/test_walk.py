"""Walking a document, and the way back to what was written."""

from __future__ import annotations

import pytest

from compiler.walk import walk
from compiler.written import written_route
from schema.program import Route
from schema.references import DESTINATION_KINDS
from tests.compiler.trees import read_tree

SAMPLE = """
callflows:
  main:
    - ring: user.anna
      on: {busy: callflow.main}
    - menu:
        greeting: welcome
        keys: {"1": user.anna, "2": [{if: {condition: schedule.office is open, then: menu.m}}]}
    - schedule: {use: office, closed: [hangup]}
numbers:
  +19025550101: user.anna
"""
TREE, SOURCES = read_tree(SAMPLE)
WALK = walk(TREE.root)


def written(route: Route) -> Route:
    return written_route(route, SOURCES.documents[""])


def test_every_reference_is_found_where_it_was_written() -> None:
    expected = {
        ("user.anna", ("callflows", "main", 0, "ring")),
        ("callflow.main", ("callflows", "main", 0, "on", "busy")),
        ("media.welcome", ("callflows", "main", 1, "menu", "greeting")),
        ("user.anna", ("callflows", "main", 1, "menu", "keys", "1")),
        ("schedule.office", ("callflows", "main", 1, "menu", "keys", "2", 0, "if", "condition")),
        ("menu.m", ("callflows", "main", 1, "menu", "keys", "2", 0, "if", "then")),
        ("schedule.office", ("callflows", "main", 2, "schedule", "use")),
        ("user.anna", ("numbers", "+19025550101")),
        ("location.clinic", ("account", "default_location")),
    }
    assert expected == {(str(one.reference), written(one.origin.route)) for one in WALK.mentions}


def test_what_lies_behind_a_key_waits_for_the_caller() -> None:
    waiting = {str(one.reference) for one in WALK.mentions if one.waits and one.enters}
    assert {"user.anna", "menu.m"} == waiting


def test_a_reference_that_is_only_rung_does_not_enter() -> None:
    entered = sorted(str(one.reference) for one in WALK.mentions if one.enters and not one.waits)
    assert ["callflow.main", "user.anna"] == entered


def test_a_destination_knows_which_kinds_can_stand_there() -> None:
    (mention,) = [one for one in WALK.mentions if one.origin.route[0] == "numbers"]
    assert DESTINATION_KINDS == mention.kinds


def test_steps_inside_other_steps_are_found() -> None:
    found = [step.kind for steps in walk(TREE.root).lists for step in steps.steps]
    assert ["hangup", "hangup", "if", "menu", "ring", "schedule"] == sorted(found)


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (("callflows", "main", "steps", 1, "keys", "1"), ("callflows", "main", 1, "menu", "keys", "1")),
        (("callflows", "main", "steps", 0, "ring", "to", 0, "to"), ("callflows", "main", 0, "ring")),
        (("callflows", "main", "steps", 0, "ring", "on", "busy"), ("callflows", "main", 0, "on", "busy")),
        (("callflows", "main", "steps", 2, "closed", 0), ("callflows", "main", 2, "schedule", "closed", 0)),
        (("callflows", "gone", "steps", 0), ("callflows",)),
        (("nothing",), ()),
    ],
)  # fmt: skip
def test_parts_that_were_not_written_are_passed_over(route: Route, expected: Route) -> None:
    assert expected == written(route)
