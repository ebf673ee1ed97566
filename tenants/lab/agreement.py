"""Three tellers of one call: the simulator, the reader of the emitted text, and a real Asterisk.

The simulator runs the call program, the reader knows nothing but the files, and the switch nothing
of either. Where they tell the same, the program means what was emitted, and that does what it means.

A real call takes real time, and on a busy machine a moment may be missed. Whatever is told
differently is therefore run once more with nothing beside it, and counts if it is so again.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from compiler.scenario_calls import names, prepare
from compiler.scenarios import Verdict, judge
from compiler.simulate import simulate
from compiler.story import Story, compare
from schema.scenario import Scenario
from schema.tree import Account
from targets.asterisk.reader.dialplan import Dialplan, read_bundle
from targets.asterisk.reader.machine import tell_call
from tenants.lab.runs import TOGETHER, RealRun, run_all
from tenants.lab.site import Site


class Unsteady(UserWarning):
    """A scenario was told differently at first and the same when it was run again, alone."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What three tellers say of a scenario. `differences` are sentences; none means they agree.
    `verdict` is whether the real call was the expected one."""

    account: str
    scenario: str
    simulated: Story
    read: Story
    real: Story
    differences: tuple[str, ...]
    verdict: Verdict

    @property
    def agreed(self) -> bool:
        """Whether all tell the same, and what the scenario expects."""
        return not self.differences and self.verdict.passed

    def text(self) -> str:
        """Everything that is to be said of a disagreement."""
        head = f"{self.account or 'root'} {self.scenario}: {self.verdict.sentence}\n"
        told = (("simulator", self.simulated), ("reader", self.read), ("Asterisk", self.real))
        stories = "".join(f"--- the {who}\n{story.text()}" for who, story in told)
        return head + "".join(f"{line}\n" for line in self.differences) + stories


def scenarios_of(site: Site) -> Iterator[tuple[Account, str, Scenario]]:
    """Every scenario of a site's tree."""
    for account in site.tree.accounts.values():
        for name, scenario in account.document.section("scenarios").items():
            yield account, name, scenario


def agreements(sites: Sequence[Site], together: int = TOGETHER) -> list[Agreement]:
    """All scenarios of a tree, told by all three. The sites are all of the same tree.

    Warns (`Unsteady`) of each that agreed only when it was run for the second time.
    """
    listed = list(scenarios_of(sites[0]))
    staged = [prepare(account, scenario) for account, _, scenario in listed]
    runs = run_all(sites, staged, together)
    site, text = sites[0], read_bundle(sites[0].bundle.files)
    told = [_compare(site, text, *one, run) for one, run in zip(listed, runs, strict=True)]
    return [
        first if first.agreed else _settled(site, text, *one, first)
        for one, first in zip(listed, told, strict=True)
    ]


def _settled(
    site: Site, text: Dialplan, account: Account, name: str, scenario: Scenario, first: Agreement
) -> Agreement:
    """What a scenario tells when it is run again, with nothing beside it."""
    again = run_all([site], [prepare(account, scenario)], 1)[0]
    second = _compare(site, text, account, name, scenario, again)
    if second.agreed:
        warnings.warn(Unsteady(f"told the same only when run again: {first.text()}"), stacklevel=3)
    return second


def _compare(
    site: Site, text: Dialplan, account: Account, name: str, scenario: Scenario, run: RealRun
) -> Agreement:
    """Tells a scenario in the simulator and the reader, with the orders that the real call drew."""
    call, world = prepare(account, scenario)
    drawn = replace(world, draws=run.draws)
    simulated = simulate(site.program, call, drawn)
    read = tell_call(text, call, drawn, site.lexicon)
    differences = (
        *([f"Asterisk got stuck: {run.stuck}"] if run.stuck else []),
        *compare(simulated, read, "the simulator", "the reader"),
        *compare(simulated, run.story, "the simulator", "Asterisk"),
    )
    lines = [line.said() for line in scenario.expect]
    verdict = judge(run.story, lines, names(site.inventory), scenario.exact)
    return Agreement(account.path, name, simulated, read, run.story, differences, verdict)
