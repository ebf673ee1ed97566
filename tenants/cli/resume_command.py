"""`pbxc resume`."""

from __future__ import annotations

import click

from tenants.cli.installed import (
    account_argument,
    account_named,
    change,
    config_option,
    installation_of,
    shown_account,
)
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request
from tenants.controller.pausing import resume
from tenants.ledger.ledger import Ledger
from tenants.ledger.pauses import ALL
from tenants.terminal import say


@click.command("resume", epilog="Example: pbxc resume north/harbour")
@account_argument()
@click.option("--all", "every", is_flag=True, help="End the pause of all accounts.")
@config_option
@format_option("text", "json")
def command(account: str | None, every: bool, config: str | None, form: str) -> None:
    """End a pause: what was pushed meanwhile goes live, what drifted is brought back."""
    if every == bool(account):
        raise click.UsageError("Name one account, or say --all.")
    installation = installation_of(config)
    name = account_named(Ledger.open(installation.state), account) if account else None
    fields = {"account": name.id if name else ALL}
    result = change(installation, Request("resume", fields), resume).fields
    if form == "json":
        print_json({"account": name.path if name else None, **result})
        return
    what = shown_account(name) if name else "every account"
    say(f"{what} goes on\n" if result["was"] else f"{what} was not paused\n")
    if name and result["all"]:
        say("all accounts are paused, though: pbxc resume --all\n")
