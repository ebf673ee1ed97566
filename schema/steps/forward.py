"""`forward`: a phone's own switch for having calls sent elsewhere."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from schema.lowering import Site, on_platform
from schema.program import Answer, Const, Enter
from schema.step import Step
from schema.variables import Variable, variable


class Forward(Step):
    """Switches the forwarding of the user whose phone is calling, and says what holds now.

    `on` takes a number (from `number`, else it is asked for), `off` and `toggle` keep the number
    that was set last. Forwarding set by phone sends every call on (`when: always`). The value lives
    on the switch, survives pushes and restarts, and is what `state` lists.

    ```yaml
    - forward: {turn: on, number: $number}
    - forward: off
    ```
    """

    kind: ClassVar[str] = "forward"
    short: ClassVar[str] = "turn"
    outcomes: ClassVar[frozenset[str]] = frozenset({"invalid"})

    turn: Literal["on", "off", "toggle", "ask"] = Field(
        default="ask", description="how to switch it"
    )
    number: Variable | None = Field(default=None, description="where calls are sent")

    def lower(self, site: Site) -> None:
        """Answer and hand over to the platform's routine."""
        turn = "on" if self.turn == "ask" else self.turn
        number = variable(self.number) if self.number else Const("")
        switch = Enter(on_platform(f"forward.{turn}"), (number,))
        site.block("", Answer(1), switch, end=site.by_outcome(self))
