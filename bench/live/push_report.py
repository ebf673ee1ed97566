"""Pushes to a platform on a real Asterisk, measured and told in tables."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.accounts import platform, write_tree
from bench.live.ear import call_to
from bench.live.processes import load_average, memory_megabytes, wait_until_gone
from bench.live.pushes import LIVE, Pushed, customers, push_all, roll_back
from bench.live.reloading import PlainSwitch
from bench.live.shares import at_share
from bench.tables import table
from targets.asterisk.live.starting import await_running
from tenants.lab.workplace import Workplace

STARTING = 600.0
RELOADS = 3
ROLLBACKS = 8


def measure_pushes(measured: dict[str, float], quick: bool, count: int) -> None:
    """All that is measured of pushes to W; quick: to a tenth of it."""
    accounts, resellers = (20, 2) if quick else (200, 10)
    with tempfile.TemporaryDirectory(prefix="bench-live-") as name:
        folder = Path(name)
        tree = write_tree(platform(accounts, resellers), folder / "tree")
        with Workplace(f"bench-{accounts}", tree, folder) as place:
            _start(place, measured)
            pushed = list(push_all(place, count))
            _note(measured, pushed)
            measured["live_rollback"] = statistics.median(_roll_back(place, pushed))
            measured["live_memory"] = memory_megabytes(place.controller)
            measured["live_boot"] = _boot_again(place)
        print(_by_push(pushed), flush=True)
        _reload(place.work, folder, measured)
    print(_whole(measured, f"{accounts} accounts of 50 users"), flush=True)


def _start(place: Workplace, measured: dict[str, float]) -> None:
    place.push("as it is")
    began = time.monotonic()
    place.serve()
    place.wait_logged("a node answers", STARTING)
    measured["live_cold"] = time.monotonic() - began
    place.wait_logged(LIVE, STARTING)
    measured["live_memory_cold"] = memory_megabytes(place.controller)


def _note(measured: dict[str, float], pushed: Sequence[Pushed]) -> None:
    heard = sorted(one.heard for one in pushed)
    for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)):
        measured[f"live_push_{name}"] = at_share(heard, share)
    measured["live_push_processor"] = statistics.median(one.processor for one in pushed)
    measured["live_load_average"] = load_average()
    one_object = [one.heard for one in pushed if one.edit.phone]
    measured["live_object"] = statistics.median(one_object)


def _roll_back(place: Workplace, pushed: Sequence[Pushed]) -> list[float]:
    """Accounts back to what they were before; only those whose last change a call can hear."""
    last = {one.customer: one.edit for one in pushed}
    heard = [customer for customer, edit in last.items() if not edit.phone]
    return [roll_back(place, one) for one in heard[:ROLLBACKS]]


def _boot_again(place: Workplace) -> float:
    """The seconds from the start of Asterisk, with everything written, to its first call."""
    place.stop_serving()
    before = place.asterisk()
    place.kill_asterisk()
    wait_until_gone(before)
    began = time.monotonic()
    place.start_asterisk()
    link = place.link()
    await_running(link.door, STARTING)
    call_to(link, customers(place.work)[0].number)()
    link.close()
    return time.monotonic() - began


def _reload(work: Path, folder: Path, measured: dict[str, float]) -> None:
    with PlainSwitch("bench-plain", work, folder) as plain:
        measured["plain_boot"] = plain.booting
        reloads = [plain.reload(turn) for turn in range(100, 100 + RELOADS)]
    measured["plain_heard"] = statistics.median(one.heard for one in reloads)
    measured["plain_whole"] = statistics.median(one.whole for one in reloads)
    measured["plain_blocked"] = statistics.median(one.longest_call for one in reloads)


# --- tables -------------------------------------------------------------------------------------


def _by_push(pushed: Sequence[Pushed]) -> str:
    stages = list(dict.fromkeys(stage for one in pushed for stage in one.stages))
    by_stage = [(stage, *_spread([p.stages.get(stage, 0.0) for p in pushed])) for stage in stages]
    names = list(dict.fromkeys(one.edit.name for one in pushed))
    by_name = [
        (name, *_spread([one.heard for one in pushed if one.edit.name == name])) for name in names
    ]
    return "\n".join(
        (
            table("By change, ms from git push to heard", ("change", "p50", "p90"), by_name),
            table("By stage, ms on the wall", ("stage", "p50", "p90"), by_stage),
        )
    )


def _whole(measured: dict[str, float], what: str) -> str:
    whole = [(name, f"{measured[key]:.{digits}f}", unit) for name, key, digits, unit in WHOLE]
    head = f"{what}; load average {measured['live_load_average']:.1f}"
    return table(f"Push to live, {head}", ("what", "", ""), whole)


def _spread(values: Sequence[float]) -> tuple[str, str]:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f}", f"{at_share(ordered, 0.9):.1f}"


WHOLE = (
    ("git push to first call that hears it, p50", "live_push_p50", 0, "ms"),
    ("p90", "live_push_p90", 0, "ms"),
    ("p99", "live_push_p99", 0, "ms"),
    ("slowest", "live_push_max", 0, "ms"),
    ("processor time of the controller, p50", "live_push_processor", 0, "ms"),
    ("one password, p50", "live_object", 0, "ms"),
    ("rollback of one account, p50", "live_rollback", 0, "ms"),
    ("empty machine to every account live", "live_cold", 1, "s"),
    ("Asterisk alone, with everything written", "live_boot", 1, "s"),
    ("memory of the controller, started", "live_memory_cold", 0, "MB"),
    ("memory of the controller, at the end", "live_memory", 0, "MB"),
    ("full reload of the same, until heard", "plain_heard", 0, "ms"),
    ("full reload of the same, all of it", "plain_whole", 0, "ms"),
    ("longest call set-up in a full reload", "plain_blocked", 0, "ms"),
    ("Asterisk alone, plain files", "plain_boot", 1, "s"),
)
