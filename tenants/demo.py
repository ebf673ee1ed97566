"""The demo: an example account becomes a running telephone system, told as a story.

Run by `make demo`. Checks and compiles `examples/harbour`, starts a real Asterisk with it, lets its
phones register, places three calls and tells each in the words of the YAML. Where the lab can't be
had, the same calls are told by the simulator.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compiler import Compiled, compile_folders
from compiler.render import render_text, summary
from compiler.scenario_calls import names, prepare
from compiler.simulate import simulate
from compiler.story import Story
from schema.inventory import Inventory
from schema.scenario import Scenario
from schema.tree import Account
from tenants import terminal
from tenants.audio.recordings import Studio, account_folders, cache_folder
from tenants.cli.stories import story_text
from tenants.folder import read_tree
from tenants.lab.root import LabUnavailable, build_root
from tenants.lab.runs import run_scenario
from tenants.lab.site import Site

EXAMPLE = Path("examples/harbour")
CALLS = (
    "reception-answers-in-the-morning",
    "after-hours-goes-to-voicemail",
    "help-is-called-with-and-without-the-nine",
)

Teller = Callable[[Account, Scenario], Story]


def main() -> int:
    """Tells the story. 0 when every call went as its scenario says."""
    began = time.monotonic()
    compiled = compile_folders(read_tree(EXAMPLE).folders, EXAMPLE.name)
    if compiled.failed or compiled.inventory is None or compiled.program is None:
        terminal.say(render_text(compiled.diagnostics, compiled.sources))
        return 1
    _say(f"checked     {EXAMPLE}: {summary(compiled.diagnostics)}")
    blocks = sum(len(unit.blocks) for unit in compiled.program.units.values())
    _say(f"compiled    {blocks} blocks, in {1000 * (time.monotonic() - began):.0f} ms")
    try:
        build_root(say=_say)
    except LabUnavailable as reason:
        _say(f"no Asterisk {reason} The simulator tells the calls instead.")
        return _tell(compiled, compiled.inventory, _simulated(compiled))
    return _on_asterisk(compiled, compiled.inventory)


def _on_asterisk(compiled: Compiled, inventory: Inventory) -> int:
    folders = account_folders(EXAMPLE, [account.path for account in inventory.accounts])
    recordings = Studio(folders, cache_folder({})).prepare(inventory.audio)
    with tempfile.TemporaryDirectory(prefix="pbxc-demo-") as folder:
        began = time.monotonic()
        with Site("demo", compiled, Path(folder), audio=recordings.files) as site:
            contexts = len(site.bundle.symbols.generations)
            _say(f"started     Asterisk with {contexts} generations and no warning in its log")
            phones = ", ".join(endpoint.device for endpoint in inventory.endpoints)
            _say(f"registered  {phones}: {time.monotonic() - began:.1f} s after the start")
            return _tell(compiled, inventory, lambda a, s: run_scenario(site, a, s).story)


def _simulated(compiled: Compiled) -> Teller:
    def tell(account: Account, scenario: Scenario) -> Story:
        assert compiled.program is not None
        return simulate(compiled.program, *prepare(account, scenario))

    return tell


def _tell(compiled: Compiled, inventory: Inventory, tell: Teller) -> int:
    """Places the calls one after the other."""
    assert compiled.tree is not None
    known = names(inventory)
    account = compiled.tree.root
    for name in CALLS:
        scenario = account.document.scenarios[name]
        _say(f"\n{name.replace('-', ' ')}")
        _say(f"  {scenario.call.from_} calls {scenario.call.to} at {scenario.at:%A %H:%M}")
        story = tell(account, scenario)
        for line in story_text(story, compiled.sources, known).splitlines():
            _say(f"  {line}")
    return 0


def _say(text: str) -> None:
    terminal.say(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
