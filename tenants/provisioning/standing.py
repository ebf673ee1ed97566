"""Where a phone stands: what it has fetched, beside what it is to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tenants.provisioning.register import Contact, Register, Wish

State: TypeAlias = Literal["current", "outdated", "never"]
Fetched: TypeAlias = Mapping[str, tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A phone: what it is to have and since when, the last version it has wholly and since when, its
    last contact, what it was told and when."""

    wish: Wish
    version: str
    at: datetime | None
    contact: Contact | None = None
    told: tuple[str, datetime] | None = None

    @property
    def state(self) -> State:
        """Whether it has what it is to have."""
        if self.version == self.wish.version:
            return "current"
        return "outdated" if self.version or self.contact else "never"


def whole_version(
    wish: Wish, fetched: Fetched, before: tuple[str, datetime] | None
) -> tuple[str, datetime] | None:
    """The version that a phone has, and since when; None where it has none wholly.

    It has what it is to have when it has fetched the file with which it registers, and each other
    one that it has ever asked for, as they are now. `before` is what it had wholly before.
    """
    needed = [wish.main, *(name for name in wish.files if name in fetched)]
    found = [fetched.get(name) for name in needed]
    has = [one for one in found if one is not None]
    whole = len(has) == len(found) and all(
        one[0] == wish.files.get(name) for one, name in zip(has, needed, strict=True)
    )
    return (wish.version, max(at for _, at in has)) if whole else before


def standings(register: Register) -> tuple[Standing, ...]:
    """Every phone, by account and id."""
    fetched, completed = register.fetched(), register.completed()
    contacts, told = register.contacts(), register.told()
    wishes = sorted(register.wishes().values(), key=lambda one: (one.account, one.phone))
    found = []
    for wish in wishes:
        phone = wish.phone
        has = whole_version(wish, fetched.get(phone, {}), completed.get(phone))
        version, at = has or ("", None)
        found.append(Standing(wish, version, at, contacts.get(phone), told.get(phone)))
    return tuple(found)
