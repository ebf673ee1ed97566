"""Tables of fields: what may stand in a mapping of the language, as Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from compiler.plain_types import Linker, anchor, default_words, models_in, type_words


def fields_section(model: type[BaseModel], pages: Linker, without: tuple[str, ...] = ()) -> str:
    """The fields of a model and of all mappings inside it, as sections of a page.

    `pages` says which models have a page of their own, and is empty for the others; those get a
    section here.
    """
    inner = dict(_models_inside(model, pages))

    def link(one: type[BaseModel]) -> str:
        return pages(one) or f"#{anchor(inner[one])}"

    sections = [f"## Fields\n\n{table_of(model, link, without)}"]
    for one, heading in inner.items():
        told = "\n\n".join(part for part in (prose_of(one), short_form_of(one)) if part)
        sections.append(f"### {heading}\n\n{told}\n\n{table_of(one, link)}")
    return "\n\n".join(sections)


def _models_inside(model: type[BaseModel], pages: Linker) -> Iterator[tuple[type[BaseModel], str]]:
    """The models inside a model without a page, each once, with the keys that lead to it."""
    seen: set[type[BaseModel]] = {model}
    waiting = [(model, "")]
    while waiting:
        outer, above = waiting.pop(0)
        for inner, path in _models_of_fields(outer, above):
            if inner not in seen and not pages(inner):
                seen.add(inner)
                waiting.append((inner, path))
                yield inner, f"`{path}`"


def _models_of_fields(model: type[BaseModel], above: str) -> Iterator[tuple[type[BaseModel], str]]:
    for name, info in model.model_fields.items():
        for inner in models_in(info.annotation):
            yield inner, f"{above}.{key_of(name, info)}".strip(".")


def key_of(name: str, info: FieldInfo) -> str:
    """The key that a field is written with."""
    return info.alias or name


def prose_of(thing: type) -> str:
    """A docstring as it is read, its indentation taken away."""
    return inspect.cleandoc(thing.__dict__.get("__doc__") or "")


def short_form_of(model: type[BaseModel]) -> str:
    """What a model says of the shorter way to write it: the docstring of its own `unfold`."""
    unfold = model.__dict__.get("unfold")
    said = inspect.getdoc(getattr(unfold, "__func__", None)) if unfold else None
    return f"Short form: {said[0].lower()}{said[1:]}" if said else ""


def table_of(model: type[BaseModel], link: Linker, without: tuple[str, ...] = ()) -> str:
    """The table of a model's fields."""
    rows = [
        (f"`{key_of(name, info)}`", *_told(info, link), cell(info.description or ""))
        for name, info in sorted(model.model_fields.items(), key=lambda one: one[0] == "on")
        if name not in without
    ]
    head = "| Key | Type | Default | Meaning |\n|---|---|---|---|"
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])


def _told(info: FieldInfo, link: Linker) -> tuple[str, str]:
    words = type_words(info.annotation, tuple(info.metadata), link)
    return cell(words), cell(default_words(info))


def cell(text: str) -> str:
    """A text as it stands in a table's cell."""
    return text.replace("|", "\\|").replace("\n", " ")
