"""What may be dialled, as Yealink's phones are told: a digit map (RFC 3435), or numbers of old ones.

A number that no shape fits is still dialled, when the caller is done: the switch decides what is
allowed, the phone only when it has waited long enough. Emergency numbers come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from schema.phone_facts import DialShape
from targets.provisioning.dialect import Setting

LONGEST = 2048
RULES = 20


def digit_map(shapes: Any, line: int) -> Iterator[Setting]:
    """The digit map of as many shapes as one holds, in their order."""
    told = _fitting(shapes)
    yield "dialplan.digitmap.enable", "1" if told else "0"
    if told:
        yield "dialplan.digitmap.string", "|".join(told)


def digit_map_lost(shapes: Any) -> str:
    """How many shapes a digit map has no room for."""
    left = len(shapes) - len(_fitting(shapes))
    return f"{left} shapes have no room: those numbers are dialled after a wait" if left else ""


def _fitting(shapes: tuple[DialShape, ...]) -> list[str]:
    told = [_mapped(shape) for shape in shapes]
    ends = accumulate(len(one) + 1 for one in told)
    return [one for one, end in zip(told, ends, strict=True) if end - 1 <= LONGEST]


def _mapped(shape: DialShape) -> str:
    """In a digit map a dot means any number of the one before it, none among them; `T` waits."""
    pattern = shape.pattern
    if pattern.endswith("."):
        pattern = f"{pattern[:-1]}{_last(pattern[:-1])}."
    return pattern if shape.at_once else f"{pattern}T"


def _last(pattern: str) -> str:
    return pattern[pattern.rindex("[") :] if pattern.endswith("]") else pattern[-1:]


def dial_now(shapes: Any, line: int) -> Iterator[Setting]:
    """The numbers that are dialled without a wait, for phones that know no digit map."""
    at_once = [one.pattern for one in shapes if one.at_once and not one.pattern.endswith(".")]
    for number, pattern in enumerate(at_once[:RULES], start=1):
        yield f"dialplan.dialnow.rule.{number}", pattern
