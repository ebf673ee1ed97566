"""`goto`: go on in another callflow."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.program import Jump
from schema.references import DestinationRef
from schema.step import Step


class Goto(Step):
    """Goes on elsewhere and leaves this callflow behind: its later steps are not taken, whatever
    happens. A callflow that had entered this one with `call` does go on.

    ```yaml
    - goto: callflow.after-hours
    ```
    """

    kind: ClassVar[str] = "goto"
    short: ClassVar[str] = "to"
    ends: ClassVar[bool] = True

    to: DestinationRef = Field(description="where the call goes")

    def lower(self, site: Site) -> None:
        """Jump; the return is that of the flow we are in."""
        site.block("", end=Jump(site.enter(self.to).routine))
