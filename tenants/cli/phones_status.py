"""`pbxc phones status`, which is `pbxc phones`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import click

from compiler.render import visible
from tenants.cli.installed import (
    account_argument,
    account_named,
    config_option,
    installation_of,
    json_time,
    shown_account,
    shown_time,
)
from tenants.cli.options import format_option, print_json
from tenants.installation import Installation
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import AccountName
from tenants.provisioning.register import Register
from tenants.provisioning.standing import Standing, standings
from tenants.terminal import say, say_table

HEADS = ("phone", "account", "model", "firmware", "files", "fetched", "last contact", "state")
SHORT = 10
STATES = {
    "current": "has its files",
    "outdated": "has older files",
    "never": "has never asked",
}


@click.command("status", epilog="Example: pbxc phones north/harbour")
@account_argument()
@click.option("--outdated", is_flag=True, help="Only phones that haven't what they are to have.")
@config_option
@format_option("text", "json")
def command(account: str | None, outdated: bool, config: str | None, form: str) -> None:
    """Tell what each phone is to have, what it has fetched, and when it was last seen.

    Without an account: all phones. A phone has its files when it has fetched, as they are now, the
    one with which it registers and all others that it asks for.
    """
    installation = installation_of(config)
    ledger = Ledger.open(installation.state)
    only = {account_named(ledger, account).id} if account else None
    found = [one for one in _standings(installation, only) if _is_shown(one, outdated)]
    names = {one.wish.account: ledger.accounts.of(one.wish.account) for one in found}
    if form == "json":
        print_json({"phones": [phone_json(one, names[one.wish.account]) for one in found]})
    elif found:
        say_table([_row(one, names[one.wish.account]) for one in found], HEADS)
    else:
        say("There is no such phone.\n" if outdated or account else "There are no phones.\n")


def _is_shown(one: Standing, outdated: bool) -> bool:
    return one.state != "current" or not outdated


def _standings(installation: Installation, only: Collection[str] | None) -> tuple[Standing, ...]:
    register = Register.look(installation.state)
    if register is None:
        return ()
    try:
        found = standings(register)
    finally:
        register.close()
    return tuple(one for one in found if only is None or one.wish.account in only)


def _row(one: Standing, account: AccountName) -> tuple[str, ...]:
    contact = one.contact
    return (
        one.wish.phone.partition("@")[0],
        shown_account(account),
        one.wish.model,
        visible(contact.firmware) if contact else "",
        one.wish.version[:SHORT],
        f"{one.version[:SHORT]} {shown_time(one.at)}".strip(),
        f"{shown_time(contact.at)} {contact.address}" if contact else "",
        visible("; ".join(_states(one))),
    )


def _states(one: Standing) -> Iterator[str]:
    yield STATES[one.state]
    if one.told is not None and (one.at is None or one.told[1] > one.at):
        yield f"told at {shown_time(one.told[1])} ({one.told[0]})"
    if one.contact is not None and one.contact.note:
        yield one.contact.note


def phone_json(one: Standing, account: AccountName) -> dict[str, object]:
    """How a phone stands, for programs."""
    wish, contact, told = one.wish, one.contact, one.told
    return {
        "phone": wish.phone,
        "account": account.path,
        "id": wish.account,
        "mac": wish.mac,
        "vendor": wish.vendor,
        "model": wish.model,
        "state": one.state,
        "wanted": wish.version,
        "since": json_time(wish.since),
        "fetched": one.version or None,
        "fetched_at": json_time(one.at),
        "contact": None
        if contact is None
        else {
            "at": json_time(contact.at),
            "address": contact.address,
            "agent": contact.agent,
            "firmware": contact.firmware,
            "note": contact.note,
        },
        "told": None if told is None else {"what": told[0], "at": json_time(told[1])},
    }
