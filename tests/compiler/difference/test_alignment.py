"""Lists are aligned as a reader would: what is inserted or taken out is one difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.difference.alignment import pairs_of

WORDS = st.lists(st.sampled_from("abc"), max_size=12)


@given(WORDS, st.integers(0, 12))
def test_one_inserted_entry_is_one_difference(old: list[str], at: int) -> None:
    new = [*old[:at], "new", *old[at:]]
    differing = [pair for pair in pairs_of(old, new) if not _same(pair, old, new)]
    assert [(None, min(at, len(old)))] == differing


@given(WORDS, st.integers(0, 12))
def test_one_removed_entry_is_one_difference(new: list[str], at: int) -> None:
    old = [*new[:at], "old", *new[at:]]
    differing = [pair for pair in pairs_of(old, new) if not _same(pair, old, new)]
    assert [(min(at, len(new)), None)] == differing


@given(WORDS, WORDS)
def test_every_entry_stands_in_exactly_one_pair(old: list[str], new: list[str]) -> None:
    pairs = list(pairs_of(old, new))
    assert (list(range(len(old))), list(range(len(new)))) == (
        [before for before, _ in pairs if before is not None],
        [after for _, after in pairs if after is not None],
    )


@given(WORDS)
def test_a_list_is_like_itself(words: list[str]) -> None:
    assert [(index, index) for index in range(len(words))] == list(pairs_of(words, words))


def _same(pair: tuple[int | None, int | None], old: list[str], new: list[str]) -> bool:
    before, after = pair
    return before is not None and after is not None and old[before] == new[after]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["ring anna", "say hi"], ["say hello", "ring ben"], [(0, None), (1, 0), (None, 1)]),
        (["play a b c", "ring x"], ["ring y", "play a b d"], [(None, 0), (0, 1), (1, None)]),
        (["play a b c"], ["play x y z", "play a b d"], [(None, 0), (0, 1)]),
        (["play a"], ["say b"], [(0, 0)]),
        (["play a"], ["say b", "ring c"], [(0, None), (None, 0), (None, 1)]),
    ],
)
def test_what_is_alike_is_paired(
    old: list[str], new: list[str], expected: list[tuple[int | None, int | None]]
) -> None:
    found = list(pairs_of(old, new, lambda text: str(text).split()[0]))
    assert sorted(map(str, expected)) == sorted(map(str, found))


def test_a_list_without_end_is_aligned_by_place() -> None:
    old = ["same"] * 20_000
    assert 20_001 == len(list(pairs_of([*old, "x"], ["y", *old])))
