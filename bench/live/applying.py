"""Moves one account again and again, as `pbxc serve` does but without git: a process of its own.

    python -m bench.live.applying CONFIG ACCOUNT-FILE APPLIES POOL

Every move goes to a state that the node doesn't hold any more, through the ledger, the engine and the
draining of the real controller. Prints one line of JSON: how many went live, how long they took, and
what was refused.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from bench.live.load_tree import changed
from compiler.sources import AccountFolder, SourceFile
from compiler.workshop import Workshop
from schema.program import PLATFORM
from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.slicing import Slicer
from tenants.cli import sweep_rarely
from tenants.controller.events import Event
from tenants.controller.gathering import SecretsGathering
from tenants.controller.opening import Opened, opened
from tenants.controller.station import Station, Wanted
from tenants.given_secrets import read_given
from tenants.installation import Installation, read_installation
from tenants.key_file import root_key
from tenants.ledger import Push
from tenants.loading import root_name

SECOND_ROUND = 1000
"""Turns of the pool that are never those of a push through git."""


def main() -> None:
    """Does it."""
    config, file, applies, pool = sys.argv[1:]
    sweep_rarely()
    installation = read_installation(Path(config)).installation
    assert installation is not None
    text = Path(file).read_text(encoding="utf-8")
    turns = range(SECOND_ROUND, SECOND_ROUND + int(pool))
    generations = list(_generations(installation, [changed(text, turn) for turn in turns]))
    print("ready", flush=True)
    with opened(installation, os.environ, "applying") as at:
        print(json.dumps(_apply_all(at, generations, int(applies))), flush=True)


def _generations(installation: Installation, texts: list[str]) -> Iterator[Generation]:
    """What the account is at each state of its file."""
    workshop = Workshop()
    key = root_key(installation.key, may_make=False).data
    secrets = SecretsGathering(key, read_given(installation.given, os.environ))
    slicer: Slicer | None = None
    ((node, setting),) = installation.nodes.items()
    for text in texts:
        source = SourceFile("account.yaml", "account.yaml", text.encode())
        folders = (AccountFolder("", (source,), (), ()),)
        compiled = workshop.compile(folders, root_name(folders))
        assert compiled.program is not None
        assert compiled.inventory is not None
        gathered, _ = secrets.gather(workshop.shares)
        slicer = slicer or Slicer(gathered, setting.layout(), node)
        cut = slicer.cut(compiled.program, workshop.shares, compiled.inventory.edge, {})
        yield next(one for name, one in cut.items() if name != PLATFORM)


def _apply_all(at: Opened, generations: list[Generation], applies: int) -> dict[str, object]:
    told: list[Event] = []
    ((_, site),) = at.sites.items()
    node = site.running()
    station = Station(node, at.ledger, told.append)
    began = time.monotonic()
    try:
        for one in islice(cycle(generations), applies):
            push = Push(one.id, what="apply", who="applying")
            at.ledger.prepare(push, [one])
            station.want([Wanted(one, push)])
            while station.waiting:
                station.step()
    finally:
        node.close()
    return {
        "live": sum(one.kind == "live" for one in told),
        "drained": sum(one.kind == "drained" for one in told),
        "refused": [one.why for one in told if one.kind in ("refused", "lost", "drifted")],
        "seconds": time.monotonic() - began,
        "each": sorted(1000 * one.seconds for one in told if one.kind == "live"),
    }


if __name__ == "__main__":
    main()
