"""Types and defaults in plain words, as the reference pages tell them.

A scalar is told by its reader's description: `A duration, 1 to 600 seconds: 20s, 2m or 20.` is
named `duration`, told as `duration, 1 to 600 seconds`, and explained by what stands behind the
colon.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Tag
from pydantic.fields import FieldInfo

from schema.outcomes import OUTCOMES
from schema.phone_keys import Aim
from schema.reading import Reader
from schema.references import DESTINATION_KINDS, Kinds

Linker = Callable[[type[BaseModel]], str]
"""Where the fields of a model are told: a page, an anchor, or both."""

VALUES = "values.md"

# Scalars that are told under a heading of their own.
ELSEWHERE = {
    "class of calls": "restrict.md#classes",
    "condition": f"{VALUES}#conditions",
    "variable": f"{VALUES}#variables",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """How a kind of scalar is told: its name, its name with its bounds, and its rule."""

    name: str
    told: str
    rule: str

    @property
    def link(self) -> str:
        """Where it is explained, as a Markdown link."""
        return f"[{self.told}]({ELSEWHERE.get(self.name, f'{VALUES}#{anchor(self.name)}')})"


def anchor(heading: str) -> str:
    """The anchor that a heading gets in rendered Markdown."""
    kept = (c for c in heading.lower() if c.isalnum() or c in " -_")
    return "".join(kept).strip().replace(" ", "-")


def scalar_of(reader: Reader) -> Scalar:
    """What a reader's description says."""
    told, _, rule = reader.description.partition(": ")
    for article in ("A ", "An "):
        told = told.removeprefix(article)
    told = told.rstrip(".")
    told = told if told[:3].isupper() else told[0].lower() + told[1:]
    name = told.partition(",")[0]
    return Scalar(name, told, rule.strip())


def readers_in(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Reader]:
    """Every scalar that a type is made of."""
    found = [mark for mark in metadata if isinstance(mark, Reader)]
    if found:
        yield found[0]
        return
    marks = tuple(getattr(annotation, "__metadata__", ()))
    for inner in get_args(annotation)[: 1 if marks else None]:
        yield from readers_in(inner, marks)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that a type is made of, not those inside them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def type_words(annotation: Any, metadata: tuple[Any, ...], link: Linker) -> str:
    """A type in plain words, as Markdown."""
    for mark in metadata:
        if isinstance(mark, Reader):
            return scalar_of(mark).link
        if isinstance(mark, Kinds):
            return _reference_words(mark)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_words(inner[0], tuple(inner[1:]), link)
    if origin in (Union, types.UnionType):
        return _either_words(inner, link)
    if origin is Literal and inner == OUTCOMES:
        return f"[outcome]({VALUES}#outcomes)"
    if origin is Literal:
        return _listed([f"`{word}`" for word in inner])
    if origin is tuple:
        return _list_words(inner[0], metadata, link)
    if origin is dict:
        key, value = (type_words(one, (), link) for one in inner)
        return f"mapping of {key} to {value}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[fields]({link(annotation)})"
    return _plain_words(annotation)


def _plain_words(annotation: Any) -> str:
    if getattr(annotation, "__name__", "") == "AnyStep" or "AnyStep" in repr(annotation):
        return "step"
    plain = {str: "text", int: "whole number", bool: "yes or no", datetime.datetime: "moment"}
    return plain.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _reference_words(kinds: Kinds) -> str:
    if isinstance(kinds, Aim):
        return f"{_reference_words(Kinds(kinds.allowed))}, or {kinds.words}"
    if kinds.allowed == DESTINATION_KINDS:
        return f"[{_listed(list(kinds.allowed))}]({VALUES}#references)"
    said = _listed([f"{kind.replace('_', ' ')}" for kind in kinds.allowed])
    return f"[{said}]({VALUES}#references)"


def _either_words(inner: tuple[Any, ...], link: Linker) -> str:
    tags = {mark.tag for one in inner for mark in getattr(one, "__metadata__", ()) if _is_tag(mark)}
    if tags == {"reference", "steps"}:
        return f"[destination]({VALUES}#destinations)"
    said = [type_words(one, (), link) for one in inner if one is not type(None)]
    return _listed(list(dict.fromkeys(said)))


def _is_tag(mark: object) -> bool:
    return isinstance(mark, Tag)


def _list_words(inner: Any, metadata: tuple[Any, ...], link: Linker) -> str:
    one = type_words(inner, (), link)
    if one == "step":
        return "[list of steps](callflows.md)"
    return f"{one}, or a list of them" if takes_one(metadata) else f"list of {one}"


def takes_one(metadata: tuple[Any, ...]) -> bool:
    """Whether a list may be written as its only entry."""
    befores = [mark.func for mark in metadata if isinstance(mark, BeforeValidator)]
    return any(before("one") == ["one"] for before in befores)  # type: ignore[call-arg]


def _listed(words: list[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last


def default_words(info: FieldInfo) -> str:
    """A field's default as it would be written; empty where it is nothing."""
    if info.is_required():
        return "**required**"
    value = info.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_unset=True, by_alias=True)
    if isinstance(value, int) and _is_duration(info):
        return f"`{duration_text(value)}`"
    written = written_value(value)
    return f"`{written}`" if written else ""


def _is_duration(info: FieldInfo) -> bool:
    return any(one.description.startswith("A duration") for one in readers_of(info))


def readers_of(info: FieldInfo) -> Iterator[Reader]:
    """Every scalar that a field is made of."""
    return readers_in(info.annotation, tuple(info.metadata))


def duration_text(seconds: int) -> str:
    """Seconds as they are written: `1m30s`."""
    text = ""
    for unit, size in (("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def written_value(value: Any) -> str:
    """A value as YAML on one line; empty for nothing and for empty lists and mappings."""
    if value is None or value in ((), {}, ""):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return f"[{', '.join(written_value(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written_value(one)}" for key, one in value.items()) + "}"
    return str(value)
