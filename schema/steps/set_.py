"""`set`: remember something for the rest of this call."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Assign
from schema.scalars import VariableName
from schema.step import Step
from schema.steps.switch import CaseValue
from schema.variables import Variable, value_of, variable


class Set(Step):
    """Sets variables of the call, to be used by `switch`, `if` and `say` further on. Phones that
    are rung know them too; other calls never do.

    ```yaml
    - set: {language: fr, tries: $choice}
    ```
    """

    kind: ClassVar[str] = "set"
    short: ClassVar[str] = "variables"

    variables: dict[VariableName, Variable | CaseValue] = Field(
        min_length=1, description="names and their values"
    )

    @classmethod
    def is_short(cls, body: dict[str, Any]) -> bool:
        """A mapping of names is the short form."""
        return "variables" not in body

    def lower(self, site: Site) -> None:
        """One assignment each."""
        site.block(
            "",
            *(
                Assign(variable(f"${name}").name, value_of(value))
                for name, value in self.variables.items()
            ),
        )
