"""What was used lately: a memory with a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """What was used lately, up to so much of it."""

    def __init__(self, most: int, weight: Callable[[V], int] = lambda _: 1) -> None:
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._most = most
        self._weight = weight
        self._sum = 0

    def get(self, key: K) -> V | None:
        """What was put here under a key, if it is still here."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keeps a value, and gives up the one that was not used for longest."""
        if key not in self._kept:
            self._sum += self._weight(value)
        self._kept[key] = value
        while self._sum > self._most and len(self._kept) > 1:
            self._sum -= self._weight(self._kept.popitem(last=False)[1])
