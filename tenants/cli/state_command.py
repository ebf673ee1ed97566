"""`pbxc state`: what phones have set on the nodes, and the controller's own fence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from compiler.render import visible
from compiler.resolving import yaml_text
from schema.reading import did_you_mean
from targets.asterisk.live.live_values import LiveName, forget_live_values, read_live_values
from targets.asterisk.live.node import NodeError
from targets.asterisk.live.node_link import NodeLink
from tenants.cli.installed import (
    account_argument,
    account_named,
    config_option,
    installation_of,
    shown_account,
)
from tenants.cli.options import format_option, print_json
from tenants.controller.control import user_name
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.ledger.audit import Audit, Event
from tenants.ledger.fence import holder_of, take_away
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import AccountName
from tenants.node_doors import node_link
from tenants.terminal import say, say_table

HEADS = ("account", "node", "object", "field", "value")
Values = Mapping[LiveName, str]
NODE_HELP = "Only this node."


@click.group("state", epilog="Example: pbxc state show north/harbour")
def command() -> None:
    """Show, export and reset what phones have set: do-not-disturb, forwarding, overrides."""


@command.command("show", epilog="Example: pbxc state show north/harbour")
@account_argument()
@click.option("--node", help=NODE_HELP)
@config_option
@format_option("text", "json")
def show(account: str | None, node: str | None, config: str | None, form: str) -> None:
    """Show what phones have set. What isn't shown is as git says."""
    found = _read(installation_of(config), account, node)
    if form == "json":
        print_json({"values": [one for each in found for one in _json(*each)]})
        return
    rows = [
        (shown_account(name), place, key.owner, key.field, visible(value))
        for name, place, values in found
        for key, value in values.items()
    ]
    if rows:
        say_table(rows, HEADS)
    else:
        say("all is as git says\n")


@command.command("export", epilog="Example: pbxc state export north/harbour > live.yaml")
@account_argument()
@click.option("--node", help=NODE_HELP)
@config_option
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", help="How to print."
)
def export(account: str | None, node: str | None, config: str | None, form: str) -> None:
    """Print what phones have set as one document: by account, node, object and field."""
    document: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    for name, place, values in _read(installation_of(config), account, node):
        for key, value in values.items():
            objects = document.setdefault(name.label, {}).setdefault(place, {})
            objects.setdefault(key.owner, {})[key.field] = value
    if form == "json":
        print_json({"accounts": document})
    else:
        say(yaml_text(document))


@command.command("reset", epilog="Example: pbxc state reset north/harbour user.anna do_not_disturb")
@account_argument(required=True)
@click.argument("owner", metavar="[OBJECT]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@click.option("--all", "every", is_flag=True, help="Everything that the account's phones have set.")
@click.option("--node", help=NODE_HELP)
@config_option
@format_option("text", "json")
def reset(
    account: str,
    owner: str | None,
    field: str | None,
    every: bool,
    node: str | None,
    config: str | None,
    form: str,
) -> None:
    """Have what phones have set be as git says again: one value, an object's, or an account's."""
    if every == bool(owner):
        raise click.UsageError("Name an object such as user.anna, or say --all.")
    installation = installation_of(config)
    gone: list[dict[str, object]] = []
    for name, place, values in _read(installation, account, node):
        wanted = {
            key: value
            for key, value in values.items()
            if every or (key.owner == owner and field in (None, key.field))
        }
        if wanted:
            _forget(installation, name, place, wanted)
        gone += _json(name, place, wanted)
    if form == "json":
        print_json({"reset": gone})
    elif gone:
        for one in gone:
            say(f"{one['object']} {one['field']} was {one['value']} on {one['node']}\n")
    else:
        say("it was as git says already\n")


@command.command("unlock", epilog="Example: pbxc state unlock --force")
@click.option("--force", is_flag=True, help="Take the right to change anything from who has it.")
@config_option
def unlock(force: bool, config: str | None) -> None:
    """Tell who may change nodes now; with --force, take that right away.

    For a controller that hangs and can't be stopped. Should it wake up, it notices before its next
    step that it may do nothing any more.
    """
    state = installation_of(config).state
    holder = holder_of(state)
    if holder is None:
        say("nobody works on this; nothing is locked\n")
        return
    if not force:
        say(f"{holder} works on this\n")
        return
    who = user_name(os.getuid())
    take_away(state, f"pbxc state unlock by {who}")
    Audit(state).write(Event(who, "unlock", "done"))
    say(f"taken from {holder}\n")


# --- the nodes ----------------------------------------------------------------------------------


def _read(
    installation: Installation, account: str | None, node: str | None
) -> list[tuple[AccountName, str, Values]]:
    """The values of accounts by node. A node that can't be asked ends the command: what isn't known
    is not told as being as git says."""
    if node is not None and node not in installation.nodes:
        hint = did_you_mean(node, installation.nodes)
        raise click.BadParameter(f"there is no {node}. {hint}".strip(), param_hint="--node")
    ledger = Ledger.open(installation.state)
    wanted = account_named(ledger, account).id if account else None
    served: dict[str, list[AccountName]] = {}
    for place in ledger.places(wanted):
        if node in (None, place.node):
            served.setdefault(place.node, []).append(ledger.accounts.of(place.account))
    found = []
    for place_name, names in sorted(served.items()):
        with _asking(installation, place_name) as link:
            found += [(name, place_name, read_live_values(link, name.id)) for name in names]
    return sorted(found, key=lambda one: (one[0].path, one[1]))


def _forget(installation: Installation, name: AccountName, node: str, values: Values) -> None:
    with _asking(installation, node) as link:
        forget_live_values(link, name.id, values.keys())
    who = user_name(os.getuid())
    Audit(installation.state).write(Event(who, "reset", "done", account=name.label, node=node))


@contextmanager
def _asking(installation: Installation, node: str) -> Iterator[NodeLink]:
    if node not in installation.nodes:
        raise Refused(f"The settings name no node {node}, where accounts were applied.")
    try:
        with node_link(installation, node) as link:
            yield link
    except NodeError as error:
        raise Refused(f"{node} can't be asked: {error}") from error


def _json(name: AccountName, node: str, values: Values) -> list[dict[str, object]]:
    return [
        {
            "account": name.path,
            "id": name.id,
            "node": node,
            "object": key.owner,
            "field": key.field,
            "value": value,
        }
        for key, value in values.items()
    ]
