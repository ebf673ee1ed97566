"""What was made before, kept as long as what it was made of stays the same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Things of one sort, each by a name, and what each was made of the last time."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[tuple[object, ...], T]] = {}

    def get(self, name: str, made_of: tuple[object, ...], make: Callable[[T | None], T]) -> T:
        """The thing of this name: the one that is there if it was made of the same, else a new one.
        `make` is given the one that is there. If the new one equals it, the old one stays, so that
        what is made of it stays as well."""
        before = self._made.get(name)
        if before is not None and before[0] == made_of:
            return before[1]
        made = make(before[1] if before else None)
        if before is not None and before[1] == made:
            made = before[1]
        self._made[name] = (made_of, made)
        return made

    def forget_others(self, names: Collection[str]) -> None:
        """Lets go of everything but the things of these names."""
        for name in [name for name in self._made if name not in names]:
            del self._made[name]
