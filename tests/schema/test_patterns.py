"""Dial patterns against brute force over short keys."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from schema.patterns import best, covers, matches, overlap, plain, positions, rank, tied

KEYS = ["".join(key) for n in range(1, 4) for key in itertools.product("0129*", repeat=n)]
places = st.sampled_from(["0", "1", "2", "9", "*", "X", "Z", "N", "[01]", "[12]", "[1-9]", "[029]"])
patterns = st.builds(
    lambda parts, dot: "".join(parts) + dot,
    st.lists(places, min_size=1, max_size=3),
    st.sampled_from(["", "", "."]),
)


def test_a_set_is_written_digit_by_digit() -> None:
    assert "7[2346]X9[12]." == plain("7[2-46]X9[12].")


def test_a_set_that_is_a_class_is_written_as_the_class() -> None:
    assert "XZN5" == plain("[0-9][1-9][2-9][5]")


def test_a_dot_stands_for_one_or_more() -> None:
    assert [False, True, True] == [matches("9.", key) for key in ("9", "91", "9*#+12")]


def test_a_literal_is_better_than_a_pattern() -> None:
    assert "911" == best(["9XX", "91X", "911", "9."], "911")


def test_of_two_patterns_the_narrower_at_the_first_difference_is_better() -> None:
    assert "1[23]X" == best(["1X3", "1[23]X", "1."], "123")


def test_nothing_is_best_where_nothing_matches() -> None:
    assert best(["9XX", "1."], "1") is None


def test_patterns_that_differ_in_sets_of_one_size_are_tied() -> None:
    assert [True, False, False] == [
        tied("[12]X", "[23]X"),
        tied("[12]X", "[34]X"),
        tied("[12]X", "2X"),
    ]


@given(patterns, patterns)
def test_overlap_says_whether_some_key_fits_both(one: str, other: str) -> None:
    longest = max(len(positions(one)), len(positions(other))) + 1
    keys = ("".join(k) for n in range(1, longest + 1) for k in itertools.product("0129*", repeat=n))
    assert any(matches(one, key) and matches(other, key) for key in keys) == overlap(one, other)


@given(patterns, patterns)
def test_a_pattern_that_covers_another_matches_all_its_keys(one: str, other: str) -> None:
    if covers(one, other):
        assert [] == [key for key in KEYS if matches(other, key) and not matches(one, key)]


@given(patterns, patterns)
def test_the_order_of_two_overlapping_patterns_is_clear_unless_they_are_tied(
    one: str, other: str
) -> None:
    if overlap(one, other) and not tied(one, other):
        sizes = [[size for size, _ in rank(pattern)] for pattern in (one, other)]
        assert sizes[0] != sizes[1]
