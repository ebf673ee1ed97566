"""Look-ups in tables: which entry fits a key, by the rule that Asterisk orders extensions with.

A literal beats a pattern. Two patterns are compared place by place: the one that allows fewer
characters at the first place where they differ wins, then the one with the lower characters. A
trailing `.` allows more than any class. (`pbx.c: ext_cmp`.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schema.program import Entry, Table

CLASSES = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
ANYTHING = (1_000, "")
"""The rank of a trailing `.`: behind every class."""

_PLACE = re.compile(r"\[([^\]]*)\]|(.)", re.DOTALL)
_RANGE = re.compile(r"(\d)-(\d)")


def find_entry(table: Table, key: str) -> Entry | None:
    """The entry of a table that fits a key, or None."""
    index = _index(_Same(table))
    entry = index.literals.get(key)
    if entry is not None:
        return entry
    fitting = (entry for pattern, entry in index.patterns if pattern.fullmatch(key))
    return next(fitting, None)


def characters(pattern: str) -> tuple[str, ...]:
    """What each place of a pattern allows, as sorted characters; empty for a trailing `.`."""
    return tuple(_characters(pattern))


def _characters(pattern: str) -> Iterator[str]:
    for found in _PLACE.finditer(pattern):
        members, single = found.groups()
        if single == ".":
            yield ""
            return
        if single is not None:
            yield CLASSES.get(single, single)
        else:
            yield "".join(sorted(set(_RANGE.sub(_spelled, members))))


def _spelled(found: re.Match[str]) -> str:
    low, high = (int(end) for end in found.groups())
    return "".join(str(digit) for digit in range(low, high + 1))


@dataclass(frozen=True, eq=False, slots=True)
class _Same:
    """A table known by being the same object: its entries are too many to hash at each look-up."""

    table: Table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.table is self.table


@dataclass(frozen=True, slots=True)
class _Index:
    """A table made ready: its literals, and its patterns with the one that wins first."""

    literals: dict[str, Entry]
    patterns: tuple[tuple[re.Pattern[str], Entry], ...]


@lru_cache(maxsize=4096)
def _index(same: _Same) -> _Index:
    literals: dict[str, Entry] = {}
    patterns: list[tuple[tuple[tuple[int, str], ...], re.Pattern[str], Entry]] = []
    for entry in same.table.entries:
        if not any(character in "XZN[." for character in entry.pattern):
            literals.setdefault(entry.pattern, entry)
        else:
            rank, expression = _ranked(entry.pattern)
            patterns.append((rank, expression, entry))
    patterns.sort(key=lambda ranked: ranked[0])
    return _Index(literals, tuple((expression, entry) for _, expression, entry in patterns))


def _ranked(pattern: str) -> tuple[tuple[tuple[int, str], ...], re.Pattern[str]]:
    places = characters(pattern)
    rank = tuple((len(place), place) if place else ANYTHING for place in places)
    parts = (f"[{re.escape(place)}]" if place else ".+" for place in places)
    return rank, re.compile("".join(parts), re.DOTALL)
