"""`pbxc audit`."""

from __future__ import annotations

import sys

import click

from tenants.cli import WRONG
from tenants.cli.installed import config_option, installation_of
from tenants.cli.options import format_option, print_json
from tenants.ledger.audit import Verdict, verify
from tenants.terminal import say


@click.group("audit", epilog="Example: pbxc audit verify")
def command() -> None:
    """Look through the log of everything that was done."""


@command.command("verify", epilog="Example: pbxc audit verify --format json")
@config_option
@format_option("text", "json")
def verify_command(config: str | None, form: str) -> None:
    """Prove that no line of the audit log was changed, moved or taken out.

    Each line holds the hash of the one before it. Lines cut off at the end are missed only by who
    knows the last hash: keep what this prints elsewhere, and compare.
    """
    verdict = verify(installation_of(config).state)
    if form == "json":
        print_json(
            {
                "unbroken": not verdict.broken,
                "broken": verdict.broken,
                "lines": verdict.lines,
                "begins": verdict.begins,
                "ends": verdict.end.number,
                "hash": verdict.end.hash,
                "torn": verdict.torn,
            }
        )
    else:
        say(_told(verdict))
    if verdict.broken:
        sys.exit(WRONG)


def _told(verdict: Verdict) -> str:
    if verdict.broken:
        return f"broken after {verdict.lines} good lines: {verdict.broken}\n"
    if not verdict.lines:
        return "nothing was ever done here\n"
    told = f"{verdict.lines} lines, number {verdict.begins} to {verdict.end.number}, unbroken\n"
    if verdict.begins > 1:
        told += f"older lines than number {verdict.begins} were taken away\n"
    if verdict.torn:
        told += f"behind them {verdict.torn} bytes of a line that was not finished\n"
    return f"{told}the last hash is {verdict.end.hash}\n"
