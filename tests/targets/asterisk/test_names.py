"""Names: injective, and of characters that Asterisk keeps."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.program import Media
from targets.asterisk import names
from targets.asterisk.text import Unwritable

LABELS = st.from_regex(r"[a-e][a-c0.~-]{0,90}", fullmatch=True)
VARIABLES = st.from_regex(r"[a-e][a-c0._~-]{0,90}", fullmatch=True)


@given(LABELS, LABELS)
def test_two_labels_never_share_an_extension(left: str, right: str) -> None:
    same = names.extension_name(left) == names.extension_name(right)
    assert (left == right) == same


@given(LABELS)
def test_an_extension_is_short_and_has_no_hyphen(label: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_.~+]{0,59}", names.extension_name(label))


@given(VARIABLES, VARIABLES)
def test_two_variables_of_the_program_never_share_one_of_asterisk(left: str, right: str) -> None:
    assert (left == right) == (names.variable(left) == names.variable(right))


def test_a_readable_label_stays_readable() -> None:
    assert "leg.anna_desk" == names.extension_name("leg.anna-desk")


@pytest.mark.parametrize("label", ["h", "i", "s", "t", "fax", "talk"])
def test_a_label_never_becomes_an_extension_that_asterisk_enters_by_itself(label: str) -> None:
    assert label != names.extension_name(label)


@pytest.mark.parametrize("label", ["", "A", "9a", "a_b", "a+b", "a*b", "a b", "-a", "ä"])
def test_a_label_of_another_alphabet_is_refused(label: str) -> None:
    with pytest.raises(Unwritable):
        names.extension_name(label)


def test_a_variable_keeps_its_words() -> None:
    assert "P_CALLER_NUMBER" == names.variable("caller.number")


def test_a_generation_is_named_by_its_content() -> None:
    one, two = (names.generation_context("harbour-1a2b3c4d", text) for text in ("a", "b"))
    assert re.fullmatch(r"harbour-1a2b3c4d\.g[0-9a-f]{10}", one)
    assert one != two


def test_a_recording_is_named_by_its_content() -> None:
    owners, welcome = {"harbour-1a2b3c4d"}, Media("harbour-1a2b3c4d", "welcome")
    paths = [names.media_path(welcome, owners, sha256) for sha256 in ("0a1b2c3d4e", "")]
    assert ["harbour-1a2b3c4d/welcome_0a1b2c3d", "harbour-1a2b3c4d/welcome"] == paths


def test_a_recording_of_an_account_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unwritable):
        names.media_path(Media("else-1a2b3c4d", "welcome"), {"harbour-1a2b3c4d"})
