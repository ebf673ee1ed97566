"""`say`: speak a text, a number or the time."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schema.lowering import Site
from schema.program import Answer, Media, Op, Play, Value
from schema.program import Say as SayOp
from schema.scalars import DialString, SpokenText, Zone
from schema.speech import speech_name
from schema.step import Step
from schema.variables import Variable, value_of


class Say(Step):
    """Speaks to the caller: a text (rendered to a recording when compiled), digits one by one, a
    number, or the date or time in a zone.

    Exactly one of `text`, `number`, `digits`, `date` and `time` is given; `date` and `time` take
    `now`, `number` and `digits` take digits or a variable.

    ```yaml
    - say: We are moving. Please call again tomorrow.
    - say: {digits: $caller.number}
    - say: {time: now}
    ```
    """

    kind: ClassVar[str] = "say"
    short: ClassVar[str] = "text"

    text: SpokenText | None = Field(default=None, description="a sentence, rendered when compiled")
    number: DialString | Variable | None = Field(default=None, description="spoken as a number")
    digits: DialString | Variable | None = Field(default=None, description="spoken one by one")
    date: Literal["now"] | None = Field(default=None, description="today's date")
    time: Literal["now"] | None = Field(default=None, description="the time of day")
    at_zone: Zone | None = Field(
        default=None, description="zone of date and time, else the account's"
    )

    @model_validator(mode="after")
    def says_one_thing(self) -> Say:
        """Refuses none, and more than one."""
        if len(self._given()) != 1:
            raise PydanticCustomError(
                "pbxc", "say takes exactly one of text, number, digits, date and time", {}
            )
        return self

    def _given(self) -> list[tuple[str, Any]]:
        named = ("text", "number", "digits", "date", "time")
        return [(name, getattr(self, name)) for name in named if getattr(self, name) is not None]

    def lower(self, site: Site) -> None:
        """Answer, then speak."""
        site.block("", Answer(), self._speech(site))

    def _speech(self, site: Site) -> Op:
        what, value = self._given()[0]
        if what == "text":
            return Play((Media(site.owner.id, speech_name(value)),))
        zone = self.at_zone or site.writer.account.timezone
        spoken: Value = value_of(value)
        kinds: dict[str, Literal["digits", "number", "date", "time"]] = {
            "number": "number",
            "digits": "digits",
            "date": "date",
            "time": "time",
        }
        return SayOp(kinds[what], spoken, zone if what in ("date", "time") else "")
