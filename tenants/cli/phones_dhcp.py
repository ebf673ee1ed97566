"""`pbxc phones dhcp`."""

from __future__ import annotations

from typing import get_args

import click

from targets.provisioning.vendor import all_vendors
from tenants.cli.installed import account_argument, config_option, installation_of
from tenants.cli.live_phones import live_phones
from tenants.provisioning.first_contact import Server, dhcp_text, rules_for
from tenants.terminal import say


@click.command("dhcp", epilog="Example: pbxc phones dhcp north/harbour --server kea")
@account_argument(required=True)
@click.option(
    "--server",
    type=click.Choice(get_args(Server)),
    default="isc",
    show_default=True,
    help="Which DHCP server it is for: ISC dhcpd, Kea, dnsmasq.",
)
@click.option("--all", "every", is_flag=True, help="For all vendors, not the account's alone.")
@config_option
def command(account: str, server: Server, every: bool, config: str | None) -> None:
    """Print what a DHCP server is to tell new phones.

    Phones are told apart by the maker in their hardware address, and learn by the options that they ask
    for (66, 43, 160) where their files are. No secret stands in it: a phone that comes by such an
    address proves itself by its maker's certificate, or is asked for its user and its password.
    """
    live = live_phones(installation_of(config), account)
    used = {one.vendor.slug for one in live.phones}
    vendors = [one for one in all_vendors().values() if every or one.slug in used]
    say(dhcp_text(rules_for(vendors, live.rules.base_url), server))
