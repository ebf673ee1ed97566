"""`scenarios`: an account's own tests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from schema.base import Model
from schema.quantities import duration
from schema.reading import Reader, quote, refusal, typed
from schema.scalars import CallerName, Count, DialString, Flag

_BEHAVIOURS = "answer, busy, no_answer, reject, unavailable, congested, or `sip:<code>`"


def _read_instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    text = typed(value, "a date and time")
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(text.replace("T", " "), form)  # noqa: DTZ007 (zone: account)
        except ValueError:
            continue
    raise refusal(f"{quote(text)} is not a date and time; write 2026-12-25 10:00")


Instant = Annotated[
    datetime,
    Reader(
        _read_instant, "A moment: date and time in the account's zone, such as 2026-12-25 10:00."
    ),
]


def _read_party(value: Any) -> str:
    text = typed(value, "a caller or a number").strip()
    if not text or len(text) > 80 or any(ord(character) < 32 for character in text):
        raise refusal(f"{quote(text)} can neither call nor be called")
    return text


Party = Annotated[
    str,
    Reader(
        _read_party,
        "A party: a number with +, `anonymous`, a device (`anna-desk`), or digits to dial.",
    ),
]


def _read_kind(value: Any) -> str:
    text = typed(value, "what the phone does")
    known = ("answer", "busy", "no_answer", "reject", "unavailable", "congested", "forbidden")
    code = text.removeprefix("sip:")
    if text in known or (
        text.startswith("sip:") and code.isascii() and code.isdigit() and len(code) == 3
    ):
        return text
    raise refusal(f"{quote(text)} is nothing a phone does here; write {_BEHAVIOURS}")


class PhoneBehaviour(Model):
    """What the one who is called does."""

    does: Annotated[str, Reader(_read_kind, f"A behaviour: {_BEHAVIOURS}.")] = Field(
        default="answer", description="what happens when it is called"
    )
    after: Annotated[int, duration(0, 600)] | None = Field(
        default=None, description="so long after it began to ring"
    )
    presses: str | None = Field(
        default=None, description="keys pressed when asked to confirm; empty for none"
    )
    talk: Annotated[int, duration(0, 600)] | None = Field(
        default=None, description="length of the conversation"
    )

    @model_validator(mode="before")
    @classmethod
    def unfold(cls, written: Any) -> Any:
        """A bare word is what it does."""
        return {"does": written} if isinstance(written, str) else written


class ScenarioCall(Model):
    """Who calls what."""

    from_: Party = Field(alias="from", description="a number with +, `anonymous`, or a device")
    to: Party = Field(description="a number of the account, or what the phone dials")
    name: CallerName | None = Field(default=None, description="name the caller comes with")


def _one(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Expectation(Model):
    """One thing that must be told of the call, in the words of the story."""

    plays: str | None = Field(default=None, description="a recording is heard")
    says: str | None = Field(default=None, description="something is spoken")
    asks: str | None = Field(default=None, description="the caller is asked for keys")
    rings: str | None = Field(default=None, description="a phone rings")
    dials: str | None = Field(default=None, description="a number outside is called")
    connects: str | None = Field(default=None, description="somebody takes the call")
    fails: str | None = Field(default=None, description="a phone or number does not take the call")
    shows: str | None = Field(default=None, description="what the called party sees")
    leaves_message: str | None = Field(default=None, description="a message is left")
    reads_messages: str | None = Field(default=None, description="a mailbox is opened")
    remembers: str | None = Field(default=None, description="a live value is changed")
    notifies: str | None = Field(default=None, description="somebody is told")
    ends: str | None = Field(default=None, description="the call ends so")

    @model_validator(mode="after")
    def says_one_thing(self) -> Expectation:
        """Refuses none, and more than one."""
        if len(self.said()) != 1:
            raise refusal("an expectation is one thing, such as `plays: welcome`")
        return self

    def said(self) -> dict[str, str]:
        """The one verb and what it is said of."""
        return {
            name: value
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }


class Scenario(Model):
    """A call that must go a certain way: at an instant, with phones that behave, and what is then
    expected. Run by `pbxc test` in the simulator, and by a real Asterisk unchanged.

    ```yaml
    scenarios:
      after-hours-goes-to-voicemail:
        at: 2026-12-25 10:00
        call: {from: "+16475550123", to: "+14165550100"}
        phones: {alice-desk: no_answer}
        press: ["1"]
        expect: [plays: holiday-greeting, leaves_message: mailbox.general]
    ```
    """

    section: ClassVar[str] = "scenarios"

    at: Instant = Field(description="when, in the account's zone")
    call: ScenarioCall = Field(description="who calls what")
    phones: dict[Party, PhoneBehaviour] = Field(
        default_factory=dict, description="devices, numbers and gateways, and what they do"
    )
    press: Annotated[
        tuple[DialString | Annotated[str, Field(max_length=0)], ...], BeforeValidator(_one)
    ] = Field(default=(), description="keys pressed each time the caller is asked; empty for none")
    state: dict[str, str] = Field(
        default_factory=dict,
        description="live values before the call: `user.anna do_not_disturb: on`",
    )
    full: tuple[str, ...] = Field(default=(), description="mailboxes that are full")
    calls: dict[str, Count] = Field(
        default_factory=dict, description="calls that are already up: `calls: 5`"
    )
    expect: tuple[Expectation, ...] = Field(description="what must be told, in this order")
    exact: Flag = Field(default=False, description="and nothing else of note")
