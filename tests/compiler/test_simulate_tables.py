"""Which entry of a table fits a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.simulation.tables import characters, find_entry
from schema.program import Entry, Table
from tests.compiler.simulated import at


def found(key: str, *patterns: str) -> str:
    """The pattern that wins for a key, or `none`."""
    entry = find_entry(Table("t", tuple(Entry(each, at(each)) for each in patterns)), key)
    return "none" if entry is None else entry.pattern


@pytest.mark.parametrize(
    ("key", "pattern", "fits"),
    [
        ("101", "101", True),
        ("1011", "101", False),
        ("10", "101", False),
        ("*98", "*98", True),
        ("+19025550100", "+19025550100", True),
        ("705", "7XX", True),
        ("70", "7XX", False),
        ("7*5", "7XX", False),
        ("0", "Z", False),
        ("1", "Z", True),
        ("1", "N", False),
        ("2", "N", True),
        ("5", "[135]", True),
        ("4", "[135]", False),
        ("4", "[2-5]", True),
        ("6", "[2-57]", False),
        ("7", "[2-57]", True),
        ("9", "9.", False),
        ("91", "9.", True),
        ("9*#+1", "9.", True),
        ("1", ".", True),
        ("", ".", False),
        ("", "", True),
        ("*21#", "*21X.", False),
        ("+44", "+X.", True),
        ("+4", "+X.", False),
        ("#5", "#X", True),
    ],
)
def test_a_pattern_fits_place_by_place(key: str, pattern: str, fits: bool) -> None:
    assert (pattern if fits else "none") == found(key, pattern)


@pytest.mark.parametrize(
    ("key", "patterns", "wins"),
    [
        ("101", ("1XX", "101", "10X"), "101"),
        ("102", ("1XX", "10X"), "10X"),
        ("123", ("XX3", "1XX"), "1XX"),
        ("222", ("X22", "NXX"), "NXX"),
        ("222", ("ZXX", "NXX"), "NXX"),
        ("911", ("9.", "9XX"), "9XX"),
        ("911", (".", "XXX"), "XXX"),
        ("911", ("9.", "X11"), "9."),
        ("2", ("[23]", "[12]"), "[12]"),
        ("2", ("[123]", "[23]"), "[23]"),
        ("9", ("X", "9"), "9"),
    ],
)
def test_the_narrower_pattern_wins(key: str, patterns: tuple[str, ...], wins: str) -> None:
    assert (wins, wins) == (found(key, *patterns), found(key, *reversed(patterns)))


def test_an_empty_table_fits_nothing() -> None:
    assert "none" == found("101")


def test_two_tables_of_one_name_are_two_tables() -> None:
    assert ["101", "none"] == [found("101", "101"), found("101", "102")]


PLACE = st.sampled_from(["0", "1", "2", "9", "*", "X", "Z", "N", "[12]", "[0-3]", "[259]"])
PATTERN = st.builds(
    "{}{}".format, st.lists(PLACE, min_size=1, max_size=4).map("".join), st.sampled_from(["", "."])
)
KEY = st.text("0129*", min_size=1, max_size=5)


def fits_by_hand(pattern: str, key: str) -> bool:
    """The rule said once more, without regular expressions."""
    places = characters(pattern)
    if places[-1] == "":
        if len(key) < len(places):
            return False
        places = places[:-1]
        key = key[: len(places)]
    return len(key) == len(places) and all(
        character in place for character, place in zip(key, places, strict=True)
    )


def beats(left: str, right: str) -> bool:
    """Whether one pattern is narrower than another at the first place where they differ."""
    pairs = zip(characters(left), characters(right), strict=False)
    for ours, theirs in pairs:
        if ours != theirs:
            return (len(ours) or 99, ours) < (len(theirs) or 99, theirs)
    return False


@given(KEY, st.lists(PATTERN, max_size=6, unique=True))
def test_the_winner_fits_and_nothing_that_fits_beats_it(key: str, patterns: list[str]) -> None:
    wins = found(key, *patterns)
    fitting = [pattern for pattern in patterns if fits_by_hand(pattern, key)]
    assert (wins in fitting, False) == (
        bool(fitting),
        any(beats(pattern, wins) for pattern in fitting if wins != "none"),
    )
