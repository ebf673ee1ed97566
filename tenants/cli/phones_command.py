"""`pbxc phones`: what phones have fetched, and what else there is to do with phones.

Each command is one module here, `phones_<name>.py`, imported when it is run.
"""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "adopt": "Read a phone's existing file as YAML.",
    "bootstrap": "Issue addresses for the first contact of phones.",
    "dhcp": "Print what a DHCP server tells new phones.",
    "export": "Write phones' files for another web server.",
    "key": "Print the key with which an account's files are encrypted.",
    "onboard": "Make a link with which a soft phone is set up.",
    "redirect": "Print phones for their maker's redirection service.",
    "status": "Tell what each phone has fetched.",
    "tell": "Have phones fetch their files now, or start anew.",
    "vendors": "Tell which vendors, dialects and models there are.",
}
USUAL = "status"
"""What is meant where no command is named: `pbxc phones north/harbour`."""


class PhoneCommands(click.Group):
    """The commands by name, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them: the function `command` of its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tenants.cli.phones_{cmd_name}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their list, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Whatever begins with no command's name is for the usual one."""
        if not args or (args[0] not in COMMANDS and args[0] not in HELP):
            args = [USUAL, *args]
        return super().parse_args(ctx, args)


HELP = ("-h", "--help")


@click.command("phones", cls=PhoneCommands, epilog="Example: pbxc phones north/harbour")
def command() -> None:
    """Tell what each phone has fetched (pbxc phones [ACCOUNT]), and all else about phones."""
