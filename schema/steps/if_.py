"""`if`: go one of two ways."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.conditions import Condition, lower_condition
from schema.destination import Destination
from schema.lowering import Site
from schema.step import Step


class If(Step):
    """Tests one condition and goes to `then` or `else`. A way that is not written falls through to
    the next step.

    Conditions: `caller in caller_list.vip`, `caller is anonymous`, `dialled == 101`,
    `$choice == 1`, `registered(user.anna)`, `schedule.office is open` (or a period's name).

    ```yaml
    - if: {condition: caller in caller_list.vip, then: user.anna, else: menu.main}
    ```
    """

    kind: ClassVar[str] = "if"
    outcomes: ClassVar[frozenset[str]] = frozenset()

    condition: Condition = Field(description="what is tested")
    then: Destination | None = Field(default=None, description="where the call goes if it holds")
    else_: Destination | None = Field(
        default=None, alias="else", description="where the call goes if it does not"
    )

    def lower(self, site: Site) -> None:
        """Test, then branch."""
        yes = site.branch("then", self.then, "then") if self.then is not None else site.then
        no = site.branch("else", self.else_, "else") if self.else_ is not None else site.then
        lower_condition(site, self.condition, yes, no)
