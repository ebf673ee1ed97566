"""What the fields of a model are, as far as a comparison must know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from compiler.difference.words import label_of
from schema.reading import Reader
from schema.references import DESTINATION_KINDS, Kinds
from schema.step import Step


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A field: its name, the key it is written with, what people call it, and what it holds."""

    name: str
    key: str
    label: str
    model: str
    lasts: bool = False
    leads: bool = False


@cache
def fields_of(model: type[BaseModel]) -> tuple[FieldKind, ...]:
    """The fields of a model, in the order of its page."""
    return tuple(
        FieldKind(
            name=name,
            key=info.alias or name,
            label=label_of(model.__name__, info.alias or name),
            model=model.__name__,
            lasts=any(_is_duration(mark) for mark in _marks(info.annotation, info.metadata)),
            leads=any(_is_destination(mark) for mark in _marks(info.annotation, info.metadata)),
        )
        for name, info in model.model_fields.items()
    )


def _marks(annotation: Any, metadata: Any = ()) -> Iterator[Any]:
    """All that is said of a type, and of the types it is made of."""
    yield from metadata
    yield from getattr(annotation, "__metadata__", ())
    for argument in get_args(annotation):
        yield from _marks(argument)


def _is_duration(mark: Any) -> bool:
    return isinstance(mark, Reader) and mark.description.startswith("A duration")


def _is_destination(mark: Any) -> bool:
    return isinstance(mark, Kinds) and mark.allowed == DESTINATION_KINDS


def is_steps(value: Any) -> bool:
    """Whether a value is a list of steps."""
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Step)
