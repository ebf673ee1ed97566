"""The demo: an example account becomes a running telephone system, told as a story.

Run by `make demo`. Checks and compiles `examples/harbour`, starts a real Asterisk with it, lets its
phones register, places three calls and tells each in the words of the YAML. Then a line is changed and
pushed while two people talk. Where the lab can't be had, the same calls are told by the simulator.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compiler.render import render_text, summary
from compiler.scenario_calls import names, prepare
from compiler.scenarios import judge
from compiler.simulate import simulate
from compiler.story import Story
from schema.scenario import Scenario
from schema.tree import Account
from tenants import terminal
from tenants.audio.recordings import Studio, account_folders, cache_folder
from tenants.cli.stories import story_text
from tenants.demo_push import push_to_live
from tenants.lab.root import LabUnavailable, build_root
from tenants.lab.runs import run_scenario
from tenants.lab.site import Site
from tenants.loading import Whole, load, whole

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
    compiled = load(EXAMPLE)
    known = whole(compiled)
    if known is None:
        terminal.say(render_text(compiled.diagnostics, compiled.sources))
        return 1
    people, places = len(known.tree.root.users), len(known.tree.root.devices)
    _say(
        f"checked     {EXAMPLE}: {people} users, {places} devices, {summary(compiled.diagnostics)}"
    )
    _say(f"compiled    in {1000 * (time.monotonic() - began):.0f} ms")
    try:
        build_root(say=_say)
    except LabUnavailable as reason:
        _say(f"no Asterisk {reason} The simulator tells the calls instead.")
        return _tell(known, _simulated(known))
    return _on_asterisk(known)


def _on_asterisk(known: Whole) -> int:
    inventory = known.inventory
    folders = account_folders(EXAMPLE, [account.path for account in inventory.accounts])
    recordings = Studio(folders, cache_folder({})).prepare(inventory.audio)
    with tempfile.TemporaryDirectory(prefix="pbxc-demo-") as folder:
        began = time.monotonic()
        with Site("demo", known.compiled, Path(folder), audio=recordings.files) as site:
            warnings = len(site.switch.log_lines())
            _say(f"started     Asterisk, with {warnings or 'no'} warnings in its log")
            phones = ", ".join(endpoint.device for endpoint in inventory.endpoints)
            _say(f"registered  {phones}, {time.monotonic() - began:.1f} s after the start")
            told = _tell(known, lambda a, s: run_scenario(site, a, s))
    with tempfile.TemporaryDirectory(prefix="pbxc-demo-") as folder:
        pushed = push_to_live(EXAMPLE, inventory, Path(folder), _say)
    return told if pushed else 1


def _simulated(known: Whole) -> Teller:
    return lambda account, scenario: simulate(known.program, *prepare(account, scenario))


def _tell(known: Whole, tell: Teller) -> int:
    """Places the calls one after the other; 1 if one did not go as its scenario says."""
    people = names(known.inventory)
    account = known.tree.root
    passed = True
    for name in CALLS:
        scenario = account.document.scenarios[name]
        _say(f"\n{name.replace('-', ' ')}")
        _say(f"  {scenario.call.from_} calls {scenario.call.to} at {scenario.at:%A %H:%M}")
        story = tell(account, scenario)
        for line in story_text(story, known.compiled.sources, people).splitlines():
            _say(f"  {line}")
        expected = [line.said() for line in scenario.expect]
        verdict = judge(story, expected, people, scenario.exact)
        _say(f"  {verdict.sentence or 'as the scenario says'}")
        passed = passed and verdict.passed
    return 0 if passed else 1


def _say(text: str) -> None:
    terminal.say(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
