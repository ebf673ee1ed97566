"""`routes`: which trunk carries which call."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from schema.base import Model
from schema.reading import Reader, quote, refusal, typed
from schema.references import ScheduleRef, TrunkRef
from schema.restrict import CallClass
from schema.scalars import E164, CountryCode
from schema.thing import Thing


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _read_prefix(value: Any) -> str:
    text = typed(value, "a prefix")
    digits = text.removeprefix("+")
    if not text.startswith("+") or not digits.isascii() or not digits.isdigit() or len(digits) > 14:
        raise refusal(f"{quote(text)} is not a prefix; write + and the first digits, such as +44")
    return text


Prefix = Annotated[
    str, Reader(_read_prefix, "A prefix of numbers: + and their first digits, such as +44.")
]


class Match(Model):
    """Which calls a route carries. Nothing said means all of them."""

    class_: Annotated[tuple[CallClass, ...], BeforeValidator(_several)] = Field(
        default=(), alias="class", description="one of these classes"
    )
    prefix: Annotated[tuple[Prefix, ...], BeforeValidator(_several)] = Field(
        default=(), description="numbers that begin so"
    )
    country: Annotated[tuple[CountryCode, ...], BeforeValidator(_several)] = Field(
        default=(), description="numbers of these countries"
    )


class Route(Thing):
    """One line of the outbound routing. Lines are tried in order; the first that fits carries the
    call. Without any route all trunks are used by weight.

    ```yaml
    routes:
      - {match: {class: [local, national]}, trunks: [north, south]}
      - {trunks: [south]}
    ```
    """

    section: ClassVar[str] = "routes"
    listed: ClassVar[bool] = True

    match: Match = Field(default_factory=Match, description="which calls it carries")
    trunks: Annotated[tuple[TrunkRef, ...], BeforeValidator(_several)] = Field(
        min_length=1, description="in the order they are tried"
    )
    caller_id: E164 | None = Field(default=None, description="number shown; must be the account's")
    when: ScheduleRef | None = Field(default=None, description="only while this schedule is open")
