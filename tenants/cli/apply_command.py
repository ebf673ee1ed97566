"""`pbxc apply`."""

from __future__ import annotations

import os
import sys

import click

from schema.quantities import seconds_in
from tenants.cli import WRONG
from tenants.cli.applied import done
from tenants.cli.installed import installation_of
from tenants.cli.options import format_option, print_json
from tenants.cli.planned import (
    plan_options,
    print_foreseen,
    refuse_unknown_accounts,
    request_of,
    saved_plan,
)
from tenants.controller.control import Request, Result
from tenants.controller.opening import Opened
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.planning import Plan, world_moved
from tenants.planning import Request as Wish
from tenants.planning.foreseeing import Foreseen, foresee, foresee_again, lock_at, to_plan_in
from tenants.planning.ledger import LedgerLive, nobody_asked
from tenants.repository.lock import lock_of
from tenants.terminal import say, working

EXAMPLE = """\b
Examples:
  pbxc apply
  pbxc apply --confirm-within 60s, and then: pbxc confirm
  pbxc plan --out monday.plan, and later: pbxc apply monday.plan
"""


def _seconds(ctx: click.Context, option: click.Parameter, value: str | None) -> int:
    if value is None:
        return 0
    seconds = seconds_in(value)
    if not seconds:
        raise click.BadParameter(f"{value} is not a duration: write 60s, 5m or 1h.")
    return seconds


@click.command("apply", epilog=EXAMPLE)
@click.argument("what", metavar="[REV|FILE]", required=False)
@plan_options
@click.option(
    "--confirm-within",
    "confirm_within",
    metavar="TIME",
    callback=_seconds,
    help="Go back by itself, unless pbxc confirm is said in this time: 60s, 5m.",
)
@format_option("text", "json")
def command(
    what: str | None,
    config: str | None,
    accounts: tuple[str, ...],
    allowed: bool,
    confirm_within: int,
    form: str,
) -> None:
    """Bring the newest commits live; or the commit REV; or exactly what the plan in FILE says.

    Each account is moved on its own: the new beside the old, read back and asked, then flipped in one
    step. Calls in progress keep what they have. Where anything is not as it should be, the account
    goes back to the last good state and it is told why. Where pbxc serve runs, it does the work.

    Status 1 if a commit has errors, a large change is not allowed, or an account had to go back.
    """
    installation = installation_of(config)
    plan = saved_plan(what)
    wish = request_of(plan.only, plan.allowed) if plan else request_of(accounts, allowed)
    with to_plan_in(installation, os.environ) as opened, working("planning"):
        foreseen = _foreseen(opened, plan, wish, what)
    refuse_unknown_accounts(foreseen, wish)
    if plan is not None:
        _require_unmoved(plan, foreseen.plan)
    if form == "text" or not _may_go_on(foreseen):
        print_foreseen(foreseen, form)
    if foreseen.plan is None or not foreseen.plan.consented:
        sys.exit(WRONG)
    result = _applied(installation, foreseen.plan, wish, confirm_within)
    _print(result, foreseen, confirm_within, form)


def _foreseen(opened: Opened, plan: Plan | None, wish: Wish, what: str | None) -> Foreseen:
    live = LedgerLive(opened.ledger, nobody_asked)
    if plan is not None:
        return foresee_again(opened, live, plan, wish.compiler)
    return foresee(opened, live, wish, lock_at(opened, what) if what else None)


def _require_unmoved(saved: Plan, now: Plan | None) -> None:
    if now is None:
        raise Refused("What the plan brings can't be compiled any more. Make a new one.")
    moved = world_moved(saved, now)
    if moved:
        raise Refused(f"{' '.join(moved)} Make a new plan.")


def _may_go_on(foreseen: Foreseen) -> bool:
    return foreseen.plan is not None and foreseen.plan.consented


def _applied(installation: Installation, plan: Plan, wish: Wish, confirm_within: int) -> Result:
    moves = [
        (move.node, account.id, move.old, move.new)
        for account in plan.accounts
        for move in account.moves
    ]
    fields = {
        "plan": plan.id,
        "commits": lock_of(plan.wanted).text(),
        "only": list(wish.only),
        "moves": moves,
        "allow_large": wish.allowed,
        "confirm_within": confirm_within,
    }
    return done(installation, Request("apply", fields))


def _print(result: Result, foreseen: Foreseen, confirm_within: int, form: str) -> None:
    assert foreseen.plan is not None
    live = {(one["node"], one["account_id"]): one["live"] for one in result.fields["places"]}
    missed = [
        (move.node, account.path or account.name)
        for account in foreseen.plan.accounts
        for move in account.moves
        if move.new and live.get((move.node, account.id)) != move.new
    ]
    if form == "json":
        print_json({"plan": foreseen.plan.id, **result.fields, "missed": missed})
    else:
        _say(foreseen.plan, missed, confirm_within)
    if missed or foreseen.wrong:
        sys.exit(WRONG)


def _say(plan: Plan, missed: list[tuple[str, str]], confirm_within: int) -> None:
    for node, account in missed:
        say(f"{account} on {node} is not where it was wanted: see pbxc status {account}\n")
    if plan.does_nothing or missed:
        return
    say(f"live: {plan.id}\n")
    if confirm_within:
        say(f"It goes back by itself in {confirm_within} s, unless you say: pbxc confirm\n")
