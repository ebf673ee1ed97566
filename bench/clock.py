"""How long something takes: processor time beside wall time, medians of several runs."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """Seconds: of the processor, and of the clock on the wall."""

    cpu: float
    wall: float

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.cpu + other.cpu, self.wall + other.wall)

    def divided(self, by: float) -> Taken:
        """The share of one of so many."""
        return Taken(self.cpu / by, self.wall / by)


@dataclass(frozen=True)
class Timed(Generic[T]):
    """What a run gave, and how long it took."""

    value: T
    taken: Taken


def time_once(run: Callable[[], T]) -> Timed[T]:
    """One run, with what lay around from earlier ones swept up first."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    value = run()
    return Timed(value, Taken(time.process_time() - cpu, time.perf_counter() - wall))


def time_of(run: Callable[[], T], runs: int) -> Timed[T]:
    """The median of several runs, and what the last one gave."""
    timed = [time_once(run) for _ in range(runs)]
    return Timed(timed[-1].value, median_of([one.taken for one in timed]))


def median_of(taken: Sequence[Taken]) -> Taken:
    """The median of each."""
    return Taken(
        statistics.median(one.cpu for one in taken), statistics.median(one.wall for one in taken)
    )


def peak_memory() -> float:
    """The most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
