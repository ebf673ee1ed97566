"""A fact: one thing that is otherwise than before, in words, and the place that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import BaseModel

from schema.program import Route

Mark: TypeAlias = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What is otherwise in one thing.

    `route` is where it was written, in what is new; of what is gone (`mark` removed), in what was.
    `alone` says that it deserves a line of its own, `direct` that it goes on from the name of the
    thing as a sentence does: "number +19025550100 now goes to user.anna".
    """

    said: str
    route: Route
    mark: Mark = "changed"
    alone: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """Where a comparison is: in words, as far as they must be said, and as a route."""

    route: Route
    words: str = ""

    def below(self, *keys: str | int, words: str = "") -> At:
        """Further in, by the keys that are written there."""
        return At((*self.route, *keys), self.words + words)

    def fact(self, said: str, mark: Mark = "changed", alone: bool = False) -> Fact:
        """A fact of what stands here."""
        return Fact(self.words + said, self.route, mark, alone)


Telling: TypeAlias = Callable[[BaseModel, BaseModel, At], Iterator[Fact]]
"""How two models of a kind are compared."""
