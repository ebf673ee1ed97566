"""References: how one thing of an account names another (`user.alice`, `menu.reception`).

A reference is a kind and a name. Where only one kind can stand the name is enough: `use: office`
means `use: schedule.office`. A device is named in full, the user first: `device.anna-desk`.

References are answered inside the account. Trunks, media, hold music, schedules, caller lists and key
layouts of the accounts above are found too, the nearest first; nothing of a sibling or a child ever
is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

SHAPE = re.compile(r"[a-z_]+\.[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A kind and a name. What it points to is looked up when the account tree is linked."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True, slots=True)
class Kinds:
    """Marks a field that holds a reference to one of some kinds.

    Where only one kind fits, its name alone is enough: `use: office` means `schedule.office`.
    """

    allowed: tuple[str, ...]

    def read(self, value: Any) -> Reference:
        """The reference that was written. PydanticCustomError with a plain sentence otherwise."""
        if isinstance(value, Reference):
            return value
        if not isinstance(value, str):
            raise _bad(value, self.allowed)
        text = value if "." in value or len(self.allowed) != 1 else f"{self.allowed[0]}.{value}"
        if not SHAPE.fullmatch(text):
            raise _bad(value, self.allowed)
        kind, name = text.split(".", 1)
        return Reference(kind, name)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        kinds = "|".join(self.allowed)
        names = "[a-z0-9][a-z0-9-]{0,39}"
        prefix = f"(({kinds})\\.)" + ("?" if len(self.allowed) == 1 else "")
        return {
            "type": "string",
            "pattern": f"^{prefix}{names}$",
            "description": "reference: " + " or ".join(f"{kind}.<name>" for kind in self.allowed),
        }


def _bad(value: Any, allowed: tuple[str, ...]) -> PydanticCustomError:
    forms = " or ".join(f"{kind}.<name>" for kind in allowed)
    return PydanticCustomError(
        "pbxc",
        "{found} is not a reference; write {forms}",
        {"found": repr(value) if isinstance(value, str) else "this", "forms": forms},
    )


DESTINATION_KINDS = ("user", "device", "group", "menu", "callflow", "mailbox")
RINGABLE_KINDS = ("user", "device", "group")

DestinationRef = Annotated[Reference, Kinds(DESTINATION_KINDS)]
RingableRef = Annotated[Reference, Kinds(RINGABLE_KINDS)]
BoxRef = Annotated[Reference, Kinds(("mailbox", "user"))]
UserRef = Annotated[Reference, Kinds(("user",))]
CallflowRef = Annotated[Reference, Kinds(("callflow",))]
MenuRef = Annotated[Reference, Kinds(("menu",))]
ScheduleRef = Annotated[Reference, Kinds(("schedule",))]
MediaRef = Annotated[Reference, Kinds(("media",))]
HoldMusicRef = Annotated[Reference, Kinds(("hold_music",))]
TrunkRef = Annotated[Reference, Kinds(("trunk",))]
LocationRef = Annotated[Reference, Kinds(("location",))]
CallerListRef = Annotated[Reference, Kinds(("caller_list",))]
