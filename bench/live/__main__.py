"""`make bench-live`: measures pushes, and calls while accounts are moved, on a real Asterisk.

It needs root and the lab (`make lab`), takes some minutes, and ends what it starts. Nothing of it can
fail for being slow; what is wrong with a call fails it.
"""

from __future__ import annotations

import argparse
import sys

from bench.live.load_report import measure_load
from bench.live.push_report import measure_pushes
from bench.tables import remember


def main() -> int:
    """Measures, prints tables, adds to the history. 1 where a call went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.live")
    parser.add_argument("what", nargs="?", choices=("pushes", "load", "all"), default="all")
    parser.add_argument("--quick", action="store_true", help="a tenth of the accounts and applies")
    parser.add_argument("--pushes", type=int, default=0, help="how many (100; quick 24)")
    options = parser.parse_args()
    measured: dict[str, float] = {}
    wrong = 0
    if options.what in ("pushes", "all"):
        measure_pushes(measured, options.quick, options.pushes or (24 if options.quick else 100))
    if options.what in ("load", "all"):
        wrong = measure_load(measured, options.quick)
    remember(measured, options.quick)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
