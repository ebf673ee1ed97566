"""`mailboxes`: voicemail boxes that belong to nobody alone."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schema.base import Model
from schema.lowering import Place, on_platform
from schema.program import Answer, Const, Enter
from schema.quantities import duration, whole
from schema.references import UserRef
from schema.scalars import DisplayName, Email, Extension, Flag, Zone
from schema.secret import GivenSecret
from schema.thing import Thing


class BoxSettings(Model):
    """How a mailbox behaves, be it a user's own or a shared one."""

    pin: GivenSecret | None = Field(
        default=None, description="the first PIN; made when left out. Phones change it (R)"
    )
    email: tuple[Email, ...] = Field(default=(), description="who gets the messages by e-mail")
    attach: Flag = Field(default=True, description="with the recording attached")
    delete_after_email: Flag = Field(default=False, description="keep it in the e-mail only")
    format_: Literal["wav"] = Field(default="wav", alias="format", description="of the attachment")
    timezone: Zone | None = Field(default=None, description="in which times are told")
    max_length: Annotated[int, duration(10, 3600)] = Field(
        default=300, description="longest message"
    )
    min_length: Annotated[int, duration(0, 60)] = Field(default=2, description="shorter is dropped")
    max_messages: Annotated[int, whole(1, 9999)] = Field(default=100, description="then it is full")
    rotate: Annotated[int, whole(0, 10**6)] = Field(default=0, description="count up for a new PIN")


class Mailbox(Thing, BoxSettings):
    """A voicemail box. Users have one of their own by default; this is for teams.

    ```yaml
    mailboxes:
      front-desk: {number: 299, email: [desk@harbour.example], owners: [user.anna]}
    ```
    """

    section: ClassVar[str] = "mailboxes"
    kind: ClassVar[str] = "mailbox"

    number: Extension = Field(description="what `*98` asks for")
    name: DisplayName | None = Field(default=None, description="who it belongs to, for people")
    owners: tuple[UserRef, ...] = Field(
        default=(), description="whose phones show that messages wait"
    )

    def lower(self, place: Place) -> None:
        """Calling a mailbox leaves a message in it."""
        box = Const(f"{self.number}@{place.writer.account.id}")
        place.block("", Answer(), Enter(on_platform("take-message"), (box,)))
