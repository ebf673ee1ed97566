"""`make bench`: measures the compiler, prints tables, and keeps a history.

Times are medians of several runs; processor time stands beside wall time, since a busy machine
stretches the second. Nothing here can fail for being slow.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from bench.measures import FULL, MEASURES, QUICK, Bench
from bench.tables import remember
from tenants.cli import sweep_rarely


def main() -> None:
    """Measures everything, and prints it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the compiler.")
    parser.add_argument("--quick", action="store_true", help="fewer runs, a tenth of the accounts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    sweep_rarely()
    measured: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(QUICK if options.quick else FULL, Path(folder), measured)
        for measure in MEASURES:
            shown = measure(bench)
            if not options.json:
                print(shown, flush=True)
    entry = remember(measured, options.quick)
    if options.json:
        print(json.dumps(entry, indent=1))


if __name__ == "__main__":
    main()
