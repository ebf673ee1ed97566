"""`wait`: let some time pass."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Const, Pause
from schema.quantities import duration
from schema.step import Step


class Wait(Step):
    """Waits. The caller hears what was heard before.

    ```yaml
    - wait: 2s
    ```
    """

    kind: ClassVar[str] = "wait"
    short: ClassVar[str] = "for"

    for_: Annotated[int, duration(1, 600)] = Field(alias="for", description="how long")

    def lower(self, site: Site) -> None:
        """Pause, then go on."""
        site.block("", Pause(Const(str(self.for_))))
