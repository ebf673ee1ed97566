"""Calls while accounts are moved, measured and told in tables."""

from __future__ import annotations

import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.live.load import LoadPlan, LoadResult, run_load
from bench.live.load_calls import Fate
from bench.live.processes import load_average
from bench.live.shares import at_share
from bench.tables import table

FULL = LoadPlan()
QUICK = LoadPlan(quiet=20, pushes=10, applies=90, pool=90)
SHOWN = 10


def measure_load(measured: dict[str, float], quick: bool) -> int:
    """All that is measured of calls under applies. How many things went wrong."""
    plan = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="bench-load-") as name:
        result = run_load("bench-load", Path(name), plan)
    for what, calls in (("quiet", result.quiet), ("busy", result.busy)):
        measured[f"load_{what}_calls"] = len(calls)
        measured |= {f"load_{what}_{name}": ms for name, ms in _set_up(calls).items()}
    measured["load_applies"] = result.applies
    measured["load_wrong"] = len(result.wrong)
    measured["load_ratio"] = measured["load_busy_p99"] / measured["load_quiet_p99"]
    print(_tables(measured, result, plan), flush=True)
    return len(result.wrong)


def _set_up(calls: Sequence[Fate]) -> dict[str, float]:
    ordered = sorted(one.set_up for one in calls if one.set_up)
    shares = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))
    return {name: at_share(ordered, share) for name, share in shares}


def _tables(measured: dict[str, float], result: LoadResult, plan: LoadPlan) -> str:
    head = ("", "calls", "p50", "p90", "p99", "slowest")
    rows = [
        (title, f"{measured[f'load_{what}_calls']:.0f}",
         *(f"{measured[f'load_{what}_{name}']:.0f}" for name in ("p50", "p90", "p99", "max")))
        for title, what in (("nothing is applied", "quiet"), ("applies all the time", "busy"))
    ]  # fmt: skip
    title = (
        f"Call set-up, ms, {plan.each_second:g} calls a second with audio, {result.applies} applies "
        f"({plan.pushes} by git push); load average {load_average():.1f}"
    )
    each = f"{statistics.median(result.each):.0f} ms" if result.each else "-"
    facts = [
        ("p99 with applies to p99 without", f"{measured['load_ratio']:.2f}"),
        ("one apply, p50", each),
        ("calls begun late by us", str(result.late)),
        ("calls lost, mixed or unheard, and applies refused", str(len(result.wrong))),
    ]
    return "\n".join((table(title, head, rows), table("", ("what", ""), facts), *_told(result)))


def _told(result: LoadResult) -> list[str]:
    """What went wrong, counted by kind."""
    kinds = Counter(re.sub(r"^\d+: ", "", one) for one in result.wrong)
    return [f"{count} x {what}" for what, count in kinds.most_common(SHOWN)]
