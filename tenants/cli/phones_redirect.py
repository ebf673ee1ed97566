"""`pbxc phones redirect`."""

from __future__ import annotations

import click

from targets.provisioning.vendor import all_vendors
from tenants.cli.installed import account_argument, config_option, installation_of
from tenants.cli.live_phones import live_phones
from tenants.cli.phones_bootstrap import issue_tokens
from tenants.key_file import Refused
from tenants.provisioning.redirection import SERVICES, Redirected, table
from tenants.terminal import say


@click.command("redirect", epilog="Example: pbxc phones redirect north/harbour --vendor yealink")
@account_argument(required=True)
@click.option(
    "--vendor",
    required=True,
    type=click.Choice(sorted(SERVICES)),
    help="Whose phones, whose service.",
)
@config_option
def command(account: str, vendor: str, config: str | None) -> None:
    """Print an account's phones of one maker for that maker's redirection service, as CSV.

    Each phone gets an address for its first contact, as `pbxc phones bootstrap` issues it: the table is
    SECRET until the phones have come. Addresses that were issued before for these phones are dead then.
    """
    installation = installation_of(config)
    live = live_phones(installation, account)
    phones = {one.id: one for one in live.phones if one.vendor.slug == vendor and one.phone.mac}
    if not phones:
        raise Refused(f"{account} has no phones of {vendor}.")
    issued = issue_tokens(installation, list(phones))
    listed = tuple(
        Redirected(one.phone.mac, issued[id]["url"], one.phone.line.label)
        for id, one in phones.items()
    )
    say(table(all_vendors()[vendor], listed))
