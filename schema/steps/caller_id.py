"""`caller_id`: change what the called party sees."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Assign, Const, Join, Op, SetCaller, Value, Var
from schema.scalars import E164, CallerName, DialString, Flag
from schema.step import Step


class CallerId(Step):
    """Sets the caller's name or number, puts a prefix before them, withholds them, or restores what
    the caller came with.

    What outside parties see of a forwarded call is still decided by the account's own numbers.

    ```yaml
    - caller_id: {name_prefix: "Sales"}
    ```
    """

    kind: ClassVar[str] = "caller_id"
    short: ClassVar[str] = "name"

    name: CallerName | None = Field(default=None, description="the name shown")
    number: E164 | DialString | None = Field(default=None, description="the number shown")
    name_prefix: CallerName | None = Field(default=None, description="set before the name")
    number_prefix: DialString | None = Field(default=None, description="set before the number")
    privacy: Flag | None = Field(default=None, description="withhold name and number, or show them")
    restore: Flag = Field(default=False, description="first go back to what the caller came with")

    def lower(self, site: Site) -> None:
        """Change the call's caller data, then what is shown."""
        ops: list[Op] = []
        if self.restore:
            ops.append(Assign("caller.name", Var("first.name")))
            ops.append(Assign("caller.number", Var("first.number")))
        ops += [Assign("caller.name", value) for value in self._names()]
        ops += [Assign("caller.number", value) for value in self._numbers()]
        shown = SetCaller(Var("caller.name"), Var("caller.number"), self.privacy)
        site.block("", *ops, shown)

    def _names(self) -> list[Value]:
        values: list[Value] = [Const(self.name)] if self.name is not None else []
        if self.name_prefix is not None:
            values.append(Join((Const(f"{self.name_prefix} "), Var("caller.name"))))
        return values

    def _numbers(self) -> list[Value]:
        values: list[Value] = [Const(self.number)] if self.number is not None else []
        if self.number_prefix is not None:
            values.append(Join((Const(self.number_prefix), Var("caller.number"))))
        return values
