"""`pbxc phones key`."""

from __future__ import annotations

import click

from tenants.cli.installed import account_argument, account_named, config_option, installation_of
from tenants.cli.options import format_option, print_json
from tenants.key_file import root_key
from tenants.ledger.ledger import Ledger
from tenants.provisioning.sealing import account_key
from tenants.secrets import DerivedSecrets
from tenants.terminal import say


@click.command("key", epilog="Example: pbxc phones key north/harbour")
@account_argument(required=True)
@config_option
@format_option("text", "json")
def command(account: str, config: str | None, form: str) -> None:
    """Print the key with which the files of an account's phones are encrypted.

    It is typed into each phone (Yealink: AES key of the MAC-oriented file; Grandstream: config file
    password; Cisco: key of the profile rule) before the installation's settings say that its vendor's
    files are sealed. IT IS SECRET: with it, and a file, everything in the file can be read.
    """
    installation = installation_of(config)
    path = account_named(Ledger.open(installation.state), account).path
    secrets = DerivedSecrets(root_key(installation.key, may_make=False).data)
    key = account_key(path, secrets)
    if form == "json":
        print_json({"account": path, "key": key})
        return
    say(f"{key}\n")
