"""`voicemail`: let the caller leave a message."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from schema.lowering import OUTCOME, Site
from schema.program import Answer, Const, Jump, Switch, TakeMessage
from schema.references import BoxRef
from schema.scalars import Flag
from schema.step import Step


class Voicemail(Step):
    """Takes a message and ends the call.

    The greeting is the one for busy when the step before ended `busy`, else the one for absence;
    `greeting` chooses. A full mailbox does not take the call: it goes on by `on: {full: ...}`, else
    at the next step.

    ```yaml
    - voicemail: mailbox.general
    - voicemail: {to: user.anna, greeting: none}
    ```
    """

    kind: ClassVar[str] = "voicemail"
    short: ClassVar[str] = "to"
    outcomes: ClassVar[frozenset[str]] = frozenset({"full"})
    ends: ClassVar[bool] = True

    to: BoxRef = Field(description="a mailbox, or a user who has one")
    greeting: Literal["busy", "unavailable", "none"] | None = Field(
        default=None, description="which greeting is heard; else by how the call came here"
    )
    skip_instructions: Flag = Field(
        default=False, description="no 'leave a message after the tone'"
    )

    def lower(self, site: Site) -> None:
        """Choose the greeting, take the message, go on if the box is full."""
        done = site.block("done", end=site.by_outcome(self))
        if self.greeting:
            site.block("", Answer(), self._take(site, self.greeting), end=Jump(done))
            return
        busy = site.block("busy", self._take(site, "busy"), end=Jump(done))
        away = site.block("away", self._take(site, "unavailable"), end=Jump(done))
        site.block("", Answer(), end=Switch(OUTCOME, (("busy", busy),), away))

    def _take(self, site: Site, greeting: str) -> TakeMessage:
        box = site.writer.account.mailbox_id(self.to)
        return TakeMessage(Const(box), Const(greeting), self.skip_instructions)
