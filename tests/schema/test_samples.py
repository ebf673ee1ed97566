"""The samples in the docstrings are right, and every field says what it is."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

import schema.destination
import schema.outcomes
import schema.restrict
from compiler.plain_types import models_in
from compiler.source import read_yaml
from schema.account_settings import AccountSettings
from schema.dialing_settings import Dialing
from schema.document import document_model
from schema.feature_codes import FeatureCodes
from schema.grant import Grant
from schema.hunting import Member
from schema.scenario import Scenario
from schema.steps import step_kinds
from schema.things import sections

SAMPLE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACCOUNT = {"name": "Harbour", "timezone": "America/Halifax", "country": "CA"}
LANGUAGE = (
    *step_kinds().values(),
    *sections().values(),
    *(AccountSettings, Dialing, FeatureCodes, Grant, Member, Scenario),
    *(schema.destination, schema.outcomes, schema.restrict),
)


def samples_of(thing: object) -> list[str]:
    return SAMPLE.findall(inspect.cleandoc(getattr(thing, "__doc__", None) or "") + "\n")


def samples() -> Iterator[Any]:
    for thing in LANGUAGE:
        name = getattr(thing, "__name__", "")
        for index, text in enumerate(samples_of(thing)):
            yield pytest.param(text, id=f"{name}-{index}")


def wrapped(sample: str) -> str:
    """A sample as a part of an account's file."""
    if sample.startswith("- "):
        return f"callflows:\n  sample:\n{textwrap.indent(sample, '    ')}"
    if sample.startswith("members:"):
        return f"groups:\n  sample:\n{textwrap.indent(sample, '    ')}"
    return sample


def read(sample: str) -> BaseModel:
    """The sample as the language reads it."""
    reading = read_yaml(wrapped(sample).encode(), "sample")
    assert () == reading.diagnostics
    written: dict[str, Any] = dict(reading.tree)
    model = document_model()
    if not set(written) <= set(model.model_fields):
        return Grant.model_validate(written)
    return model.model_validate({"account": ACCOUNT} | written)


def models() -> list[type[BaseModel]]:
    """Every model that an account or a grant is made of."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [document_model(), Grant, *step_kinds().values()]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.append(model)
            waiting += [
                one for info in model.model_fields.values() for one in models_in(info.annotation)
            ]
    return sorted(found, key=lambda one: one.__qualname__)


@pytest.mark.parametrize("sample", list(samples()))
def test_a_sample_is_read_without_a_mistake(sample: str) -> None:
    assert read(sample)


@pytest.mark.parametrize("thing", LANGUAGE, ids=lambda thing: thing.__name__)
def test_every_part_of_the_language_has_a_sample(thing: object) -> None:
    assert samples_of(thing)


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__qualname__)
def test_every_field_says_what_it_is(model: type[BaseModel]) -> None:
    silent = [name for name, info in model.model_fields.items() if not info.description]
    assert [] == silent


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__qualname__)
def test_every_model_has_a_docstring_of_its_own(model: type[BaseModel]) -> None:
    assert model.__dict__.get("__doc__")


def test_the_models_are_all_found() -> None:
    assert {"User", "Device", "PlannedRing", "Expectation", "Ring", "ExtensionRule"} <= {
        model.__name__ for model in models()
    }
