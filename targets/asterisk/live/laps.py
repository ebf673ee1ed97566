"""A stopwatch with laps: how long each stage of something took, for logs and figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping


class Laps:
    """Seconds by stage, in the order in which stages came. One that comes again is added up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._took: dict[str, float] = {}
        self._at = clock()

    @property
    def took(self) -> Mapping[str, float]:
        """What each stage took since the start."""
        return dict(self._took)

    def start(self, at: float | None = None) -> None:
        """Begins anew: now, or at an earlier moment of the same clock."""
        self._took = {}
        self._at = self._clock() if at is None else at

    def lap(self, stage: str) -> None:
        """What went by since the lap before belongs to this stage."""
        now = self._clock()
        self._took[stage] = self._took.get(stage, 0.0) + now - self._at
        self._at = now
