"""`hangup`: end the call."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from schema.lowering import Site
from schema.program import Answer, End, Play
from schema.references import MediaRef
from schema.step import Step


class Hangup(Step):
    """Hangs up, perhaps after a recording. A caller who was not answered yet hears the tone that
    fits the cause.

    ```yaml
    - hangup
    - hangup: {play: goodbye}
    ```
    """

    kind: ClassVar[str] = "hangup"
    short: ClassVar[str] = "cause"
    ends: ClassVar[bool] = True

    cause: Literal["normal", "busy", "congested", "unavailable", "rejected", "forbidden"] = Field(
        default="normal", description="why"
    )
    play: MediaRef | None = Field(default=None, description="heard first")

    def lower(self, site: Site) -> None:
        """Perhaps say goodbye, then end."""
        ops = (Answer(), Play((site.media(self.play),))) if self.play else ()
        site.block("", *ops, end=End(self.cause))
