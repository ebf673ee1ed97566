"""`make bench`: measures the compiler, prints tables, and keeps a history.

Times are medians of several runs; processor time stands beside wall time, since a busy machine
stretches the second. Nothing here can fail for being slow.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.accounts import USERS, one_account, platform, write_tree
from bench.budgets import budget_rows
from bench.calls import scenarios_per_second, time_trace
from bench.clock import Taken, peak_memory
from bench.cold import PBXC, compile_cold, run_command
from bench.counts import count_bundle
from bench.floor import time_floor
from bench.stages import STAGES, Run, compile_often
from bench.tables import milliseconds, remember, table
from compiler.sources import AccountFolder


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    runs: int
    accounts: int
    resellers: int


FULL = Plan(runs=9, accounts=200, resellers=10)
QUICK = Plan(runs=3, accounts=20, resellers=2)


@dataclass
class Report:
    """What was measured so far, and the tables of it."""

    plan: Plan
    folder: Path
    measured: dict[str, float] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)

    def add(self, title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """A table, printed at once unless all is printed as JSON."""
        self.tables.append(table(title, head, rows))


def main() -> None:
    """Measures everything, and prints it."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = Report(QUICK if options.quick else FULL, Path(folder))
        for measure in (_stages, _floor, _calls, _commands, _growth, _budgets):
            measure(report)
            if not options.json:
                print("\n".join(report.tables))
                report.tables.clear()
    entry = remember(report.measured, options.quick)
    if options.json:
        print(json.dumps(entry, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, a tenth of the accounts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser.parse_args()


def _stages(report: Report) -> None:
    """One account of 50 users, warm: each stage, and what comes out."""
    folders = one_account()
    run = _compile(report, folders, report.plan.runs)
    floor = time_floor(run.bundle, report.plan.runs)
    rows = [(stage, *milliseconds(run.stages[stage])) for stage in STAGES]
    rows.append(("all", *milliseconds(run.total)))
    lines = sum(file.data.count(b"\n") for folder in folders for file in folder.files)
    report.add(f"A50, {lines} lines of YAML, warm", ("stage", "cpu ms", "wall ms"), rows)
