"""`dial`: call a telephone number outside."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.outcomes import DIALLING
from schema.program import Assign, Const, Enter, Jump, Value
from schema.quantities import duration
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import Flag
from schema.step import Step
from schema.variables import READ_ONLY, variable


def _read_number(value: Any) -> str:
    text = typed(value, "a number to dial")
    digits = text.removeprefix("+")
    if text.startswith("$") and (text[1:] in READ_ONLY or text[1:].isidentifier()):
        return text
    if text.startswith("+") and digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15:
        return text
    raise refusal(f"{quote(text)} can't be dialled; write + and 7 to 15 digits, or a $variable")


Dialled = Annotated[
    str, Reader(_read_number, "A number to dial: a telephone number with +, or a $variable.")
]


class Dial(Step):
    """Calls a number outside, through the account's routes.

    A number written here is dialled with the account's rights. A `$variable` is dialled with the
    rights of the caller, and so never by somebody from outside. A number that no carrier reaches is
    `congested`, one that is none by the country's way of dialling `invalid`.

    ```yaml
    - dial: +18005550199
    - dial: {number: +16475550188, for: 25s, confirm: true}
    ```
    """

    kind: ClassVar[str] = "dial"
    short: ClassVar[str] = "number"
    outcomes: ClassVar[frozenset[str]] = DIALLING | {"invalid"}

    number: Dialled = Field(description="the number")
    for_: Annotated[int, duration(1, 600)] = Field(
        default=60, alias="for", description="how long to ring"
    )
    confirm: Flag = Field(
        default=False, description="whoever answers must press 1 to take the call"
    )

    def lower(self, site: Site) -> None:
        """Hand the number to the account's outbound routine."""
        done = site.block("done", end=site.by_outcome(self))
        confirm = Assign("dial.confirm", Const("1" if self.confirm else ""))
        seconds = Assign("dial.seconds", Const(str(self.for_)))
        if self.number.startswith("+"):
            go = Enter(site.writer.at("dial-number"), (Const(self.number),))
            site.block("", seconds, confirm, go, end=Jump(done))
            return
        digits: Value = variable(self.number)
        caller = Enter(site.writer.at("dial-as-caller"))
        site.block("", seconds, confirm, Assign("dialled", digits), caller, end=Jump(done))
