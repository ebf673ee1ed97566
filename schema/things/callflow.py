"""`callflows`: how calls travel."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from schema.destination import Steps
from schema.lowering import Place, lower_steps, on_platform
from schema.program import Enter, Jump
from schema.scalars import DisplayName, Pattern
from schema.star_codes import CapturingCode
from schema.thing import Thing


class Callflow(Thing):
    """A list of steps, taken in order. A step that connects the caller ends the flow when the
    conversation ends; a step that does not connect falls through to the next one.

    Written as the list itself, or with `extensions` and `codes` that reach it from the account's
    phones. `extensions` may be a pattern (`7XX`); `codes` may capture (`*55<number>`).

    ```yaml
    callflows:
      main:
        - play: welcome
        - ring: group.reception
        - voicemail: mailbox.front-desk
      call-back:
        codes: ["*55<number>"]
        steps: [{dial: $number}]
    ```
    """

    section: ClassVar[str] = "callflows"
    kind: ClassVar[str] = "callflow"

    name: DisplayName | None = Field(default=None, description="for people")
    steps: Steps = Field(description="what happens, in order")
    extensions: tuple[Pattern, ...] = Field(default=(), description="dialled from the phones")
    codes: tuple[CapturingCode, ...] = Field(default=(), description="star codes that reach it")

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare list is the steps."""
        return {"steps": written} if isinstance(written, list | tuple) else written

    def lower(self, place: Place) -> None:
        """A routine that gives the call back when it runs off its end."""
        done = place.block("done")
        first = lower_steps(place.site("", done, "steps"), self.steps)
        place.block("", Enter(on_platform("hop")), end=Jump(first))
