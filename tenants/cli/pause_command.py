"""`pbxc pause`."""

from __future__ import annotations

import click

from schema.quantities import seconds_in
from tenants.cli.installed import (
    account_argument,
    account_named,
    change,
    config_option,
    installation_of,
    shown_account,
    shown_time,
)
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request
from tenants.controller.pausing import pause
from tenants.ledger.ledger import Ledger
from tenants.ledger.pauses import ALL
from tenants.ledger.times import read_time
from tenants.terminal import say


def _seconds(ctx: click.Context, option: click.Parameter, value: str) -> int:
    seconds = seconds_in(value)
    if not seconds:
        raise click.BadParameter(f"{value} is not a duration: write 30m, 2h or 1d.")
    return seconds


@click.command("pause", epilog='Example: pbxc pause north/harbour --for 2h --why "cabling"')
@account_argument()
@click.option("--all", "every", is_flag=True, help="Pause every account.")
@click.option("--for", "seconds", required=True, callback=_seconds, help="How long: 30m, 2h, 1d.")
@click.option("--why", required=True, help="The reason, for others.")
@config_option
@format_option("text", "json")
def command(
    account: str | None, every: bool, seconds: int, why: str, config: str | None, form: str
) -> None:
    """Leave an account as it is for a while: nothing is applied to it, and nothing brought back.

    For whoever works at an account by hand. It ends by itself, or with pbxc resume; what was pushed
    meanwhile goes live then.
    """
    if every == bool(account):
        raise click.UsageError("Name one account, or say --all.")
    installation = installation_of(config)
    name = account_named(Ledger.open(installation.state), account) if account else None
    fields = {"account": name.id if name else ALL, "seconds": seconds, "why": why}
    result = change(installation, Request("pause", fields), pause).fields
    if form == "json":
        print_json({"account": name.path if name else None, **result})
        return
    what = shown_account(name) if name else "every account"
    say(f"paused {what} until {shown_time(read_time(result['until']))}: {result['why']}\n")
