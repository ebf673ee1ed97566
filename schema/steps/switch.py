"""`switch`: go one of many ways, by a variable."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from schema.destination import Destination
from schema.lowering import Site
from schema.program import Switch as SwitchEnd
from schema.reading import Reader, quote, refusal, typed
from schema.step import Step
from schema.variables import Variable, variable


def _read_case(value: Any) -> str:
    text = typed(value, "a value to compare with")
    if (
        not text
        or len(text) > 40
        or not text.isascii()
        or not text.replace("-", "")
        .replace("_", "")
        .replace("+", "")
        .replace("*", "")
        .replace("#", "")
        .isalnum()
    ):
        raise refusal(f"{quote(text)} can't be a case; write letters, digits, - _ + * or #")
    return text


CaseValue = Annotated[
    str,
    Reader(_read_case, "A value to compare with: letters, digits, -, _, +, * and #; 40 at most."),
]


class Switch(Step):
    """Compares a variable with some values and goes where the equal one leads; else to `else`, or
    on to the next step.

    ```yaml
    - switch:
        variable: $choice
        cases: {"1": group.sales, "2": user.anna}
        else: menu.main
    ```
    """

    kind: ClassVar[str] = "switch"

    variable: Variable = Field(description="what is looked at")
    cases: dict[CaseValue, Destination] = Field(min_length=1, description="where each value leads")
    else_: Destination | None = Field(
        default=None, alias="else", description="where any other value leads"
    )

    def lower(self, site: Site) -> None:
        """Branch by the variable's value."""
        other = site.branch("else", self.else_, "else") if self.else_ is not None else site.then
        cases = tuple(
            (value, site.branch(f"case-{index}", destination, "cases", value))
            for index, (value, destination) in enumerate(sorted(self.cases.items()))
        )
        site.block("", end=SwitchEnd(variable(self.variable), cases, other))
