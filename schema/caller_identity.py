"""What others see of a caller."""

from __future__ import annotations

from pydantic import Field

from schema.base import Model
from schema.scalars import E164, CallerName, Extension, Flag


class Shown(Model):
    """A name and a number."""

    name: CallerName | None = Field(default=None, description="the name shown")
    number: E164 | Extension | None = Field(default=None, description="the number shown")


class CallerIdentity(Model):
    """What is shown inside the account, outside, and to the emergency service.

    Numbers shown outside must belong to the account.
    """

    internal: Shown = Field(default_factory=Shown, description="to people of the account")
    external: Shown = Field(default_factory=Shown, description="to everybody else")
    emergency: Shown = Field(default_factory=Shown, description="to the emergency service")
    privacy: Flag = Field(default=False, description="withhold name and number outside")
