"""`call`: run another callflow and come back."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schema.lowering import Site
from schema.references import DestinationRef
from schema.step import Step


class Call(Step):
    """Enters another callflow (or anything else that can be called). If the caller is not connected
    there, the call goes on at the next step.

    ```yaml
    - call: callflow.greeting
    ```
    """

    kind: ClassVar[str] = "call"
    short: ClassVar[str] = "to"

    to: DestinationRef = Field(description="what is entered")

    def lower(self, site: Site) -> None:
        """Enter, then go on."""
        site.block("", site.enter(self.to))
