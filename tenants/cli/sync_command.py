"""`pbxc sync`."""

from __future__ import annotations

import click

from tenants.cli.installed import answered, config_option, installation_of
from tenants.controller.control import Request, ask


@click.command("sync", epilog="Example: pbxc sync")
@config_option
@click.option(
    "--local", is_flag=True, help="Look at the repositories on this machine only: see pbxc hook."
)
def command(config: str | None, local: bool) -> None:
    """Have the controller that runs look at the repositories and at every node now.

    It does so by itself too: local repositories are watched, others asked every now and then, and
    every node is compared with what it should be every 45 seconds.
    """
    answered(ask(installation_of(config).state, Request("sync", {"nodes": not local})))
