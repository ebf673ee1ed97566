"""Many worlds, one after the other: what breaks an invariant is told with its seed.

    python -m tests.faults.simulate --applies 1000000 --seed 7 --jobs 2
    python -m tests.faults.simulate --worlds 1000 200
    python -m tests.faults.simulate --replay 7000000123

A run is the same for the same seed, whatever the number of jobs. The trace of a failing seed is told
without the faults that it doesn't need.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.world import Told, told

SEEDS = Path(__file__).with_name("seeds.txt")
EPISODES = 50
"""How many worlds a job does before it reports."""
APART = 1_000_000_000
LAST_LINES = 40


@dataclass
class Report:
    """What came of a run."""

    applies: int = 0
    episodes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    rounds: Counter[int] = field(default_factory=Counter)
    failed: dict[int, str] = field(default_factory=dict)

    def add(self, one: Told) -> None:
        """One world more."""
        self.applies += one.applies
        self.episodes += 1
        self.faults += one.faults
        self.rounds[one.rounds] += 1
        if one.broken:
            self.failed[one.seed] = one.broken

    def join(self, other: Report) -> None:
        """What another job found."""
        self.applies += other.applies
        self.episodes += other.episodes
        self.faults += other.faults
        self.rounds += other.rounds
        self.failed |= other.failed

    def lines(self) -> Iterator[str]:
        """The report, for people."""
        total = sum(self.faults.values())
        yield f"{self.applies:,} applies in {self.episodes:,} worlds, {total:,} faults:"
        yield from (f"  {count:>9,}  {kind}" for kind, count in self.faults.most_common())
        yield f"rounds of quiet until all was as committed last: {dict(sorted(self.rounds.items()))}"
        yield from (f"seed {seed}: {why}" for seed, why in sorted(self.failed.items()))
        yield f"{len(self.failed)} broken"


def simulated(seeds: Iterable[int]) -> Report:
    """What came of these worlds."""
    report = Report()
    for seed in seeds:
        report.add(told(seed))
    return report


def shortened(seed: int) -> Told:
    """A failing world without the faults that its failing doesn't need, and with a trace."""
    why = told(seed).broken.partition(" ")[0]
    skipped: frozenset[int] = frozenset()
    for fault in range(1, told(seed).drawn + 1):
        if told(seed, skipped | {fault}).broken.partition(" ")[0] == why:
            skipped |= {fault}
    return told(seed, skipped, traced=True)


def kept_seeds() -> list[int]:
    """The seeds that broke something once."""
    lines = SEEDS.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]


def run(applies: int, seed: int, jobs: int, told_every: float = 10.0) -> Report:
    """Worlds until so many applies are done."""
    report, began, last = Report(), time.monotonic(), time.monotonic()
    starts = range(seed * APART, (seed + 1) * APART, EPISODES)
    batches = (range(start, start + EPISODES) for start in starts)
    with multiprocessing.Pool(jobs) as pool:
        for part in pool.imap(simulated, _until(batches, report, applies)):
            report.join(part)
            if time.monotonic() - last > told_every:
                last = time.monotonic()
                rate = report.applies / (last - began)
                print(f"{report.applies:,} applies, {rate:,.0f}/s, {len(report.failed)} broken",
                      flush=True)  # fmt: skip
            if report.applies >= applies:
                break
    return report


def _until(batches: Iterator[range], report: Report, applies: int) -> Iterator[range]:
    """Batches as long as they are needed; a pool takes them faster than it does them."""
    for ahead, batch in enumerate(batches):
        while ahead > 8 + report.episodes // EPISODES and report.applies < applies:
            time.sleep(0.01)
        if report.applies >= applies:
            return
        yield batch


def _until_broken(most: int) -> int:
    """The seeds that are kept, then new ones, until one breaks something."""
    for seed in (*kept_seeds(), *range(most)):
        one = told(seed)
        if one.broken:
            print(f"seed {seed}: {one.broken}")
            return 1
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Simulate applies with faults.")
    parser.add_argument("--applies", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--replay", type=int, help="tell the trace of one failing seed")
    parser.add_argument("--worlds", type=int, nargs=2, help="these: the first seed, and how many")
    parser.add_argument("--until-broken", type=int, help="stop at the first of so many worlds")
    chosen = parser.parse_args()
    if chosen.until_broken is not None:
        return _until_broken(chosen.until_broken)
    if chosen.replay is not None:
        one = shortened(chosen.replay)
        print(*one.trace[-LAST_LINES:], one.broken or "all is well", sep="\n")
        return int(bool(one.broken))
    if chosen.worlds is not None:
        first, count = chosen.worlds
        report = simulated(range(first, first + count))
    else:
        report = run(chosen.applies, chosen.seed, chosen.jobs)
    print(*report.lines(), sep="\n")
    for seed in sorted(report.failed)[:1]:
        print(f"\nseed {seed}, without the faults that it doesn't need:")
        print(*shortened(seed).trace[-LAST_LINES:], sep="\n")
    return int(bool(report.failed))


if __name__ == "__main__":
    sys.exit(main())
