"""Times as the ledger keeps them, and the clocks they come from.

A wall clock may jump: somebody sets it, or a machine starts without knowing the time. So nothing is
ordered by time, and a span that runs is measured by a clock that only goes forward.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""What says the time; always with its zone."""


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def time_text(moment: datetime) -> str:
    """A time as it is written down: UTC, ISO 8601, in microseconds. ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can't be kept")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """A time that was written down."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def lasting(moment: datetime, seconds: float) -> datetime:
    """The moment so many seconds later; the last one there is, where it would be beyond that."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """A span that runs: when it ends by the wall clock, and how long it was at first."""

    until: datetime
    seconds: float


class Countdown:
    """How long spans have still to run, whatever the wall clock does meanwhile.

    A span is looked at for the first time by the wall clock, and can't have longer to run than it
    was long; from then on it is measured by the clock that only goes forward.
    """

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._ends: dict[tuple[str, Span], float] = {}

    def left(self, what: str, span: Span) -> float:
        """The seconds that a span has left; none or less where it is over."""
        key = (what, span)
        if key not in self._ends:
            left = (span.until - self._clock()).total_seconds()
            self._ends = {other: end for other, end in self._ends.items() if other[0] != what}
            self._ends[key] = self._monotonic() + min(left, span.seconds)
        return self._ends[key] - self._monotonic()
