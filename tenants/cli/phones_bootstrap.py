"""`pbxc phones bootstrap`."""

from __future__ import annotations

import click

from tenants.cli.installed import (
    account_named,
    answered,
    config_option,
    installation_of,
    shown_time,
)
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request, ask
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.ledger.ledger import Ledger
from tenants.ledger.times import read_time
from tenants.provisioning.register import Register, Wish
from tenants.terminal import say, say_table


@click.command("bootstrap", epilog="Example: pbxc phones bootstrap anna-desk@harbour.example.com")
@click.argument("phones", metavar="PHONE...", nargs=-1)
@click.option("--account", help="All phones of this account.")
@config_option
@format_option("text", "json")
def command(phones: tuple[str, ...], account: str | None, config: str | None, form: str) -> None:
    """Issue addresses for the first contact of phones.

    PHONE is a phone's name (anna-desk@harbour.example.com) or its hardware address. The address that
    is printed is typed into the phone, or into its maker's redirection service. It gives the phone all
    of its files, and dies when the phone first uses the address that stands in them. It is as good as a
    password: whoever has it gets the phone's own. Only pbxc serve can issue one.
    """
    installation = installation_of(config)
    wanted = _named(installation, phones, account)
    tokens = issue_tokens(installation, [one.phone for one in wanted])
    if form == "json":
        print_json({"tokens": [{"phone": id, **said} for id, said in tokens.items()]})
        return
    rows = [
        (id, said["url"], f"until {shown_time(read_time(said['until']))}")
        for id, said in tokens.items()
    ]
    if rows:
        say_table(rows, ("phone", "address", "good"))
    else:
        say("There are no phones.\n")


def issue_tokens(installation: Installation, phones: list[str]) -> dict[str, dict[str, str]]:
    """A token for the first contact of each of these phones: `token`, `url`, `until`. Refused where no
    controller runs."""
    if not phones:
        return {}
    result = answered(ask(installation.state, Request("bootstrap", {"phones": phones})))
    tokens: dict[str, dict[str, str]] = result.fields["tokens"]
    return tokens


def _named(installation: Installation, phones: tuple[str, ...], account: str | None) -> list[Wish]:
    if bool(phones) == bool(account):
        raise click.UsageError("Name phones, or an account with --account.")
    wishes = _wishes(installation)
    if account:
        id = account_named(Ledger.open(installation.state), account).id
        return [one for one in wishes if one.account == id]
    return [_find(wishes, name) for name in phones]


def _find(wishes: list[Wish], name: str) -> Wish:
    mac = name.lower().translate({ord(one): None for one in ":-."})
    for one in wishes:
        if name == one.phone or (one.mac and one.mac == mac):
            return one
    raise Refused(f"There is no phone {name}: see pbxc phones.")


def _wishes(installation: Installation) -> list[Wish]:
    register = Register.look(installation.state)
    if register is None:
        return []
    try:
        return list(register.wishes().values())
    finally:
        register.close()
