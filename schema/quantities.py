"""Quantities of the language: durations, whole numbers, yes or no, and money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from schema.reading import Reader, quote, refusal, typed

LONGEST_DURATION = 10 * 366 * 86400

_DURATION = r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?"


def seconds_in(text: str) -> int | None:
    """The seconds that a duration such as `1h30m` or `20` says, or None where it says none."""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    parts = re.fullmatch(_DURATION, text, re.ASCII)
    if parts is None or not text or len(text) > 30:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def duration(least: int = 0, most: int = LONGEST_DURATION) -> Reader:
    """A reader of durations between two numbers of seconds, for an `Annotated[int, ...]`."""

    def read(value: Any) -> int:
        number = isinstance(value, int) and not isinstance(value, bool)
        seconds = int(value) if number else seconds_in(typed(value, "a duration"))
        if seconds is None:
            raise refusal(f"{quote(value)} is not a duration: write 20s, 2m, 1h30m or 20.")
        if not least <= seconds <= most:
            raise refusal(f"{quote(value)} is out of range: {least} to {most} seconds.")
        return seconds

    shape = {"type": ["string", "integer"], "pattern": r"^(?=.)(\d+|(\d+d)?(\d+h)?(\d+m)?(\d+s)?)$"}
    bounds = "" if most == LONGEST_DURATION else f", {least} to {most} seconds"
    return Reader(read, f"A duration{bounds}: 20s, 2m, 1h30m, or a bare number of seconds.", shape)


Seconds = Annotated[int, duration()]
"""A duration in whole seconds: `20s`, `2m`, `1h30m`, `90d`, `20`."""


def whole(least: int = 0, most: int = 10**9) -> Reader:
    """A reader of whole numbers between two bounds, for an `Annotated[int, ...]`."""

    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            number: int | None = int(value)
        else:
            text = typed(value, "a whole number")
            number = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if number is None:
            raise refusal(f"{quote(value)} is not a whole number.")
        if not least <= number <= most:
            raise refusal(f"{quote(value)} is out of range: {least} to {most}.")
        return number

    bounds = {"minimum": least, "maximum": most, "pattern": "^-?[0-9]+$"}
    return Reader(
        read,
        f"A whole number, {least} to {most}: digits only.",
        {"type": ["integer", "string"]} | bounds,
    )


Count = Annotated[int, whole()]
"""How many: a whole number from 0. Narrower: `Annotated[int, whole(1, 99)]`."""

Port = Annotated[int, whole(1, 65535)]
"""A port of TCP or UDP."""

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = typed(value, "yes or no")
    if text.lower() not in _FLAGS:
        raise refusal(f"{quote(text)} is not yes or no: write true or false, yes or no, on or off.")
    return _FLAGS[text.lower()]


Flag = Annotated[
    bool,
    Reader(
        _read_flag,
        "Yes or no: `true` or `false`, `yes` or `no`, `on` or `off`.",
        {"type": ["boolean", "string"]},
    ),
]
"""Yes or no."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in a currency, exact: `12.50 CAD`. Never a float."""

    currency: str
    amount: Decimal

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.plain_serializer_function_ser_schema(str)
        return core_schema.no_info_plain_validator_function(_read_money, serialization=text)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        description = "An amount and its currency, such as 12.50 CAD."
        return {"type": "string", "description": description, "pattern": f"^{_MONEY}$"}


_MONEY = r"(-?[0-9]{1,12}(?:\.[0-9]{1,8})?) ([A-Z]{3})"


def _read_money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    text = typed(value, "an amount of money")
    parts = re.fullmatch(_MONEY, text)
    if parts is None:
        raise refusal(f"{quote(text)} is not an amount of money: write it like 12.50 CAD.")
    return Money(parts[2], Decimal(parts[1]))
