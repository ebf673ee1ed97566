"""`do_not_disturb`: a phone's own switch for being left in peace."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from schema.lowering import Site, on_platform
from schema.program import Answer, Enter
from schema.step import Step


class DoNotDisturb(Step):
    """Switches the do-not-disturb of the user whose phone is calling, and says what holds now.

    Meant for feature codes. The value lives on the switch, survives pushes and restarts, and is
    what `state` lists. A caller whose phone belongs to no user hears that it can't be done
    (outcome `invalid`).

    ```yaml
    - do_not_disturb: toggle
    ```
    """

    kind: ClassVar[str] = "do_not_disturb"
    short: ClassVar[str] = "turn"
    outcomes: ClassVar[frozenset[str]] = frozenset({"invalid"})

    turn: Literal["on", "off", "toggle"] = Field(default="toggle", description="how to switch it")

    def lower(self, site: Site) -> None:
        """Answer and hand over to the platform's routine."""
        switch = Enter(on_platform(f"do-not-disturb.{self.turn}"))
        site.block("", Answer(1), switch, end=site.by_outcome(self))
