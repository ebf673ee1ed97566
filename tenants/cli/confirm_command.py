"""`pbxc confirm`."""

from __future__ import annotations

import click

from tenants.cli.applied import done
from tenants.cli.installed import account_argument, account_named, config_option, installation_of
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request
from tenants.ledger.ledger import Ledger
from tenants.terminal import say


@click.command("confirm", epilog="Example: pbxc confirm north/harbour")
@account_argument()
@config_option
@format_option("text", "json")
def command(account: str | None, config: str | None, form: str) -> None:
    """Say that what was applied with --confirm-within is good, so that it stays."""
    installation = installation_of(config)
    name = account_named(Ledger.open(installation.state), account) if account else None
    fields = {"account": name.id if name else ""}
    confirmed = done(installation, Request("confirm", fields)).fields["confirmed"]
    if form == "json":
        print_json({"confirmed": confirmed})
    elif confirmed:
        say(f"confirmed: {', '.join(confirmed)}\n")
    else:
        say("There is nothing that waits to be confirmed.\n")
