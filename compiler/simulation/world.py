"""A call and the world it meets: what a scenario may say of phones, numbers, keys and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from compiler.simulation.causes import outcome_of_code

LiveName: TypeAlias = tuple[str, str, str]
"""Account id, owner (`user.alice`) and field (`forward.to`) of a live value."""

KINDS = {
    "answer": "answered",
    "busy": "busy",
    "no_answer": "no_answer",
    "reject": "rejected",
    "unavailable": "unavailable",
    "congested": "congested",
    "forbidden": "forbidden",
}

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _nothing() -> Mapping[_Key, _Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a phone, a number or a gateway does when it is called.

    `kind` is `answer`, `busy`, `no_answer`, `reject`, `unavailable` (a phone that is not
    registered, a gateway that is down), `congested`, `forbidden`, or `sip:<code>` of 300 to 699.
    `after` is the seconds until it does so. Left out: 2 for a phone that answers, 4 for a number,
    at once for a refusal, never for `no_answer`. `talk` is how long a conversation lasts.
    `presses` are the keys of a callee who is asked to confirm; empty presses nothing.
    """

    kind: str = "answer"
    after: float | None = None
    talk: float = 10
    presses: str = "1"

    def __post_init__(self) -> None:
        """Refuses a kind that nobody knows. ValueError says which."""
        code = self.kind.removeprefix("sip:")
        coded = code != self.kind and code.isdecimal() and 300 <= int(code) <= 699
        if not coded and self.kind not in KINDS:
            raise ValueError(f"no behaviour is called {self.kind!r}")

    @property
    def outcome(self) -> str:
        """The outcome of a dial that meets this behaviour in time; `answered` where it answers."""
        known = KINDS.get(self.kind)
        return known or outcome_of_code(int(self.kind.removeprefix("sip:")))


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody calls: from where, to what, when, and which keys they will press.

    `unit` is the account id, `entry` the entry of the account that the call comes in by: `phone`
    (an authenticated phone dialled `dialled`), `did`, `transfer`, or the label of any block or
    table of the unit. `device` is the endpoint id of an authenticated caller. `at` is aware.
    `presses[i]` answers the caller's i-th question; an absent or empty one presses nothing.
    """

    unit: str
    entry: str
    dialled: str
    caller_number: str
    caller_name: str
    device: str
    at: datetime
    presses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuses a moment without a zone: it would mean another one on each machine."""
        if self.at.tzinfo is None:
            raise ValueError(f"the moment {self.at} of a call has no time zone")


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside the program that decides how a call goes. What is not named is ordinary:
    phones and numbers answer, gateways work, mailboxes have room.

    `phones` by endpoint id, `numbers` by number as dialled, `gateways` by gateway id; `live` holds
    what people's phones have changed; `draws` are the orders that the call's shuffles will draw, one
    after the other (`3,1,2`), after which the heavier come first; `busy` counts other calls by group;
    `in_use` are the endpoint
    ids of phones in another call; `full` are the mailboxes without room; `durations` are seconds of media by media id, else 2.
    """

    phones: Mapping[str, Behaviour] = field(default_factory=_nothing)
    numbers: Mapping[str, Behaviour] = field(default_factory=_nothing)
    gateways: Mapping[str, Behaviour] = field(default_factory=_nothing)
    live: Mapping[LiveName, str] = field(default_factory=_nothing)
    draws: tuple[str, ...] = ()
    busy: Mapping[str, int] = field(default_factory=_nothing)
    in_use: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()
    durations: Mapping[str, float] = field(default_factory=_nothing)
