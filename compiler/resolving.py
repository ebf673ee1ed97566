"""An account written out with every default filled in, as YAML that says the same.

Nothing secret is in it: given secrets stay the references they are, and made ones stand nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias, assert_never

from pydantic import BaseModel

from schema.conditions import (
    CallerAnonymous,
    CallerIn,
    IsEqual,
    IsRegistered,
    PeriodIs,
)
from schema.feature_codes import FeatureCodes
from schema.phone_keys import Key
from schema.rewriting import Rewrite
from schema.scenario import Expectation
from schema.step import Step

Plain: TypeAlias = Any
"""Mappings, lists, texts, numbers, truth values and nothing: what JSON has."""

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
_GUESSED = re.compile(r"(?i:true|false|yes|no|on|off|null|y|n|nan|inf)")


def resolved(value: Any) -> Plain:
    """A model, or a part of one, with everything that was left out filled in."""
    if isinstance(value, Step):
        return _step(value)
    if isinstance(value, Key):
        return {name: resolved(one) for name, one in value.said().items()}
    if isinstance(value, FeatureCodes):
        return {"preset": "none"} | {name: str(code) for name, code in value.codes().items()}
    if isinstance(value, Expectation):
        return value.said()
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): resolved(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [resolved(entry) for entry in value]
    return _scalar(value)


def _fields(model: BaseModel) -> dict[str, Plain]:
    described = type(model).model_fields.items()
    return {info.alias or name: resolved(getattr(model, name)) for name, info in described}


def _step(step: Step) -> dict[str, Plain]:
    fields = _fields(step)
    on = fields.pop("on")
    return {step.kind: fields} | ({"on": on} if step.outcomes else {})


def _scalar(value: Any) -> Plain:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, CallerIn | CallerAnonymous | IsEqual | IsRegistered | PeriodIs):
        return _condition(value)
    return value.text if isinstance(value, Rewrite) else str(value)


def _condition(test: CallerIn | CallerAnonymous | IsEqual | IsRegistered | PeriodIs) -> str:
    match test:
        case CallerIn(listed):
            return f"caller in {listed}"
        case CallerAnonymous():
            return "caller is anonymous"
        case IsEqual(name, value):
            return f"{name} == {value}"
        case IsRegistered(who):
            return f"registered({who})"
        case PeriodIs(schedule, period):
            return f"{schedule} is {period}"
        case _:
            assert_never(test)


# --- YAML ---------------------------------------------------------------------------------------


def yaml_text(value: Plain) -> str:
    """A plain value as block YAML; texts that somebody might read as something else are quoted."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Plain) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, entry in value.items():
            yield from _entry(f"{_text(key)}:", entry)
    elif isinstance(value, list) and value:
        for entry in value:
            yield from _item(list(_lines(entry)))
    else:
        yield _inline(value)


def _entry(key: str, value: Plain) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield key
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{key} {_inline(value)}".rstrip()


def _item(lines: list[str]) -> Iterator[str]:
    first, *others = lines
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def _inline(value: Plain) -> str:
    """A value on the line of its key; nothing is nothing, since `null` is a word to the language."""
    if value is None:
        return ""
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    bare = _BARE.fullmatch(text) and not _GUESSED.fullmatch(text)
    return text if bare else json.dumps(text, ensure_ascii=False)
