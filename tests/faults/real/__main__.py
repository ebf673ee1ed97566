"""`python -m tests.faults.real --faults 5000 --seed 1`: faults into real pushes, with a report.

--kinds kill,error,...   only these
--point "kill any 117 4242"   exactly this, as a report names it (may be said several times)
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.real.points import SHARES, Choosing, Point
from tests.faults.real.torture import Torture

SHOWN = 6
"""How much is told of one push that went wrong."""


def main() -> int:
    """The status: 0 where nothing was wrong."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # nothing is left behind
    with (
        tempfile.TemporaryDirectory(prefix="pbxc-torture-", dir=memory()) as folder,
        Torture(f"torture-{os.getpid()}", Path(folder), asked.seed) as torture,
    ):
        began = time.monotonic()
        if asked.point:
            torture.push([Point.read(one) for one in asked.point])
        else:
            _many(torture, asked, began)
        torture.check_restart()
        torture.check_secrets()
        if asked.log:
            _keep_logs(torture, Path(asked.log))
        _report(torture, time.monotonic() - began)
        return 1 if torture.tally.wrongs else 0


def memory() -> str | None:
    """A folder in memory, where there is one: a disk's own time is not what is tried here."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _keep_logs(torture: Torture, folder: Path) -> None:
    yard = torture.yard
    shutil.copytree(yard.place.home / "log", folder, dirs_exist_ok=True)
    for file in (yard.log, yard.folder / "rival.log", yard.place.state / "audit.jsonl"):
        if file.exists():
            shutil.copy(file, folder)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.real")
    parser.add_argument("--faults", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(SHARES))
    parser.add_argument("--point", action="append")
    parser.add_argument(
        "--log", help="copy what the controllers and Asterisk logged to this folder"
    )
    return parser.parse_args()


def _many(torture: Torture, asked: argparse.Namespace, began: float) -> None:
    chance = random.Random(asked.seed)
    places = torture.places()
    print(f"places of a push: {places}", flush=True)
    choosing = Choosing(asked.seed, tuple(asked.kinds.split(",")), places)
    while torture.tally.faults < asked.faults:
        points = [choosing.next() for _ in range(chance.choice((1, 1, 2, 2, 3, 3)))]
        for one in torture.push(points)[:SHOWN]:
            print(f"WRONG  {', '.join(map(str, points))}: {one}", flush=True)
        tally = torture.tally
        if tally.pushes % 10 == 0:
            torture.check_idle()
        if tally.pushes % 50 == 0:
            torture.check_restart()
            torture.check_secrets()
        if tally.pushes % 25 == 0:
            seconds = time.monotonic() - began
            print(f"{tally.faults:6} faults in {tally.pushes} pushes, {len(tally.wrongs)} wrong, "
                  f"{seconds:.0f} s", flush=True)  # fmt: skip


def _report(torture: Torture, seconds: float) -> None:
    tally = torture.tally
    print(f"\n{tally.faults} faults in {tally.pushes} pushes, {seconds:.0f} s")
    for name, count in sorted(tally.struck.items()):
        print(f"  {count:5}  {name}")
    print("how controllers ended:")
    for name, count in sorted(tally.ends.items()):
        print(f"  {count:5}  {name}")
    print("struck at:", ", ".join(f"{name} {count}" for name, count in tally.calls.most_common()))
    print(f"too late to strike: {sum(tally.missed.values())}")
    print(f"emergency calls asked for {torture.alarms.looks} times, {torture.calls.looks} calls, "
          f"{torture.steps.steps} steps")  # fmt: skip
    print(f"wrong: {len(tally.wrongs)}")
    for one in tally.wrongs:
        print(f"  {one}")


if __name__ == "__main__":
    sys.exit(main())
