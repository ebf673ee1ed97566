"""What `plan` and `apply` share: their options, and how a plan is printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from schema.reading import did_you_mean
from tenants.cli.installed import config_option
from tenants.cli.options import findings_json, print_findings, print_json
from tenants.cli.version_command import version_text
from tenants.installation import Installation
from tenants.ledger.status import Calls
from tenants.planning import Plan, Request, load_plan, plan_json, plan_text
from tenants.planning.foreseeing import Foreseen
from tenants.terminal import palette, say

F = TypeVar("F", bound=Callable[..., Any])
ROOT = "."


def plan_options(function: F) -> F:
    """`--config`, `--account`, `--allow-large-change`."""
    account = click.option(
        "--account",
        "accounts",
        multiple=True,
        metavar="PATH",
        help="Only this account and those below it: north/harbour. May be given again.",
    )
    large = click.option(
        "--allow-large-change",
        "allowed",
        is_flag=True,
        help="What is taken away is meant, however much it is.",
    )
    return config_option(account(large(function)))


def request_of(accounts: tuple[str, ...], allowed: bool) -> Request:
    """What is asked of a plan by the options."""
    paths = tuple(sorted({"" if one == ROOT else one.strip("/") for one in accounts}))
    return Request(paths, allowed=allowed, compiler=version_text())


def saved_plan(argument: str | None) -> Plan | None:
    """The plan in the file that an argument names; None where it names none, but a revision."""
    if argument is None or not Path(argument).is_file():
        return None
    return load_plan(Path(argument))


def refuse_unknown_accounts(foreseen: Foreseen, request: Request) -> None:
    """A usage error where `--account` names one that there is not, and never was."""
    if foreseen.plan is None:
        return
    compiled = foreseen.look.compiled
    known = set(compiled.tree.accounts) if compiled and compiled.tree else set()
    known |= {one.path for one in foreseen.plan.accounts}
    known |= {one.path for one in foreseen.plan.unread}
    for path in request.only:
        if path not in known:
            hint = did_you_mean(path, known)
            raise click.BadParameter(
                f"there is no account {path}. {hint}".strip(), param_hint="--account"
            )


def print_foreseen(foreseen: Foreseen, form: str) -> None:
    """Prints a plan, and what is wrong with the newest state of accounts before it."""
    if form == "json":
        print_json({**_findings(foreseen), **_planned(foreseen.plan)})
        return
    if foreseen.newest is not None:
        print_findings(foreseen.newest, form, to_error=True)
    if foreseen.plan is not None:
        say(plan_text(foreseen.plan, palette(sys.stdout)))


def _findings(foreseen: Foreseen) -> Mapping[str, object]:
    if foreseen.newest is None:
        return {"diagnostics": [], "errors": 0, "warnings": 0}
    return findings_json(foreseen.newest)


def _planned(plan: Plan | None) -> Mapping[str, object]:
    nothing = {"nothing_to_do": False, "consented": False, "plan": None}
    return nothing if plan is None else plan_json(plan)


def calls_of(installation: Installation) -> Calls:
    """Asks the nodes for their calls. A node that doesn't answer is told of, and has none."""
    from targets.asterisk.live.call_counts import count_calls
    from targets.asterisk.live.node import NodeError
    from tenants.node_doors import node_link

    def ask(node: str) -> Mapping[str, int] | None:
        if node not in installation.nodes:
            return None
        try:
            with node_link(installation, node) as link:
                return count_calls(link)
        except NodeError as error:
            click.echo(f"pbxc: {node}: {error} Its calls are not counted.", err=True)
            return None

    return ask
