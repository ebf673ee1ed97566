"""Telephone numbers made from the phonenumbers library's own tables, for use as an oracle."""

from __future__ import annotations

import random
import re._parser as sre  # type: ignore[import-not-found]
from collections.abc import Iterator
from typing import Any

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

E164 = phonenumbers.PhoneNumberFormat.E164
KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
)


def numbers_of(region: str, each: int, seed: int = 1) -> Iterator[tuple[str, int]]:
    """Valid numbers of a region in E.164 with their type, about `each` of every type."""
    chance = random.Random(f"{region}-{seed}")
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    for kind in KINDS:
        pattern = getattr(getattr(metadata, kind), "national_number_pattern", None)
        for _ in range(each if pattern else 0):
            text = f"+{metadata.country_code}{_fitting(sre.parse(pattern), chance)}"
            number = phonenumbers.parse(text)
            if 8 <= len(text) <= 16 and phonenumbers.is_valid_number(number):
                yield text, phonenumbers.number_type(number)


def _fitting(parts: Any, chance: random.Random) -> str:
    return "".join(_one(str(operation), argument, chance) for operation, argument in parts)


def _one(operation: str, argument: Any, chance: random.Random) -> str:
    if operation == "LITERAL":
        return chr(argument)
    if operation == "IN":
        return chance.choice("".join(_members(argument)))
    if operation == "MAX_REPEAT":
        low, high, inner = argument
        return "".join(_fitting(inner, chance) for _ in range(chance.randint(low, int(high))))
    if operation == "BRANCH":
        return _fitting(chance.choice(argument[1]), chance)
    return _fitting(argument[-1], chance)


def _members(argument: Any) -> Iterator[str]:
    for operation, what in argument:
        if str(operation) == "LITERAL":
            yield chr(what)
        elif str(operation) == "RANGE":
            yield "".join(chr(code) for code in range(what[0], what[1] + 1))
        else:
            yield "0123456789"


def examples() -> Iterator[tuple[str, str]]:
    """An example number of every type of every region in the world: region and E.164."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in sorted(PhoneNumberType.values()):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None and len(text := phonenumbers.format_number(number, E164)) >= 8:
                yield region, text


def as_dialled(number: str) -> str:
    """A number as it is dialled inside its country, says phonenumbers."""
    parsed = phonenumbers.parse(number)
    spelled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    text = "".join(character for character in spelled if character.isdigit())
    # It has no way to write German pagers down, and gives back the bare digits.
    return f"0{text}" if parsed.country_code == 49 and not text.startswith("0") else text
