"""Dial patterns: what they match, and which of two is the better match.

The alphabet is that of `schema.program.Entry`: digits, `*`, `#`, `+`, `X` (0-9), `Z` (1-9), `N`
(2-9), a set such as `[24]`, and a trailing `.` for one or more of anything dialable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

DIGITS = "0123456789"
DIALABLE = DIGITS + "*#+"
CLASSES = {"X": DIGITS, "Z": DIGITS[1:], "N": DIGITS[2:]}

_ONE = re.compile(r"\[([0-9-]+)\]|([0-9*#+XZN])")
_WIDEST = len(DIALABLE) + 1


def set_digits(inner: str) -> str:
    """The digits of a set such as `2-46`, each once and in order: `2346`."""
    found: set[int] = set()
    for first, last in re.findall(r"([0-9])(?:-([0-9]))?", inner):
        found.update(range(int(first), int(last or first) + 1))
    return "".join(str(digit) for digit in sorted(found))


@cache
def positions(pattern: str) -> tuple[str, ...]:
    """What may stand at each place of a pattern, a trailing dot left out."""
    parts = _ONE.findall(pattern)
    return tuple(set_digits(inner) if inner else CLASSES.get(one, one) for inner, one in parts)


def is_open(pattern: str) -> bool:
    """Whether a pattern ends with a dot, so that anything more may follow."""
    return pattern.endswith(".")


def written(places: Iterable[str]) -> str:
    """The shortest pattern for what may stand at each place."""
    short = {digits: letter for letter, digits in CLASSES.items()}
    return "".join(place if len(place) == 1 else short.get(place, f"[{place}]") for place in places)


def plain(pattern: str) -> str:
    """A pattern with every set written digit by digit, the one form that everybody reads alike."""
    return written(positions(pattern)) + ("." if is_open(pattern) else "")


def matches(pattern: str, key: str) -> bool:
    """Whether a dialled text fits a pattern."""
    places = positions(pattern)
    fits = all(character in place for character, place in zip(key, places, strict=False))
    if not is_open(pattern):
        return fits and len(key) == len(places)
    rest = key[len(places) :]
    return fits and len(rest) > 0 and all(character in DIALABLE for character in rest)


@cache
def rank(pattern: str) -> tuple[tuple[int, str], ...]:
    """Sorts patterns best first: narrower at the first place where they differ."""
    found = tuple((len(place), place) for place in positions(pattern))
    return (*found, (_WIDEST, "")) if is_open(pattern) else found


def best(patterns: Iterable[str], key: str) -> str | None:
    """The pattern that a dialled text belongs to, or None where none fits."""
    return min((p for p in patterns if matches(p, key)), key=rank, default=None)


def overlap(one: str, other: str) -> bool:
    """Whether some text fits both patterns."""
    a, b = positions(one), positions(other)
    if not _lengths_meet(one, other):
        return False
    return all(not set(p).isdisjoint(q) for p, q in zip(a, b, strict=False))


def covers(wide: str, narrow: str) -> bool:
    """Whether every text of a pattern of fixed length fits another one too."""
    a, b = positions(wide), positions(narrow)
    same_length = len(a) < len(b) if is_open(wide) else len(a) == len(b)
    if is_open(narrow) or not same_length:
        return False
    return all(set(q) <= set(p) for p, q in zip(a, b, strict=False))


def _lengths_meet(one: str, other: str) -> bool:
    a, b = len(positions(one)), len(positions(other))
    if is_open(one) and is_open(other):
        return True
    if is_open(one):
        return b > a
    if is_open(other):
        return a > b
    return a == b


def tied(one: str, other: str) -> bool:
    """Whether some text fits both patterns and neither is the better match."""
    if not overlap(one, other):
        return False
    for (size, place), (size_2, place_2) in zip(rank(one), rank(other), strict=False):
        if size != size_2:
            return False
        if place != place_2:
            return True
    return len(rank(one)) == len(rank(other))
