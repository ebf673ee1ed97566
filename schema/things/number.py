"""`numbers`: telephone numbers (DIDs) and where they lead."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from schema.destination import Destination
from schema.scalars import E164, AddressLine, CallerName, DisplayName
from schema.thing import Thing


class Number(Thing):
    """A number of the account and the destination of a call to it.

    ```yaml
    numbers:
      +19025550100: {name: Main line, route: callflow.main}
      +19025550101: user.anna
    ```
    """

    section: ClassVar[str] = "numbers"
    key: ClassVar[Any] = E164

    route: Destination = Field(description="where a call to it goes")
    name: DisplayName | None = Field(default=None, description="for people")
    kind_: Literal["local", "toll-free", "mobile"] = Field(
        default="local", alias="kind", description="what sort of number it is"
    )
    caller_name_prefix: CallerName | None = Field(
        default=None, description="set before the caller's name on the phones that ring"
    )
    emergency_address: AddressLine | None = Field(
        default=None, description="address registered with the carrier for this number"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare destination is the route."""
        return {"route": written} if isinstance(written, str | list | tuple) else written
