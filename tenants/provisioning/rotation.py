"""Rotation in two phases: a phone's old and new password are both taken until it has fetched the new
one and registered since. Then the old one is taken away.

A phone that never comes for its new password has the old one for no longer than `LONGEST`: it is
changed because somebody else may know it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from targets.asterisk.live.node import NodeError
from tenants.provisioning.tellable import Tellable
from tenants.provisioning.told import Rotation, TellingBook

LONGEST = 14 * 86400.0
"""Seconds after which an old password is taken away, whether or not its phone has the new one."""

EVERY = 5.0
"""Seconds between looks at who is registered, while passwords are being changed."""

Ending: TypeAlias = Literal["registered", "too long"]
"""Why an old password is taken away."""


class Registrar(Protocol):
    """What is asked of a node."""

    def registered_until(self) -> Mapping[str, int]:
        """Until when each phone that is registered is so. NodeError."""
        ...


@dataclass
class Rotations:
    """The passwords that are being changed. `ended` is told of each old one that is taken away: the
    phone, and why. For one thread."""

    book: TellingBook
    doors: Mapping[str, Registrar]
    ended: Callable[[str, Ending], None]
    clock: Callable[[], float] = time.time
    _next: float = 0.0

    def step(self, phones: Mapping[str, Tellable], has: Mapping[str, str]) -> None:
        """Looks whether a phone is over its old password. `has` are the versions that phones have
        fetched, by id."""
        now = self.clock()
        wanted = {one.previous: one for one in phones.values() if one.previous}
        known, over = self.book.rotations(), self.book.over()
        new = [Rotation(secret, one.id, now) for secret, one in wanted.items()
               if secret not in known and secret not in over]  # fmt: skip
        if new:
            self.book.begin(new)
        elif not (known and now >= self._next):
            return
        self._next = now + EVERY
        for secret, why in tuple(self._over(wanted, self._registered(), has, now)):
            self.book.end(secret, now)
            self.ended(wanted[secret].id, why)

    def _over(
        self,
        wanted: Mapping[str, Tellable],
        until: Mapping[str, int] | None,
        has: Mapping[str, str],
        now: float,
    ) -> Iterator[tuple[str, Ending]]:
        for secret, rotation in self.book.rotations().items():
            one = wanted.get(secret)
            if one is None:
                continue
            if now - rotation.began > LONGEST:
                yield secret, "too long"
            elif until is not None and rotation.until is not None:
                if until.get(one.id, 0) > rotation.until:
                    yield secret, "registered"
            elif until is not None and self._has_new(one, has):
                self.book.fetched(secret, until.get(one.id, 0))

    def _has_new(self, one: Tellable, has: Mapping[str, str]) -> bool:
        """Whether the files that a phone fetched last hold its new password."""
        version = has.get(one.id, "")
        facts = self.book.facts(one.id, version)
        return version == one.version or (facts is not None and facts.secret == one.secret)

    def _registered(self) -> Mapping[str, int] | None:
        """Until when each phone is registered, at whichever node. None where a node doesn't answer: a
        registration there would look like a new one when it does."""
        found: dict[str, int] = {}
        for door in self.doors.values():
            try:
                told = door.registered_until()
            except NodeError:
                return None
            for phone, until in told.items():
                found[phone] = max(found.get(phone, 0), until)
        return found
