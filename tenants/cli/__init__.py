"""The command line: `pbxc <command>`.

Each command is one module here, imported when it is run: `pbxc --help` reads the table below and
nothing else. Exit status: 0 all is well, 1 something is wrong with what was written, 2 pbxc can't
work here (usage, environment).
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import NoReturn

import click

COMMANDS = {
    "apply": "Bring the newest commits live.",
    "audit": "Prove that the log of everything that was done is whole.",
    "calls": "Tell the calls that are on just now.",
    "check": "Read an account and tell every mistake in it.",
    "compile": "Write the switch's configuration.",
    "confirm": "Say that what was applied stays.",
    "explain": "Explain a diagnostic, a step or a thing.",
    "history": "Tell what was applied, and compare two states.",
    "hook": "Print the hook with which git has pbxc serve look.",
    "init": "Make a small account that works.",
    "pause": "Leave an account as it is for a while.",
    "phones": "Tell what phones have fetched, and all else about phones.",
    "plan": "Tell what an apply would do.",
    "resume": "End a pause.",
    "rollback": "Bring an account back to an older generation.",
    "schema": "Print the JSON Schema of the language, for editors.",
    "serve": "Bring what is pushed live, for as long as this runs.",
    "show": "Print an account with every default filled in.",
    "state": "Show, export and reset what phones have set.",
    "status": "Tell where each account stands.",
    "sync": "Have pbxc serve look now.",
    "test": "Run an account's scenarios.",
    "trace": "Tell what happens to a call.",
    "version": "Print the version.",
}
WRONG, UNABLE, INTERRUPTED = 1, 2, 130


class Commands(click.Group):
    """The commands by name, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them: the function `command` of its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tenants.cli.{cmd_name}_command")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their list, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from tenants.cli.version_command import version_text

        click.echo(f"pbxc {version_text()}")
        ctx.exit()


@click.command(
    cls=Commands,
    epilog="Example: pbxc check examples/harbour. Each command explains itself: pbxc trace --help.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def pbxc() -> None:
    """PBX as code: a folder of YAML becomes a running Asterisk."""


def sweep_rarely() -> None:
    """Has Python look for rubbish less often. A compilation makes values that stay; to look through
    them again and again took a third of its time."""
    gc.set_threshold(20_000, 20, 50)


def main() -> NoReturn:
    """Runs the command line, and ends the process."""
    sweep_rarely()
    try:
        sys.exit(pbxc.main(prog_name="pbxc", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(UNABLE)
    except click.ClickException as error:
        error.show()
        sys.exit(UNABLE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except Exception as error:
        _tell_failure(error)


def _tell_failure(error: Exception) -> NoReturn:
    """A failure of pbxc itself, or of what is around it, in one line; PBXC_DEBUG shows all of it."""
    from tenants.key_file import Refused

    if os.environ.get("PBXC_DEBUG"):
        raise error
    said = str(error) if isinstance(error, Refused) else _own_fault(error)
    click.echo(f"pbxc: {said}", err=True)
    sys.exit(UNABLE)


def _own_fault(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"this is a mistake of pbxc itself, please report it ({what}). PBXC_DEBUG=1 shows more."
