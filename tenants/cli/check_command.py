"""`pbxc check`."""

from __future__ import annotations

import sys

import click

from compiler import CHECKS
from tenants.cli import WRONG
from tenants.cli.options import folder_argument, format_option, print_findings
from tenants.loading import load
from tenants.terminal import say


@click.command("check", epilog="Example: pbxc check examples/harbour --format github")
@folder_argument
@format_option("text", "json", "github")
def command(folder: str, form: str) -> None:
    """Read an account, or a whole tree of accounts, and tell every mistake in it at once.

    DIR is the folder of an account; accounts below it are read too. Status 1 if there is an error.
    `pbxc explain CODE` tells more of a mistake.
    """
    compiled = load(folder, CHECKS)
    if compiled.diagnostics or form != "text":
        print_findings(compiled, form)
    if compiled.failed:
        sys.exit(WRONG)
    if form == "text" and not compiled.diagnostics:
        count = len(compiled.tree.accounts) if compiled.tree else 0
        say(f"{folder}: {count} {'account' if count == 1 else 'accounts'} checked, no errors\n")
