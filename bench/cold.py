"""What a user waits for: whole commands, each in a process of its own.

Run as a program (`python -m bench.cold DIR OUT`) it is one such command: it compiles a folder with
everything but recordings, and prints the most memory it needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clock import Taken, median_of, peak_memory

PBXC = Path(sys.executable).with_name("pbxc")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Command:
    """A command that was run: how long it took, its exit status, what it printed."""

    taken: Taken
    status: int
    output: str


def run_command(arguments: Sequence[str], runs: int = 1) -> Command:
    """The median of several runs of a command, after one that Python compiles for."""
    _run(arguments)
    done = [_run(arguments) for _ in range(runs)]
    return Command(median_of([one.taken for one in done]), done[-1].status, done[-1].output)


def compile_cold(folder: Path, out: Path) -> tuple[Taken, float]:
    """One compilation in a new process: its time, and the most memory it held in megabytes."""
    done = _run([sys.executable, "-m", "bench.cold", str(folder), str(out)])
    if done.status:
        raise SystemExit(done.output)
    return done.taken, float(done.output)


def _run(arguments: Sequence[str]) -> Command:
    cpu, wall = _children(), time.perf_counter()
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    taken = Taken(_children() - cpu, time.perf_counter() - wall)
    return Command(taken, done.returncode, done.stdout)


def _environment() -> dict[str, str]:
    """As it is for users: Python keeps what it compiled, be it in a place of our own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "bench")}


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _compile(folder: Path, out: Path) -> None:
    from bench.stages import compile_once
    from tenants.folder import read_tree

    compile_once(read_tree(folder).folders, out)
    print(peak_memory())


if __name__ == "__main__":
    _compile(Path(sys.argv[1]), Path(sys.argv[2]))
