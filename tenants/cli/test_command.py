"""`pbxc test`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from compiler.diagnostics import Diagnostic, Place
from compiler.render import render_github, where
from compiler.scenario_calls import Names, prepare
from compiler.scenarios import Verdict, check_scenario
from compiler.sources import Sources
from schema.program import Origin
from schema.scenario import Scenario
from schema.tree import Account
from tenants import codes
from tenants.cli import WRONG
from tenants.cli.options import findings_json, folder_argument, format_option, give_up, print_json
from tenants.cli.stories import durations, names_in, story_json, story_text, timed
from tenants.loading import Whole, load, whole
from tenants.terminal import palette, say


@dataclass(frozen=True)
class Run:
    """One scenario that was run, and how it went."""

    account: Account
    name: str
    verdict: Verdict

    @property
    def title(self) -> str:
        """Its name, with its account's where that is not the root."""
        return f"{self.account.path} {self.name}".strip()

    def place(self, sources: Sources) -> Place:
        """Where it is written."""
        return sources.place(Origin(self.account.path, ("scenarios", self.name)), "key")


@click.command(
    "test", epilog="Example: pbxc test examples/harbour --only after-hours-goes-to-voicemail"
)
@folder_argument
@click.option("--only", multiple=True, metavar="NAME", help="Run this scenario; may be repeated.")
@click.option("--verbose", "-v", is_flag=True, help="Name those that pass, too.")
@format_option("text", "json", "github")
def command(folder: str, only: tuple[str, ...], verbose: bool, form: str) -> None:
    """Run the scenarios of an account, and of all accounts below it, in the simulator.

    Of a scenario that fails it is told what was expected, what happened instead, and the whole
    story. Status 1 if one fails.
    """
    compiled = load(folder)
    known = whole(compiled)
    if known is None:
        give_up(compiled, form, scenarios=[])
    runs = list(_runs(known, folder, only))
    unknown = set(only) - {run.name for run in runs}
    if unknown:
        raise click.BadParameter(f"there is no scenario {sorted(unknown)[0]}.", param_hint="--only")
    _print(known, runs, form, verbose)
    if not all(run.verdict.passed for run in runs):
        sys.exit(WRONG)


def _runs(known: Whole, folder: str, only: tuple[str, ...]) -> Iterator[Run]:
    seconds, people = durations(known, folder, os.environ), names_in(known)
    for account in known.tree.accounts.values():
        for name, scenario in account.document.scenarios.items():
            if not only or name in only:
                call, world = prepare(account, scenario)
                expected = _expected(scenario)
                world = timed(world, seconds)
                verdict = check_scenario(
                    known.program, call, world, expected, people, scenario.exact
                )
                yield Run(account, name, verdict)


def _expected(scenario: Scenario) -> list[dict[str, str]]:
    return [line.said() for line in scenario.expect]


def _print(known: Whole, runs: list[Run], form: str, verbose: bool) -> None:
    sources, people = known.compiled.sources, names_in(known)
    failed = [run for run in runs if not run.verdict.passed]
    if form == "json":
        told = [_as_json(run, sources, people) for run in runs]
        counts = {"passed": len(runs) - len(failed), "failed": len(failed)}
        print_json({**findings_json(known.compiled), **counts, "scenarios": told})
    elif form == "github":
        say(render_github([_finding(run, sources) for run in failed], sources))
    else:
        say("".join(_told(run, sources, people, verbose) for run in runs))
        say(_summary(len(runs), len(failed)))


def _summary(all_of_them: int, failed: int) -> str:
    if not all_of_them:
        return "There are no scenarios.\n"
    noun = "scenario" if all_of_them == 1 else "scenarios"
    return f"{all_of_them} {noun}: {all_of_them - failed} passed, {failed} failed\n"


def _told(run: Run, sources: Sources, people: Names, verbose: bool) -> str:
    colours = palette()
    if run.verdict.passed:
        return f"passed  {run.title}\n" if verbose else ""
    story = story_text(run.verdict.story, sources, people)
    return (
        f"{colours.error}FAILED{colours.end}  {colours.bold}{run.title}{colours.end}\n"
        f"  {where(run.place(sources))}\n"
        f"  {run.verdict.sentence}\n\n"
        + "".join(f"  {line}\n" for line in story.splitlines())
        + "\n"
    )


def _finding(run: Run, sources: Sources) -> Diagnostic:
    message = f"The scenario {run.title} failed: {run.verdict.sentence}."
    return codes.SCENARIO_FAILED.at(run.place(sources), message)


def _as_json(run: Run, sources: Sources, people: Names) -> dict[str, object]:
    place = run.place(sources)
    return {
        "account": run.account.path,
        "name": run.name,
        "passed": run.verdict.passed,
        "sentence": run.verdict.sentence,
        "file": place.file,
        "line": place.line,
        "events": story_json(run.verdict.story, sources, people),
    }
