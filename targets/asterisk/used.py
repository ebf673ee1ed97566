"""What a call program uses: its variables and its recordings, found by walking its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from schema.program import Address, Assign, Const, Media, Origin, Program, Var

NAMED = ("into", "source", "counter", "date", "minute", "capture")
"""Fields of operations and entries that hold the name of a variable."""

PLAIN: frozenset[type] = frozenset({str, int, float, bool, type(None), Address, Const, Origin})
"""What holds neither a variable nor a recording: most of a program."""


@dataclass(frozen=True)
class Used:
    """The recordings that can be played, and the variables that are read or set."""

    media: frozenset[Media]
    variables: frozenset[str]


def used_in(program: Program) -> Used:
    """What a program uses."""
    media: set[Media] = set()
    variables: set[str] = set()
    for one in _walk(program):
        if isinstance(one, Media):
            media.add(one)
        elif isinstance(one, Var | Assign):
            variables.add(one.name)
        else:
            variables.update(getattr(one, name) for name in _named_in(one.__class__))
    return Used(frozenset(media), frozenset(variables - {""}))


def used_media(program: Program) -> frozenset[Media]:
    """Every recording that can be played."""
    return used_in(program).media


def _walk(program: Program) -> Iterator[Any]:
    """Everything a program is made of."""
    waiting: list[Any] = [program]
    while waiting:
        value = waiting.pop()
        kind = value.__class__
        if kind in PLAIN:
            continue
        if isinstance(value, tuple):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
        else:
            yield value
            waiting.extend([getattr(value, name) for name in _parts_of(kind)])


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


@cache
def _parts_of(kind: type) -> tuple[str, ...]:
    """The fields that may hold more; those of one plain type are passed over."""
    plain = {one.__name__ for one in PLAIN}
    return (
        tuple(one.name for one in fields(kind) if one.type not in plain)
        if is_dataclass(kind)
        else ()
    )


@cache
def _named_in(kind: type) -> tuple[str, ...]:
    return tuple(name for name in _fields_of(kind) if name in NAMED)
