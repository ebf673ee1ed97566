"""Rewriting telephone numbers by simple patterns, as carriers want them.

Trunk rules and formatters are written as the regular expressions of the trade, but only those that
say *these digits, then so many more* are taken: they become exact dial patterns, so that no
hostile number meets a regular expression on the switch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import Digits

_SHAPE = re.compile(
    r"\^(?P<plus>\\\+\??)?(?P<head>\d*)\((?P<kept>\d*)\\d"
    r"(?:(?P<many>[+*])|\{(?P<least>\d{1,2})(?P<comma>,(?P<most>\d{1,2})?)?\})\)\$"
)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Digits that begin so and have so many more: the first `skip` of them (a plus not counted) are
    dropped."""

    text: str
    head: str
    least: int
    most: int
    skip: int

    def patterns(self) -> tuple[str, ...]:
        """The dial patterns of digits (no plus) that it takes."""
        if self.most >= 15 - len(self.head):
            return (self.head + "X" * max(self.least - 1, 0) + ("X." if self.least else "."),)
        return tuple(self.head + "X" * more for more in range(self.least, self.most + 1))


def _read(value: Any) -> Rewrite:
    if isinstance(value, Rewrite):
        return value
    text = typed(value, "a number pattern")
    found = _SHAPE.fullmatch(text)
    if not found:
        raise refusal(
            f"{quote(text)} is not a number pattern; write one such as ^\\+(1\\d{{10}})$ or "
            "^\\+?66(\\d{5,})$: fixed digits, then in () what is kept"
        )
    head = found["head"] + found["kept"]
    if found["many"]:
        least, most = (1 if found["many"] == "+" else 0), 15
    else:
        least = int(found["least"])
        most = int(found["most"]) if found["most"] else (15 if found["comma"] else least)
    return Rewrite(text, head, least, most, len(found["head"]))


NumberPattern = Annotated[
    Rewrite,
    Reader(
        _read, "A number pattern: fixed digits, then in () what is kept, such as ^\\+(1\\d{10})$."
    ),
]


class Formatter(Model):
    """How a number is written for a carrier: `value` replaces it; else, where `regex` fits, the part
    in () is kept and `prefix` and `suffix` are set around it."""

    regex: NumberPattern | None = Field(default=None, description="numbers it applies to")
    prefix: Digits | None = Field(default=None, description="set before what is kept")
    suffix: Digits | None = Field(default=None, description="set behind what is kept")
    value: Digits | None = Field(default=None, description="always this number")
