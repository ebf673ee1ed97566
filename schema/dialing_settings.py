"""`dialing`: how people of an account dial."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import CountryCode, Digits, Pattern


def _read_prefix(value: Any) -> str:
    text = typed(value, "a prefix") if value is not None else ""
    if re.fullmatch(r"[0-9]{0,3}", text):
        return text
    raise refusal(f"{quote(text)} is not a dialling prefix; write up to three digits, or nothing")


def _read_plus_prefix(value: Any) -> str:
    text = typed(value, "a prefix with +")
    if re.fullmatch(r"\+[0-9]{0,15}", text):
        return text
    raise refusal(f"{quote(text)} is not a prefix with +; write + and the first digits, or + alone")


DialPrefix = Annotated[
    str, Reader(_read_prefix, "A dialling prefix: up to three digits.", {"pattern": "^[0-9]{0,3}$"})
]


class Extra(Model):
    """A rewriting rule of the account's own: dialled digits that fit `dial` lose their first `strip`
    digits and get `prefix`, which begins with + and the country code."""

    dial: Pattern = Field(description="what is dialled")
    strip: Annotated[int, Field(ge=0, le=20)] | Digits = Field(
        default=0, description="how many digits are dropped"
    )
    prefix: Annotated[
        str,
        Reader(
            _read_plus_prefix,
            "A prefix with +: + and the first digits of the number that is called.",
            {"pattern": r"^\+[0-9]{0,15}$"},
        ),
    ] = Field(default="+", description="set before the rest")


class Dialing(Model):
    """How people dial: the country's habits, the digit for an outside line, the local area code.

    ```yaml
    dialing: {area_code: "902", outside_prefix: "9"}
    ```
    """

    country: CountryCode | None = Field(default=None, description="else the account's")
    area_code: Digits | None = Field(default=None, description="for numbers dialled without one")
    outside_prefix: DialPrefix | None = Field(
        default=None, description="for an outside line; else the country's habit; empty: none"
    )
    trunk_prefix: DialPrefix | None = Field(
        default=None, description="before national numbers; else the country's"
    )
    extra: tuple[Extra, ...] = Field(default=(), description="rules of your own, first one wins")
