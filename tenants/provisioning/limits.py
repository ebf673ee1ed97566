"""How often something may be done: a bucket for each name that fills again, in bounded memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: float
    per_second: float


class Limiter:
    """Counts by name. The names that were quiet for longest are forgotten first, and then have a full
    bucket again. For one thread."""

    def __init__(
        self, rate: Rate, names: int = 20_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._names = names
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> bool:
        """Whether one more is allowed. If so, it is counted."""
        now = self._clock()
        left = self._filled(name, now)
        allowed = left >= 1
        self._left[name] = (left - 1 if allowed else left, now)
        self._left.move_to_end(name)
        if len(self._left) > self._names:
            self._left.popitem(last=False)
        return allowed

    def is_empty(self, name: str) -> bool:
        """Whether one more would not be allowed."""
        return self._filled(name, self._clock()) < 1

    def _filled(self, name: str, now: float) -> float:
        left, then = self._left.get(name, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - then) * self._rate.per_second)

    def __len__(self) -> int:
        """How many names are remembered."""
        return len(self._left)
