"""Star codes, plain and capturing: `*97`, `*72<number>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from schema.reading import Reader, quote, refusal, typed

_SHAPE = re.compile(r"(?P<code>[*#][0-9*#]{1,6})(?:<(?P<name>[a-z][a-z0-9_]{0,29})>)?")


@dataclass(frozen=True, slots=True)
class StarCode:
    """A code, and the variable that takes the digits dialled behind it, if any."""

    code: str
    capture: str = ""

    def __str__(self) -> str:
        return f"{self.code}<{self.capture}>" if self.capture else self.code


def read_star_code(value: Any) -> StarCode:
    """The code that was written. PydanticCustomError with a plain sentence otherwise."""
    if isinstance(value, StarCode):
        return value
    text = typed(value, "a star code")
    found = _SHAPE.fullmatch(text)
    if not found:
        raise refusal(
            f"{quote(text)} is not a star code; write * or # and 1 to 6 of 0-9, * and #, and "
            'perhaps <name> for the digits behind it, as in "*72<number>"'
        )
    return StarCode(found["code"], found["name"] or "")


CapturingCode = Annotated[
    StarCode,
    Reader(
        read_star_code,
        'A star code: quoted, as `"*97"`, or `"*72<number>"` to capture what is dialled behind it.',
        {"pattern": r"^[*#][0-9*#]{1,6}(<[a-z][a-z0-9_]*>)?$"},
    ),
]
