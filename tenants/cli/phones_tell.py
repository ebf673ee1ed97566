"""`pbxc phones tell`."""

from __future__ import annotations

import click

from tenants.cli.installed import answered, config_option, installation_of
from tenants.cli.options import format_option, print_json
from tenants.controller.control import Request, ask
from tenants.terminal import say


@click.command("tell", epilog="Example: pbxc phones tell anna-desk@harbour.example.com")
@click.argument("phones", metavar="PHONE...", nargs=-1, required=True)
@click.option("--reboot-now", "reboot", is_flag=True, help="Have them start anew, at any hour.")
@config_option
@format_option("text", "json")
def command(phones: tuple[str, ...], reboot: bool, config: str | None, form: str) -> None:
    """Have phones fetch their files now, whatever they have fetched before.

    PHONE is a phone's name (anna-desk@harbour.example.com, or anna-desk where there is but one) or its
    hardware address. pbxc serve tells phones by itself when they are to have other files: those that
    must start anew for them only in the hours that their account names. With --reboot-now they start
    anew at once. One in a call is left alone until it hangs up.
    """
    installation = installation_of(config)
    request = Request("tell", {"phones": list(phones), "reboot": reboot})
    told = answered(ask(installation.state, request)).fields["phones"]
    if form == "json":
        print_json({"phones": told})
        return
    what = "starts anew" if reboot else "is told"
    for phone in told:
        say(f"{phone} {what} as soon as it isn't in a call\n")
