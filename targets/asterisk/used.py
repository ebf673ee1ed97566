"""What a call program uses: its variables and its recordings, found by walking its values."""

from __future__ import annotations

from collections.abc import Mapping
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
    waiting: list[Any] = [program]
    while waiting:
        value = waiting.pop()
        kind = value.__class__
        if kind in PLAIN:
            continue
        if kind is Media:
            media.add(value)
        elif kind is tuple:
            waiting += [one for one in value if one.__class__ not in PLAIN]
        elif _is_mapping(kind):
            waiting += value.values()
        else:
            named, parts = _fields_of(kind)
            for name in named:
                variables.add(getattr(value, name))
            for name in parts:
                waiting.append(getattr(value, name))
    return Used(frozenset(media), frozenset(variables - {""}))


def used_media(program: Program) -> frozenset[Media]:
    """Every recording that can be played."""
    return used_in(program).media


@cache
def _is_mapping(kind: type) -> bool:
    return issubclass(kind, Mapping)


@cache
def _fields_of(kind: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that hold the name of a variable, and those that may hold more values; those of one
    plain type are passed over."""
    if not is_dataclass(kind):
        return (), ()
    plain = {one.__name__ for one in PLAIN}
    named = (*NAMED, "name") if kind in (Var, Assign) else NAMED
    listed = fields(kind)
    return (
        tuple(one.name for one in listed if one.name in named),
        tuple(one.name for one in listed if one.type not in plain),
    )
