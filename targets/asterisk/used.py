"""What a call program uses: its variables and its recordings, found by walking its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from schema.program import Assign, Media, Program, Var

NAMED = ("into", "source", "counter", "date", "minute", "capture")
"""Fields of operations and entries that hold the name of a variable."""


def used_media(program: Program) -> set[Media]:
    """Every recording that can be played."""
    return {found for found in _walk(program) if isinstance(found, Media)}


def used_variables(program: Program) -> set[str]:
    """Every variable that is read or set."""
    found = list(_walk(program))
    names = {one.name for one in found if isinstance(one, Var | Assign)}
    set_by = {getattr(one, name, "") for one in found for name in NAMED}
    return (names | set_by) - {""}


def _walk(value: object) -> Iterator[object]:
    """Everything a program is made of."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for member in value:
            yield from _walk(member)
    elif is_dataclass(value):
        yield value
        for one in fields(value):
            yield from _walk(getattr(value, one.name))
