"""What commands share that speak of an installation: its settings, its ledger, its accounts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar, assert_never

import click

from compiler.render import render_text
from schema.reading import did_you_mean
from tenants.cli import UNABLE
from tenants.controller.control import (
    ControlLost,
    NotServing,
    Progress,
    Refusal,
    Reply,
    Request,
    Result,
    ask,
    user_name,
)
from tenants.installation import Installation, installation_path, read_installation
from tenants.key_file import Refused
from tenants.ledger.audit import Audit
from tenants.ledger.fence import Fence
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import AccountName
from tenants.terminal import palette, say

F = TypeVar("F", bound=Callable[..., Any])
SHORT_COMMIT = 10


def config_option(function: F) -> F:
    """`--config`, the file of the settings."""
    return click.option(
        "--config",
        "config",
        metavar="FILE",
        help="The controller's settings. [default: PBXC_CONFIG, or /etc/pbxc/pbxc.yaml]",
    )(function)


def account_argument(required: bool = False) -> Callable[[F], F]:
    """An account's path, such as `north/harbour`; `.` is the root."""
    return click.argument("account", metavar="ACCOUNT" if required else "[ACCOUNT]", required=required)  # fmt: skip


def installation_of(config: str | None) -> Installation:
    """The settings. What is wrong with them is printed, and ends the command."""
    path = installation_path(config, os.environ)
    settings = read_installation(path)
    if settings.installation is None:
        told = render_text(settings.diagnostics, settings.sources, palette(sys.stderr))
        say(told, sys.stderr)
        sys.exit(UNABLE)
    return settings.installation


def account_id(ledger: Ledger, text: str) -> str:
    """The id of the account that somebody means. A usage error where there is none."""
    return account_named(ledger, text).id


def account_named(ledger: Ledger, text: str) -> AccountName:
    """The account that somebody means. A usage error where there is none."""
    found = ledger.accounts.find(text)
    if found is None:
        known = [one.path or one.name for one in ledger.accounts.list()]
        hint = did_you_mean(text, known)
        raise click.BadParameter(f"there is no {text}. {hint}".strip(), param_hint="ACCOUNT")
    return found


def shown_account(name: AccountName) -> str:
    """What an account is called in a line: its path; the root's own name; `*` for what all share."""
    return name.path or name.name


def shown_time(moment: datetime | None) -> str:
    """A time in a line, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""


def json_time(moment: datetime | None) -> str | None:
    """A time in JSON: ISO 8601, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


Change: TypeAlias = Callable[[Ledger, Audit, Request, str], Result]
"""What is done where no controller runs, by whoever holds the fence."""


def change(installation: Installation, request: Request, offline: Change) -> Result:
    """Has something changed: by the controller if one runs, else here."""
    state = installation.state
    try:
        return answered(ask(state, request))
    except NotServing:
        pass
    who = user_name(os.getuid())
    with (
        Fence.take(state, f"pbxc {request.do}") as fence,
        closing(Ledger.open(state, fence)) as ledger,
    ):
        return offline(ledger, Audit(state), request, who)


def answered(replies: Iterable[Reply]) -> Result:
    """What came of it; how it goes is printed meanwhile. Refused."""
    for reply in replies:
        match reply:
            case Progress(text):
                click.echo(text, err=True)
            case Result():
                return reply
            case Refusal(why):
                raise Refused(why)
            case _:
                assert_never(reply)
    raise ControlLost("pbxc serve gave no answer.")
