"""Calls through a loaded account: how long one is to trace, and how many scenarios run in a second."""

from __future__ import annotations

import time

from bench.clock import Taken, time_of
from compiler import Compiled
from compiler.scenario_calls import names, prepare
from compiler.scenarios import check_scenario
from compiler.simulate import simulate


def time_trace(compiled: Compiled, runs: int) -> Taken:
    """One call of an account: who calls, from which world, and its story."""
    assert compiled.tree is not None
    assert compiled.program is not None
    program, account = compiled.program, next(a for a in compiled.tree.accounts.values() if a.users)
    scenario = next(iter(account.document.scenarios.values()))
    return time_of(lambda: simulate(program, *prepare(account, scenario)), runs * 20).taken


def scenarios_per_second(compiled: Compiled, seconds: float) -> float:
    """How many scenarios run in a second of the processor. They must all pass."""
    assert compiled.tree is not None
    assert compiled.program is not None
    assert compiled.inventory is not None
    known = names(compiled.inventory)
    account = next(a for a in compiled.tree.accounts.values() if a.users)
    begun, count = time.process_time(), 0
    while time.process_time() - begun < seconds:
        for name, scenario in account.document.scenarios.items():
            call, world = prepare(account, scenario)
            expect = [line.said() for line in scenario.expect]
            verdict = check_scenario(compiled.program, call, world, expect, known, scenario.exact)
            if not verdict.passed:
                raise SystemExit(f"the scenario {name} fails: {verdict.sentence}")
            count += 1
    return count / (time.process_time() - begun)
