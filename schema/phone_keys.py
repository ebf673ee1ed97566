"""Keys of a phone: what each of them does, as it is written."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from schema.base import Model
from schema.phone_facts import KeyKind
from schema.quantities import whole
from schema.reading import Reader, did_you_mean, quote, refusal, typed
from schema.references import Kinds, Reference
from schema.scalars import CallerName, WebAddress

LAST_KEY = 400
LAST_MODULE = 8


@dataclass(frozen=True, slots=True)
class Aim(Kinds):
    """Marks a field that holds a reference or digits: what a key watches or dials.

    `shape` is what may stand there instead of a reference, `words` what that is called.
    """

    shape: str = ""
    words: str = ""

    def read(self, value: Any) -> Any:
        """The reference or the digits. PydanticCustomError with a plain sentence otherwise."""
        if isinstance(value, str) and re.fullmatch(self.shape, value):
            return value
        if isinstance(value, str) and "." not in value:
            kinds = " or ".join(f"{kind}.<name>" for kind in self.allowed)
            raise refusal(f"{quote(value)} is nothing for a key: write {kinds}, or {self.words}")
        return Kinds.read(self, value)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return Kinds.__get_pydantic_core_schema__(self, source, handler)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = Kinds.__get_pydantic_json_schema__(self, schema, handler)
        either = f"^(?:{self.shape})$|{told['pattern']}"
        described = f"{told['description']}; or {self.words}"
        return {"type": ["string", "number"], "pattern": either, "description": described}


DIALLED = ("user", "device", "group", "mailbox", "callflow")
_EXTENSION = r"[0-9]{2,7}"
_DIALLED = r"\+?[0-9*#]{1,32}"

Watched = Annotated[Reference | str, Aim(("user", "device"), _EXTENSION, "an extension")]
"""Whose lamp it is."""

Dialled = Annotated[Reference | str, Aim(DIALLED, _DIALLED, "what is dialled")]
"""What is called."""

PickedUp = Annotated[Reference | str, Aim(("user", "device", "group"), _EXTENSION, "an extension")]
"""Whose call is answered."""

Slot = Annotated[
    str,
    Reader(
        lambda value: _matched(value, "a parking slot", "[0-9]{2,7}", "2 to 7 digits"),
        "A parking slot: 2 to 7 digits.",
        {"pattern": "^[0-9]{2,7}$"},
    ),
]


def _matched(value: Any, what: str, shape: str, rule: str) -> str:
    text = typed(value, what)
    if not re.fullmatch(shape, text):
        raise refusal(f"{quote(text)} is not {what}: {rule}.")
    return text


def _read_multicast(value: Any) -> str:
    text = typed(value, "a multicast address")
    address, _, port = text.rpartition(":")
    try:
        right = ipaddress.IPv4Address(address).is_multicast and 0 < int(port) <= 65535
    except ValueError:
        right = False
    if not right or not re.fullmatch(r"[0-9.]+:[0-9]{1,5}", text):
        raise refusal(f"{quote(text)} is not a multicast address: write it like 239.255.1.2:10000.")
    return text


Multicast = Annotated[
    str,
    Reader(
        _read_multicast,
        "A multicast address: one of 224.0.0.0/4 with its port, such as 239.255.1.2:10000.",
        {"pattern": r"^[0-9.]+:[0-9]{1,5}$"},
    ),
]

QueueRef = Annotated[Reference, Kinds(("queue",))]
GroupRef = Annotated[Reference, Kinds(("group",))]
ScheduleRef = Annotated[Reference, Kinds(("schedule",))]
LayoutRef = Annotated[Reference, Kinds(("keys",))]


def _read_alone(value: Any) -> bool:
    if value in (None, "", True, "true", "yes"):
        return True
    if value in (False, "false", "no"):
        return False
    raise refusal(f"{quote(value)} can't stand here: the word alone is enough.")


Alone = Annotated[
    bool,
    Reader(
        _read_alone,
        "A bare word: nothing stands behind it.",
        {"type": ["null", "boolean", "string"]},
    ),
]

ALONE = (
    "line", "voicemail", "do_not_disturb", "forward", "hotdesk", "record", "directory", "all_users",
)  # fmt: skip
"""Keys that need no more than their name."""

BESIDE = ("label", "at", "module")
"""What may stand beside a key's word."""


class Key(Model):
    """What one key does: one word, and what it needs. Beside it may stand where the key is and what
    the phone shows there.

    A key without `at` takes the next place after the one before it. A key that dials a star code
    takes it from the account's `feature_codes`, so it does what the switch does. A key for what the
    switch doesn't have is an error.

    ```yaml
    keys:
      home:
        - line
        - {blf: user.ben, label: Ben}
        - {blf: 190, at: 10}
        - speed_dial: +19025550177
        - {schedule_override: office, module: 1}
        - voicemail
        - all_users
    ```
    """

    words: ClassVar[tuple[str, ...]] = (*get_args(KeyKind), "all_users")

    line: Alone = Field(default=False, description="a line of the phone's own account")
    blf: Watched | None = Field(
        default=None,
        description="a lamp that shows a user or device of the account, or who has an extension; "
        "pressed, it calls",
    )
    speed_dial: Dialled | None = Field(default=None, description="calls somebody, or a number")
    voicemail: Alone = Field(default=False, description="hear my messages")
    do_not_disturb: Alone = Field(default=False, description="leave me in peace, or stop it")
    forward: Alone = Field(default=False, description="send my calls elsewhere, or stop it")
    pickup: PickedUp | None = Field(default=None, description="answer what rings there")
    park: Slot | None = Field(default=None, description="park a call there, or take it back")
    intercom: Watched | None = Field(default=None, description="speak out of somebody's phone")
    hotdesk: Alone = Field(default=False, description="make this phone mine, or leave it")
    transfer_to: Dialled | None = Field(default=None, description="send the call I am in there")
    record: Alone = Field(default=False, description="record the call I am in, or stop it")
    group_login: GroupRef | None = Field(default=None, description="join a group, or leave it")
    queue_login: QueueRef | None = Field(default=None, description="join a queue, or leave it")
    schedule_override: ScheduleRef | None = Field(
        default=None, description="close a schedule by hand, or stop it"
    )
    multicast_page: Multicast | None = Field(
        default=None, description="speak to all phones that listen there"
    )
    url: WebAddress | None = Field(default=None, description="open an address, https only")
    directory: Alone = Field(default=False, description="the phone's own list of people")
    all_users: Alone = Field(
        default=False,
        description="a `blf` for everybody with an extension and a phone, but for the phone's own "
        "user and whoever has one already; as many keys as there are people",
    )
    label: CallerName | None = Field(
        default=None, description="what the phone shows beside it; else a name that fits"
    )
    at: Annotated[int, whole(1, LAST_KEY)] | None = Field(
        default=None, description="which key; else the one after the key before"
    )
    module: Annotated[int, whole(0, LAST_MODULE)] = Field(
        default=0, description="which expansion module; 0 is the phone itself"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare word is a key that needs no more."""
        if isinstance(written, str):
            if written not in ALONE:
                raise _unknown_word(written, cls.words)
            return {written: True}
        return written

    @model_validator(mode="after")
    def does_one_thing(self) -> Key:
        """Refuses a key without a kind, and one with several."""
        said = [word for word in self.words if getattr(self, word)]
        if len(said) != 1:
            several = f"{' and '.join(said)} can't be on one key" if said else "it does nothing"
            raise refusal(f"A key does one thing, but {several}.")
        return self

    def said(self) -> dict[str, Any]:
        """What was written, and where the key is: all that a key has."""
        beside = () if self.word == "use" else BESIDE
        return {name: getattr(self, name) for name in (self.word, *beside)}

    @cached_property
    def word(self) -> str:
        """What it does, as it is written."""
        return next(word for word in self.words if getattr(self, word))


class DeviceKey(Key):
    """A key of a device: what keys of a layout are, or a layout whose keys are placed here."""

    words: ClassVar[tuple[str, ...]] = (*Key.words, "use")

    use: LayoutRef | None = Field(default=None, description="a layout: its keys are placed here")

    @model_validator(mode="after")
    def has_its_own_places(self) -> DeviceKey:
        """Refuses to say where the keys of a layout are: they say it themselves."""
        beside = [word for word in BESIDE if getattr(self, word)]
        if self.use is not None and beside:
            raise refusal(f"The keys of a layout have their own {' and '.join(beside)}.")
        return self


def _unknown_word(written: str, known: tuple[str, ...]) -> Exception:
    if written in known:
        return refusal(f"{quote(written)} needs to know what: write `{written}: ...`.")
    hint = did_you_mean(written, known)
    return refusal(f"{quote(written)} is nothing that a key can do.", hint)
