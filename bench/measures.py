"""What is measured, a table each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.accounts import one_account, platform, write_tree
from bench.budgets import budget_rows
from bench.calls import scenarios_per_second, time_trace
from bench.changes import percentile, time_pushes
from bench.cold import PBXC, compile_cold, run_command
from bench.counts import count_account
from bench.floor import time_floor
from bench.phones import PHONES, time_phones
from bench.stages import STAGES, Run, compile_often, compile_once
from bench.tables import milliseconds, table


@dataclass(frozen=True)
class Size:
    """How much is measured: runs of each, accounts of 50 users, resellers over them."""

    runs: int
    accounts: int
    resellers: int


FULL = Size(runs=9, accounts=200, resellers=10)
QUICK = Size(runs=3, accounts=20, resellers=2)


@dataclass(frozen=True)
class Bench:
    """One run of all measures: how much, a folder to write into, and what was measured so far."""

    size: Size
    folder: Path
    measured: dict[str, float]


def measure_stages(bench: Bench) -> str:
    """One account of 50 users, warm: each stage, what comes out, and the same by templates."""
    folders = one_account()
    run = compile_often(folders, bench.folder / "out", bench.size.runs)
    floor = time_floor(run.bundle, bench.size.runs)
    rows = [(stage, *milliseconds(run.stages[stage])) for stage in STAGES]
    rows += [("all", *milliseconds(run.total)), ("", "", "")]
    rows.append(("jinja2, the same files", *milliseconds(floor.taken)))
    ratio, whole = run.stages["emit"].cpu / floor.taken.cpu, run.total.cpu / floor.taken.cpu
    rows += [("emit / jinja2", f"{ratio:.1f}", ""), ("all / jinja2", f"{whole:.1f}", "")]
    bench.measured.update({f"{stage}_ms": taken.cpu * 1000 for stage, taken in run.stages.items()})
    bench.measured.update(compile_ms=run.total.cpu * 1000, floor_ms=floor.taken.cpu * 1000)
    bench.measured.update(emit_to_floor=ratio, compile_to_floor=whole)
    bench.measured["check_warm"] = 1000 * sum(run.stages[s].cpu for s in ("read", "link", "check"))
    lines = sum(file.data.count(b"\n") for folder in folders for file in folder.files)
    title = f"A50: {lines} lines of YAML, {floor.value} lines of configuration; warm"
    return table(title, ("stage", "cpu ms", "wall ms"), rows) + _volume(bench, run)


def _volume(bench: Bench, run: Run) -> str:
    assert run.compiled.tree is not None
    counts = count_account(run.bundle, run.compiled.tree.root.id)
    bench.measured.update(counts)
    rows = [
        ("priorities per user", f"{counts['priorities']:.1f}"),
        ("hints per user", f"{counts['hints']:.2f}"),
        ("contexts of the account", f"{counts['contexts']:.0f}"),
        ("files", str(len(run.bundle.files))),
        ("kilobytes", f"{sum(map(len, run.bundle.files.values())) / 1000:.0f}"),
    ]
    return "\n" + table("What A50 becomes", ("", "count"), rows)


def measure_calls(bench: Bench) -> str:
    """Calls of a loaded account, in the simulator."""
    run = compile_once(one_account(), bench.folder / "out")
    trace = time_trace(run.compiled, bench.size.runs)
    scenarios = scenarios_per_second(run.compiled, bench.size.runs / 9)
    bench.measured.update(trace=trace.cpu * 1000, scenarios=scenarios)
    rows = [("trace of one call, ms", f"{trace.cpu * 1000:.2f}")]
    rows.append(("scenarios in a second", f"{scenarios:.0f}"))
    return table("Calls in the simulator", ("", "cpu"), rows)


def measure_commands(bench: Bench) -> str:
    """Commands as a user runs them, the start of Python included."""
    folder = write_tree(one_account(), bench.folder / "a50")
    commands = {
        "python that does nothing": (str(PBXC.with_name("python")), "-c", "pass"),
        "pbxc --help": (str(PBXC), "--help"),
        "pbxc --version": (str(PBXC), "--version"),
        "pbxc check A50": (str(PBXC), "check", str(folder)),
    }
    done = {name: run_command(line, bench.size.runs) for name, line in commands.items()}
    for name, key in {"pbxc --help": "help", "pbxc check A50": "check_cold"}.items():
        if done[name].status == 0:
            bench.measured[key] = done[name].taken.cpu * 1000
    rows = [
        (name, *milliseconds(one.taken), "" if one.status == 0 else f"status {one.status}")
        for name, one in done.items()
    ]
    return table("Commands, cold", ("command", "cpu ms", "wall ms", ""), rows)


def measure_growth(bench: Bench) -> str:
    """A tenth of the platform, and all of it, each in a new process."""
    rows, totals = [], []
    for accounts in (bench.size.accounts // 10, bench.size.accounts):
        folders = platform(accounts, bench.size.resellers)
        place = write_tree(folders, bench.folder / f"platform-{accounts}")
        cold, memory = compile_cold(place, bench.folder / f"out-{accounts}")
        run = compile_once(folders, bench.folder / "out-warm")
        totals.append(run.total.cpu)
        each = run.total.divided(accounts)
        speed = f"{1 / each.cpu:.0f}"
        rows.append((str(accounts), f"{cold.cpu:.2f}", f"{cold.wall:.2f}", speed, f"{memory:.0f}"))
    bench.measured.update(cold=cold.cpu, accounts_per_second=1 / each.cpu, memory_mb=memory)
    bench.measured["growth"] = totals[1] / totals[0]
    head = ("accounts", "cold cpu s", "cold wall s", "accounts/s/core", "peak MB")
    rows.append(("growth", f"{bench.measured['growth']:.1f}", "", "", ""))
    return table("A platform of accounts of 50 users", head, rows)


def measure_changes(bench: Bench) -> str:
    """One account of all has changed: what the controller does with a commit."""
    folders = platform(bench.size.accounts, bench.size.resellers)
    pushes = time_pushes(folders, bench.size.runs * 10)
    stages = {"to a compiled tree": pushes.compiled, "then to its generation": pushes.cut}
    rows = []
    for name, taken in {**stages, "both": pushes.whole}.items():
        half, most = percentile(taken, 0.5), percentile(taken, 0.99)
        rows.append((name, *milliseconds(half), *milliseconds(most)))
    rows.append(("nothing changed", *milliseconds(pushes.nothing), "", ""))
    rows.append(("the first time, all of them", *milliseconds(pushes.first), "", ""))
    bench.measured["change"] = percentile(pushes.whole, 0.5).cpu * 1000
    bench.measured["nothing"] = pushes.nothing.cpu * 1000
    head = ("", "p50 cpu ms", "p50 wall ms", "p99 cpu ms", "p99 wall ms")
    return table(f"One account of 50 users changed among {bench.size.accounts}", head, rows)


def measure_phones(bench: Bench) -> str:
    """The files of a thousand phones, by model."""
    taken = time_phones()
    rows = [(model, *milliseconds(one)) for model, one in taken.items()]
    bench.measured["phones"] = 1000 * max(one.cpu for one in taken.values())
    return table(
        f"Files of {PHONES} phones, 50 in an account", ("model", "cpu ms", "wall ms"), rows
    )


def measure_budgets(bench: Bench) -> str:
    """The budgets, beside all that was measured before."""
    measured = dict(bench.measured)
    if bench.size != FULL:
        for name in ("cold", "change", "nothing"):
            measured.pop(name, None)
    head = ("", "what", "measured", "budget", "")
    return table("Budgets (processor time)", head, budget_rows(measured))


MEASURES: tuple[Callable[[Bench], str], ...] = (
    measure_stages,
    measure_calls,
    measure_commands,
    measure_growth,
    measure_changes,
    measure_phones,
    measure_budgets,
)
