"""The order in which Asterisk tries the extensions of a context, as in `ext_cmp` of its pbx.c."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]
Order: TypeAlias = tuple[int, str, tuple[Place, ...]]

_CLASSES = {"N": "23456789", "X": "0123456789", "Z": "123456789"}
_ANYTHING = (0x18000, 0)
_END = (0x30000, 0)


@lru_cache(16384)
def match_order(name: str) -> Order:
    """A sort key: literals first, then patterns, narrower first where two differ first."""
    if not name.startswith("_"):
        return (0, name, ())
    return (1, "", tuple(_places(name[1:])))


def _places(pattern: str) -> list[Place]:
    places: list[Place] = []
    rest = pattern
    while rest:
        if rest[0] == "[":
            members, _, rest = rest[1:].partition("]")
            places.append(_place(members))
            continue
        head, rest = rest[0], rest[1:]
        places.append(_ANYTHING if head == "." else _place(_CLASSES.get(head, head)))
    return [*places, _END]


@lru_cache(1024)
def _place(members: str) -> Place:
    """How many characters fit, the lowest of them, and then the one whose set begins earlier."""
    codes = {ord(member) for member in members}
    bits = sum(1 << (255 - code) for code in codes)
    return (len(codes) << 8 | min(codes), -bits)
