"""Which extension takes a dialled text: Asterisk's order, as its `pbx.c` has it.

A literal goes before a pattern. Two patterns are compared place by place: the place that allows fewer
characters is first, then the one whose lowest character is lower, then the one whose set begins
earlier; `.` stands behind every set, `!` behind `.`, and a pattern that ends behind both. Hyphens
don't count on either side.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from targets.asterisk.reader.unreadable import Unreadable

Rank: TypeAlias = tuple[tuple[int, int, tuple[int, ...]], ...]

DIGIT_SETS = {
    "x": "0123456789",
    "X": "0123456789",
    "z": "123456789",
    "Z": "123456789",
    "n": "23456789",
    "N": "23456789",
}
LONGEST_NAME = 79

_RANK_OF_ANYTHING = (0x180, 0, ())
_RANK_OF_END = (0x300, 0, ())


def is_pattern(name: str) -> bool:
    """Whether an extension's name is a pattern."""
    return name.startswith("_")


def plain(name: str) -> str:
    """A literal name as it is compared: without hyphens."""
    return name.replace("-", "")


@lru_cache(maxsize=65536)
def rank_of(pattern: str) -> Rank:
    """A pattern's place in the order of matching; lower is tried first."""
    ranks = []
    for place in _places(pattern):
        codes = sorted(ord(character) for character in place)
        ranks.append((len(codes), codes[0], tuple(codes)) if codes else _RANK_OF_ANYTHING)
    return (*ranks, _RANK_OF_END)


def does_match(pattern: str, dialled: str) -> bool:
    """Whether a dialled text fits a pattern."""
    return _expression(pattern).fullmatch(plain(dialled)) is not None


@lru_cache(maxsize=65536)
def _expression(pattern: str) -> re.Pattern[str]:
    parts = (f"[{re.escape(place)}]" if place else ".+" for place in _places(pattern))
    return re.compile("".join(parts), re.DOTALL)


def _places(pattern: str) -> tuple[str, ...]:
    """The characters that each place allows; empty for a `.`, which must be the last."""
    places: list[str] = []
    rest = pattern.removeprefix("_").replace("-", "") if "[" not in pattern else pattern[1:]
    while rest:
        head, rest = rest[0], rest[1:]
        if head == "[":
            members, _, rest = rest.partition("]")
            places.append(_members(members, pattern))
        elif head == "!" or (head == "." and rest):
            raise Unreadable("a pattern", pattern, "the two matchers of Asterisk disagree about it")
        elif head == ".":
            places.append("")
        elif head != "-":
            places.append(DIGIT_SETS.get(head, head))
    return tuple(places)


def _members(members: str, pattern: str) -> str:
    if not members or not all(character in "0123456789*#+" for character in members):
        raise Unreadable("a pattern", pattern, "its set is not one of keys")
    return "".join(sorted(set(members)))
