"""How a scalar is read: from the text that was typed to a value of a closed kind.

A *reader* stands in an `Annotated` type. It takes the text (or an already right value), gives back
the value, or refuses with one plain sentence. A refusal is a `PydanticCustomError` of type `pbxc`;
its message is the sentence, and its context holds `sentence` and `help` (empty, or a hint such as
the nearest known name).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LONGEST_QUOTE = 60

# An editor reads YAML with its own guesses: `101` is a number to it, `no` a truth value. What we
# take as text must therefore be allowed there as any scalar.
SCALAR = ["string", "number", "boolean"]


def quote(value: object) -> str:
    """A value as it is quoted in a sentence: on one line, not too long, nothing invisible."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list"
    text = str(value)
    shown = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 3] + "..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + '"'


def refusal(sentence: str, hint: str = "") -> PydanticCustomError:
    """The error that says why a value can't be taken, and perhaps what to write instead."""
    # The sentence is filled in last, so that braces in a quoted value stay what they are.
    return PydanticCustomError("pbxc", "{sentence}", {"help": hint, "sentence": sentence})


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name that looks most like a text, or the empty text where none is near."""
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    found = difflib.get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or the empty text."""
    name = nearest(text, known)
    return f"Did you mean {name}?" if name else ""


def typed(value: object, expected: str) -> str:
    """The text that was typed, or a refusal where something else than a text stands there."""
    if isinstance(value, str):
        return value
    raise refusal(f"{quote(value)} stands where {expected} is expected.")


@dataclass(frozen=True)
class Reader:
    """A kind of scalar: how it is read, and how an editor should check it."""

    read: Callable[[Any], Any]
    description: str
    shape: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(
        self, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": SCALAR, "description": self.description} | dict(self.shape)
