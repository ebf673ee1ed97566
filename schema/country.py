"""The shape of a country pack: how a country's telephone numbers are built and dialled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

CallClass: TypeAlias = Literal[
    "emergency",
    "internal",
    "local",
    "national",
    "toll_free",
    "mobile",
    "international",
    "premium",
    "caribbean",
]


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number that must always work. `location_notice`: whoever is on site is told of the call,
    and the caller's place is sent along; a crisis line gets neither."""

    number: str
    service: str
    location_notice: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one class, without the country code: how they begin and how long they are.

    `heads` are the first places, as dial patterns. `bare` numbers are dialled as they stand, the
    others behind the trunk prefix.
    """

    call_class: CallClass
    heads: tuple[str, ...]
    lengths: tuple[int, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """A country pack.

    `trunk_prefix` is dialled before a national number (`trunk_optional`: may be left out);
    `outside_prefix` is what offices there use to get a line. Within an area code, a subscriber's
    number may be dialled alone where `local_head` says how it begins; `geographic` are the lengths
    of numbers with an area code. `services` are short numbers that stay as they are dialled, with
    their class. `address_tests` read the caller's registered address back to him.
    """

    code: str
    name: str
    calling_code: str
    trunk_prefix: str
    international_prefixes: tuple[str, ...]
    emergency: tuple[EmergencyNumber, ...]
    numbers: tuple[Numbers, ...]
    geographic: tuple[int, ...]
    local_head: str = ""
    trunk_optional: bool = False
    outside_prefix: str = ""
    services: tuple[tuple[str, CallClass], ...] = ()
    address_tests: tuple[str, ...] = ()

    def is_emergency(self, number: str) -> bool:
        """Whether a number, dialled without any prefix, calls for help."""
        return any(number == one.number for one in self.emergency)
