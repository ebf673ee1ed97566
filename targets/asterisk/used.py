"""What a call program uses: its variables and its recordings, found by walking its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from schema.program import (
    Assign,
    Collect,
    Count,
    Cut,
    Media,
    Program,
    Recall,
    Var,
)

NAMED = ("into", "source", "counter", "date", "minute", "capture")
"""Fields of operations and entries that hold the name of a variable."""


def used_media(program: Program) -> set[Media]:
    """Every recording that can be played."""
    return {found for found in _walk(program) if isinstance(found, Media)}


def used_variables(program: Program) -> set[str]:
    """Every variable that is read or set."""
    names: set[str] = set()
    for found in _walk(program):
        if isinstance(found, Var | Assign):
            names.add(found.name)
        if isinstance(found, Collect | Count | Cut | Recall) or is_dataclass(found):
            names |= {getattr(found, name) for name in NAMED if hasattr(found, name)}
    return names - {""}


def _walk(value: object) -> Iterator[object]:
    """Everything a program is made of."""
    if isinstance(value, Program):
        value = tuple(value.units.values())
    if isinstance(value, tuple | list):
        for member in value:
            yield from _walk(member)
    elif hasattr(value, "items"):
        yield from _walk(tuple(value.values()))  # type: ignore[attr-defined]
    elif is_dataclass(value):
        yield value
        for one in fields(value):
            yield from _walk(getattr(value, one.name))
