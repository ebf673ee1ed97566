"""The reference page of values: what can stand behind a key of the language."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

from pydantic import BaseModel

import schema.conditions
import schema.destination
import schema.outcomes
import schema.references
import schema.variables
from compiler.plain_types import ELSEWHERE, models_in, readers_of, scalar_of
from schema.document import document_model
from schema.grant import Grant
from schema.reading import Reader
from schema.steps import step_kinds

PARTS = (
    ("Outcomes", schema.outcomes),
    ("Destinations", schema.destination),
    ("References", schema.references),
    ("Conditions", schema.conditions),
    ("Variables", schema.variables),
)


def values_page() -> str:
    """The page: what the modules say of the bigger ideas, then every scalar by its name."""
    told = [f"## {title}\n\n{module_prose(module)}" for title, module in PARTS]
    rules = {scalar.name: scalar.rule for scalar in map(scalar_of, _readers())}
    scalars = [
        f"### {_capital(name)}\n\n{_capital(rule)}".strip()
        for name, rule in sorted(rules.items(), key=lambda one: one[0].lower())
        if name not in ELSEWHERE
    ]
    first = "# Values\n\nWhat can stand behind a key."
    return "\n\n".join([first, *told, "## Scalars", *scalars])


def module_prose(module: ModuleType) -> str:
    """The docstring of a module."""
    return inspect.cleandoc(module.__doc__ or "")


def _capital(text: str) -> str:
    return text if text.startswith("http") else text[:1].upper() + text[1:]


def _readers() -> Iterator[Reader]:
    """Every scalar that some field of the language holds."""
    seen: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [document_model(), Grant, *step_kinds().values()]
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for info in model.model_fields.values():
            yield from readers_of(info)
            waiting += models_in(info.annotation)
