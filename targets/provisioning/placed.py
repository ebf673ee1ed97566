"""Dialects of phones whose keys can't be anything anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schema.phone_facts import PhoneKey
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone


def _none(_phone: Phone) -> Iterable[PhoneKey]:
    return ()


@dataclass(frozen=True)
class PlacedDialect(Dialect):
    """A dialect that also knows which keys can't be where they are: `misplaced`."""

    misplaced: Callable[[Phone], Iterable[PhoneKey]] = _none

    def unfit(self, phone: Phone) -> tuple[PhoneKey, ...]:
        """Keys that this dialect has no kind for, and those that can't be where they are."""
        unfit = super().unfit(phone)
        return (*unfit, *(key for key in self.misplaced(phone) if key not in unfit))
