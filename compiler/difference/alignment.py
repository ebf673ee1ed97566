"""Which entries of two lists are the same ones, so that an inserted entry is one difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from compiler.resolving import resolved

Pair: TypeAlias = tuple[int | None, int | None]
"""An old place and a new one; None where the entry is not there."""

Entries: TypeAlias = Sequence[tuple[str, str]]
"""The kind and the text of each entry."""

_WORD = re.compile(r"[\w.+-]+|\S")

MOST_ALIGNED = 40_000
MOST_COMPARED = 2_500
"""So many pairs of entries are looked at, and at their texts. In longer lists their place decides:
nobody reads such a difference, and to make it must not take long whatever somebody writes."""


def pairs_of(
    old: Sequence[Any], new: Sequence[Any], kind: Callable[[Any], str] = lambda _: ""
) -> Iterator[Pair]:
    """All entries in pairs, in reading order. Between equal entries, those of one kind that look
    most alike are paired; then others, where as many of them stand in the same place."""
    before, after = ([(kind(one), _text(one)) for one in entries] for entries in (old, new))
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    left, right = len(old) - end, len(new) - end
    yield from zip(range(start), range(start), strict=True)
    for one, other in _middle(before[start:left], after[start:right]):
        yield (None if one is None else start + one, None if other is None else start + other)
    yield from zip(range(left, len(old)), range(right, len(new)), strict=True)


def _middle(old: Entries, new: Entries) -> Iterator[Pair]:
    """The pairs of what stands between an equal beginning and an equal end."""
    if len(old) * len(new) > MOST_ALIGNED:
        both = min(len(old), len(new))
        yield from zip(range(both), range(both), strict=True)
        yield from _gap(range(both, len(old)), range(both, len(new)))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for same, first, last, new_first, new_last in matcher.get_opcodes():
        olds, news = range(first, last), range(new_first, new_last)
        if same == "equal":
            yield from zip(olds, news, strict=True)
        else:
            likeness = _Likeness(old[first:last], new[new_first:new_last])
            yield from _between(olds, news, likeness.pairs())


def _between(olds: range, news: range, found: list[tuple[int, int]]) -> Iterator[Pair]:
    """The pairs of a stretch, and what stands between them."""
    at, new_at = 0, 0
    for one, other in [*found, (len(olds), len(news))]:
        yield from _gap(olds[at:one], news[new_at:other])
        if one < len(olds):
            yield olds[one], news[other]
        at, new_at = one + 1, other + 1


def _gap(olds: range, news: range) -> Iterator[Pair]:
    if len(olds) == len(news):
        yield from zip(olds, news, strict=True)
        return
    yield from ((index, None) for index in olds)
    yield from ((None, index) for index in news)


class _Likeness:
    """How alike the entries of two stretches are: those of one kind at all, then by their text."""

    def __init__(self, old: Entries, new: Entries) -> None:
        self._old = old
        self._new = new

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of entries of one kind, in order, that are most alike together."""
        rows, columns = len(self._old), len(self._new)
        if rows * columns > MOST_COMPARED:
            return _same_kinds(self._old, self._new)
        best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
        for i in reversed(range(rows)):
            for j in reversed(range(columns)):
                together = self._score(i, j) + best[i + 1][j + 1]
                best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
        return self._walk(best)

    def _walk(self, best: list[list[float]]) -> list[tuple[int, int]]:
        found, i, j = [], 0, 0
        while i < len(self._old) and j < len(self._new):
            if best[i][j] == best[i + 1][j]:
                i += 1
            elif best[i][j] == best[i][j + 1]:
                j += 1
            else:
                found.append((i, j))
                i, j = i + 1, j + 1
        return found

    def _score(self, one: int, other: int) -> float:
        (kind, text), (other_kind, other_text) = self._old[one], self._new[other]
        if kind != other_kind:
            return 0.0
        words, other_words = _WORD.findall(text), _WORD.findall(other_text)
        return 1.0 + SequenceMatcher(None, words, other_words, autojunk=False).ratio()


def _same_kinds(old: Entries, new: Entries) -> list[tuple[int, int]]:
    kinds = ([kind for kind, _ in old], [kind for kind, _ in new])
    blocks = SequenceMatcher(None, *kinds, autojunk=False).get_matching_blocks()
    return [(a + step, b + step) for a, b, size in blocks for step in range(size)]


def _common(these: Entries, others: Entries) -> int:
    """How many entries both lists begin with."""
    count = 0
    for one, other in zip(these, others, strict=False):
        if one != other:
            break
        count += 1
    return count


def _text(value: Any) -> str:
    """What two entries must have in common to be the same."""
    return f"{type(value).__name__} {resolved(value)!r}"
