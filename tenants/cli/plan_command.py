"""`pbxc plan`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tenants.cli import UNABLE, WRONG
from tenants.cli.installed import installation_of
from tenants.cli.options import format_option
from tenants.cli.planned import (
    calls_of,
    plan_options,
    print_foreseen,
    refuse_unknown_accounts,
    request_of,
)
from tenants.planning import save_plan
from tenants.planning.foreseeing import Foreseen, foresee, lock_at, to_plan_in
from tenants.planning.ledger import LedgerLive, nobody_asked
from tenants.terminal import working

EXAMPLE = """\b
Examples:
  pbxc plan
  pbxc plan HEAD~1 --account north/harbour
  pbxc plan --out monday.plan, and then: pbxc apply monday.plan
"""


@click.command("plan", epilog=EXAMPLE)
@click.argument("revision", metavar="[REV]", required=False)
@plan_options
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan here.")
@click.option("--offline", is_flag=True, help="Ask no node: calls are not counted.")
@format_option("text", "json")
def command(
    revision: str | None,
    config: str | None,
    accounts: tuple[str, ...],
    allowed: bool,
    out: Path | None,
    offline: bool,
    form: str,
) -> None:
    """Tell what `pbxc apply` would do, without doing anything.

    REV is a commit of the platform's repository; without it the newest commits of all repositories
    are planned. Each line says what callers and people will notice, and where it is written; below
    stands what each node does, which phones must register again, and how long it takes.

    A saved plan is bound to what is live now: `pbxc apply FILE` does exactly that, or refuses because
    something has moved. A plan that takes away too much is saved with --allow-large-change only.
    Status 1 if a commit has errors, or a large change is not allowed; 2 if nothing can be read.
    """
    installation = installation_of(config)
    request = request_of(accounts, allowed)
    ask = nobody_asked if offline else calls_of(installation)
    with to_plan_in(installation, os.environ) as opened, working("planning"):
        at = lock_at(opened, revision) if revision else None
        foreseen = foresee(opened, LedgerLive(opened.ledger, ask), request, at)
    refuse_unknown_accounts(foreseen, request)
    print_foreseen(foreseen, form)
    if foreseen.plan is not None and foreseen.plan.knows_nothing:
        sys.exit(UNABLE)
    if not _is_fit(foreseen):
        sys.exit(WRONG)
    if out is not None and foreseen.plan is not None:
        save_plan(foreseen.plan, out)
        click.echo(f"Saved {out}. Next: pbxc apply {out}", err=True)


def _is_fit(foreseen: Foreseen) -> bool:
    """Whether all of it could be applied as it stands."""
    return not foreseen.wrong and foreseen.plan is not None and foreseen.plan.consented
