"""The stages of a compilation, each timed by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clock import Taken, Timed, median_of, time_once
from compiler import Compiled, check, link, lower, shorten, take_stock
from compiler.sources import AccountFolder, read_sources
from targets.asterisk.bundle import Bundle, emit
from tenants.output import write_bundle
from tenants.secrets import DEMO_KEY, DerivedSecrets

STAGES = ("read", "link", "check", "lower", "simplify", "inventory", "emit", "write")
"""YAML to values; models and the account tree; every rule; the call program; what else must be set
up; Asterisk's files as text; the files on the disk."""


@dataclass(frozen=True)
class Run:
    """One compilation: what it made, and how long each stage took."""

    compiled: Compiled
    bundle: Bundle
    stages: dict[str, Taken]

    @property
    def total(self) -> Taken:
        """All stages together."""
        return sum(self.stages.values(), Taken(0, 0))


class _Watch:
    """Runs stages one after the other and keeps their times."""

    def __init__(self) -> None:
        self.stages: dict[str, Taken] = {}

    def time(self, stage: str, run: Callable[..., Any], *arguments: Any) -> Any:
        timed: Timed[Any] = time_once(lambda: run(*arguments))
        self.stages[stage] = timed.taken
        return timed.value


def compile_once(folders: tuple[AccountFolder, ...], out: Path) -> Run:
    """One compilation from the bytes of the YAML files to files on the disk."""
    watch = _Watch()
    sources = watch.time("read", read_sources, folders)
    compiled = watch.time("link", link, Compiled(sources, "bench"))
    compiled = watch.time("check", check, compiled)
    compiled = watch.time("lower", lower, compiled)
    compiled = watch.time("simplify", shorten, compiled)
    compiled = watch.time("inventory", take_stock, compiled)
    _require_clean(compiled)
    bundle = watch.time("emit", emit_bundle, compiled)
    watch.time("write", write_bundle, bundle, out)
    return Run(compiled, bundle, watch.stages)


def compile_often(folders: tuple[AccountFolder, ...], out: Path, runs: int) -> Run:
    """Several compilations after one that warms the caches: the last, with the medians."""
    compile_once(folders, out)
    done = [compile_once(folders, out) for _ in range(runs)]
    stages = {stage: median_of([run.stages[stage] for run in done]) for stage in STAGES}
    return Run(done[-1].compiled, done[-1].bundle, stages)


def emit_bundle(compiled: Compiled) -> Bundle:
    """Asterisk's files, with secrets made from the key of demonstrations, and no recordings."""
    assert compiled.program is not None
    assert compiled.inventory is not None
    return emit(compiled.program, compiled.inventory, DerivedSecrets(DEMO_KEY), {})


def _require_clean(compiled: Compiled) -> None:
    found = [one for one in compiled.diagnostics if one.severity == "error"]
    if found:
        raise SystemExit(f"the generated accounts hold {len(found)} mistakes, first: {found[0]}")
