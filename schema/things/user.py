"""`users`: people, and rooms, that have an extension."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from schema.base import Model
from schema.caller_identity import CallerIdentity
from schema.lowering import Place, Writer
from schema.people import lower_person, lower_person_call
from schema.program import Address
from schema.quantities import duration, whole
from schema.reading import Reader, quote, refusal, typed
from schema.references import CallerListRef, HoldMusicRef, LocationRef, Reference
from schema.restrict import Restrict
from schema.scalars import E164, DisplayName, Email, Extension, Flag, Language, Slug, Zone
from schema.thing import Found, Thing
from schema.things.device import Device
from schema.things.mailbox import BoxSettings


class PlannedRing(Model):
    """One device in the plan of ringing a person."""

    device: Slug = Field(description="one of the user's devices")
    after: Annotated[int, duration(0, 600)] = Field(default=0, description="start this much later")
    for_: Annotated[int, duration(1, 600)] | None = Field(
        default=None, alias="for", description="ring this long; else to the end of the ring"
    )
    confirm: Flag | None = Field(default=None, description="whoever answers must press 1")


class RingPlan(Model):
    """How a person is rung: find me, follow me. Without a plan all devices ring at once."""

    for_: Annotated[int, duration(1, 600)] = Field(
        default=25, alias="for", description="how long in all"
    )
    strategy: Literal["all", "in_order"] = Field(default="all", description="at once or one by one")
    plan: tuple[PlannedRing, ...] = Field(default=(), description="which device, and when")


def _read_forward_target(value: Any) -> str:
    text = typed(value, "a number to forward to")
    digits = text.removeprefix("+")
    if digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 15:
        return text
    raise refusal(f"{quote(text)} can't be forwarded to; write a number with + or an extension")


ForwardTarget = Annotated[
    str,
    Reader(
        _read_forward_target,
        "A number to forward to: a number with +, or an extension.",
        {"pattern": r"^\+?[0-9]{2,15}$"},
    ),
]


class Forwarding(Model):
    """Where calls are sent instead. Phones change `when` and `to` (R)."""

    when: Literal["never", "always", "unregistered", "busy", "no_answer"] = Field(
        default="always", description="in which case"
    )
    to: ForwardTarget | None = Field(default=None, description="a number, or an extension")
    confirm: Flag = Field(
        default=True, description="a number outside must press 1 to take the call"
    )
    ring_own_devices: Flag = Field(default=False, description="with `always`: ring them as well")
    apply_to: tuple[Literal["direct", "groups", "queues"], ...] = Field(
        default=("direct", "groups", "queues"), description="which calls are forwarded"
    )
    caller_id: Literal["original", "mine"] = Field(
        default="mine", description="what the forwarded party sees"
    )


class DoNotDisturbSetting(Model):
    """Whether a person is left in peace. Phones change it (R)."""

    enabled: Flag = Field(default=False, description="on or off at first")
    forwarding: Literal["suppress", "honour"] = Field(
        default="suppress", description="`honour`: calls are still forwarded"
    )


def _read_dnd(value: Any) -> Any:
    return {"enabled": value} if isinstance(value, str) else value


def _read_box(value: Any) -> Any:
    if isinstance(value, str):
        return {} if value.lower() in ("true", "yes", "on") else None
    return value


class UserBox(BoxSettings):
    """A user's own mailbox. Its number is the first extension unless one is given."""

    number: Extension | None = Field(default=None, description="what `*98` asks for")


class User(Thing):
    """A person or a room that has an extension.

    Calling a user rings the devices as `ring` says, honours do-not-disturb and forwarding, and then
    takes a message if the user has a mailbox. Everybody with an extension has one, unless
    `voicemail: false` is written. Fields marked (R) can be changed by phone: git holds what they are
    at first, the switch what they are now.

    ```yaml
    users:
      anna:
        name: Anna Berg
        email: anna@harbour.example
        extensions: [101]
        devices: {desk: {}, mobile: {type: cell, number: +19025550177}}
        ring: {for: 25s, plan: [{device: desk}, {device: mobile, after: 10s}]}
        forward: {when: unregistered, to: +19025550178}
    ```
    """

    section: ClassVar[str] = "users"
    kind: ClassVar[str] = "user"

    name: DisplayName = Field(description="what people see and the directory says")
    email: Email | None = Field(default=None, description="where messages are sent")
    role: Literal["user", "admin"] = Field(default="user", description="what they may manage")
    extensions: tuple[Extension, ...] = Field(
        default=(), description="dialled inside; the first is what others see"
    )
    numbers: tuple[E164, ...] = Field(
        default=(), description="the account's numbers that ring here"
    )
    timezone: Zone | None = Field(default=None, description="of the mailbox; else the account's")
    language: Language | None = Field(default=None, description="of prompts; else the account's")
    caller_id: CallerIdentity = Field(default_factory=CallerIdentity, description="what others see")
    ring: RingPlan = Field(default_factory=RingPlan, description="how they are rung")
    forward: Forwarding = Field(
        default_factory=lambda: Forwarding(when="never"),
        description="where calls are sent instead (R)",
    )
    do_not_disturb: Annotated[DoNotDisturbSetting, BeforeValidator(_read_dnd)] = Field(
        default_factory=DoNotDisturbSetting, description="left in peace (R)"
    )
    call_waiting: Flag = Field(default=True, description="ring while in a call")
    voicemail: Annotated[UserBox | None, BeforeValidator(_read_box)] = Field(
        default_factory=UserBox, description="settings of the mailbox, or `false` for none"
    )
    hold_music: HoldMusicRef | None = Field(default=None, description="what held callers hear")
    restrict: Restrict = Field(default_factory=dict, description="which calls may be made")
    screening: Literal["off", "anonymous"] = Field(
        default="off", description="`anonymous`: calls without a number are refused"
    )
    block: CallerListRef | None = Field(default=None, description="callers who are refused")
    location: LocationRef | None = Field(default=None, description="where their devices stand")
    devices: dict[Slug, Device] = Field(
        default_factory=dict, description="their phones, by short names: `desk`"
    )
    rotate: Annotated[int, whole(0, 10**6)] = Field(
        default=0, description="count up for new secrets"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A single extension or number may stand without brackets."""
        if not isinstance(written, dict):
            return written
        several = {
            key: [value]
            for key, value in written.items()
            if key in ("extensions", "numbers") and isinstance(value, str)
        }
        return {**written, **several}

    @property
    def box_number(self) -> str:
        """The number of the user's mailbox, empty where there is none."""
        if self.voicemail is None:
            return ""
        return self.voicemail.number or (self.extensions[0] if self.extensions else "")

    def lower(self, place: Place) -> None:
        """Calling a user: ring, then take a message."""
        lower_person_call(place, self)

    def ring_routine(self, writer: Writer, reference: Reference, found: Found) -> Address:
        """The routine that only rings. Arguments: mode, seconds, confirm."""
        label = f"ring.{reference}"
        return writer.once(
            label, lambda _: lower_person(writer, label, reference.name, self, found)
        )
