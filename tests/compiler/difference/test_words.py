"""The words of differences are about fields that there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from pydantic import BaseModel

from compiler.difference.things import ORDER
from compiler.difference.words import (
    BEFORE,
    ENTRIES,
    LABELS,
    OWN_LABELS,
    ROTATES,
    SWITCHED,
    UNORDERED,
    WHOLE,
    WORDED,
    counted,
    cut,
    duration_words,
    listed,
)
from compiler.plain_types import models_in
from schema.document import document_model
from schema.grant import Grant
from schema.steps import step_kinds
from schema.things import sections


@cache
def fields() -> frozenset[tuple[str, str]]:
    """Every field of the language: its model and its key."""
    return frozenset(_fields())


def _fields() -> Iterator[tuple[str, str]]:
    seen: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [document_model(), Grant, *step_kinds().values()]
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, info in model.model_fields.items():
            yield model.__name__, info.alias or name
            waiting += models_in(info.annotation)


@pytest.mark.parametrize("table", [OWN_LABELS, BEFORE], ids=["labels", "before"])
def test_words_for_a_field_are_for_one_that_there_is(table: dict[tuple[str, str], str]) -> None:
    assert [] == sorted(set(table) - fields())


@pytest.mark.parametrize(
    "keys",
    [LABELS, ENTRIES, UNORDERED, WHOLE, WORDED, {key for _, key in SWITCHED}],
    ids=["labels", "entries", "unordered", "whole", "worded", "switched"],
)
def test_words_for_a_key_are_for_one_that_there_is(keys: set[str]) -> None:
    known = {key for _, key in fields()} | set(sections())
    assert [] == sorted(set(keys) - known)


def test_models_that_rotate_have_something_to_rotate() -> None:
    assert set(ROTATES) == {model for model, key in fields() if key == "rotate"} - {"BoxSettings"}


def test_every_section_has_its_place_in_the_order() -> None:
    assert set(sections()) == set(ORDER)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0s"), (20, "20s"), (90, "1m30s"), (3600, "1h"), (3661, "1h1m1s")]
)
def test_durations_are_shown_as_they_are_written(seconds: int, expected: str) -> None:
    assert expected == duration_words(seconds)


def test_counts_are_grammatical() -> None:
    assert ["1 user", "2 users", "0 mailboxes"] == [
        counted(1, "user"),
        counted(2, "user"),
        counted(0, "mailbox"),
    ]


def test_long_values_are_cut_and_stay_on_their_line() -> None:
    shown = cut("We are closed.\nPlease call again tomorrow, or leave a message after the tone.")
    assert (60, True, False) == (len(shown), shown.endswith("..."), "\n" in shown)


def test_of_many_names_the_first_are_shown() -> None:
    assert "a, b, c, d, e and 3 more" == listed(list("abcdefgh"))
