"""`pbxc rollback`."""

from __future__ import annotations

import click

from tenants.cli.applied import done
from tenants.cli.installed import (
    account_argument,
    account_named,
    config_option,
    installation_of,
    shown_account,
)
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request
from tenants.ledger.ledger import Ledger
from tenants.terminal import say


@click.command("rollback", epilog="Example: pbxc rollback north/harbour")
@account_argument(required=True)
@click.argument("generation", required=False)
@config_option
@click.option(
    "--propose-revert", is_flag=True, help="Also write the commit that takes it back, to a branch."
)
@format_option("text", "json")
def command(
    account: str, generation: str | None, config: str | None, propose_revert: bool, form: str
) -> None:
    """Bring an account back to the generation that was live before, or to GENERATION.

    It comes from the controller's own memory: neither git nor a compilation is needed. Calls in
    progress keep what they have. What was live is not applied again by itself; a newer commit is.
    pbxc history tells the generations.
    """
    installation = installation_of(config)
    name = account_named(Ledger.open(installation.state), account)
    fields = {"account": name.id, "generation": generation or "", "propose_revert": propose_revert}
    result = done(installation, Request("rollback", fields)).fields
    if form == "json":
        print_json({"account": name.path, **{k: v for k, v in result.items() if k != "account"}})
        return
    nodes = ", ".join(result["nodes"])
    say(f"{shown_account(name)} is at {result['generation']} again on {nodes}\n")
    if result.get("branch"):
        say(
            f"The branch {result['branch']} takes the commit back: merge it, or push a better one.\n"
        )
