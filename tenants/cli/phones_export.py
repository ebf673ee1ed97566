"""`pbxc phones export`."""

from __future__ import annotations

import grp
import os
from collections.abc import Collection
from pathlib import Path

import click

from tenants.cli.installed import account_named, config_option, installation_of
from tenants.cli.options import format_option, print_json
from tenants.controller.opening import looked_into
from tenants.installation import Installation
from tenants.key_file import Refused
from tenants.output import write_private_tree
from tenants.provisioning.export import Exported, export
from tenants.provisioning.wanted import WantedFiles
from tenants.terminal import say


@click.command("export", epilog="Example: pbxc phones export /srv/phones --account north/harbour")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--account", help="The phones of this account only.")
@click.option("--group", help="A group that may read it too: the web server's.")
@config_option
@format_option("text", "json")
def command(
    folder: str, account: str | None, group: str | None, config: str | None, form: str
) -> None:
    """Write phones' files for another web server, as they follow from what is live.

    Beside the files stand settings for nginx, with the networks that phones may ask from, and a file
    of users and passwords. ALL OF IT IS SECRET: the files hold passwords, and the names of folders are
    as good as passwords. Only you can read it, and the group that --group names; never put it into git,
    or into a backup that others read. It must be written anew after each push.
    """
    place = Path(os.path.abspath(folder))
    installation = installation_of(config)
    tree, phones = _exported(installation, account, place)
    write_private_tree(tree.files, place, _group_id(group))
    if form == "json":
        print_json({"out": str(place), "phones": phones, "files": sorted(tree.files)})
        return
    say(
        f"{place}: {phones} phones, {len(tree.files)} files. They hold passwords: let nobody read "
        f"them but the web server.\n"
    )


def _group_id(name: str | None) -> int | None:
    if name is None:
        return None
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise click.BadParameter(f"there is no group {name}.", param_hint="--group") from None


def _exported(installation: Installation, account: str | None, place: Path) -> tuple[Exported, int]:
    with looked_into(installation, os.environ) as at:
        only: Collection[str] | None = None
        if account:
            only = {account_named(at.ledger, account).id}
        at.desk.recall(at.ledger.live_lock())
        shares = at.desk.shares
        secrets, _ = at.desk.secrets.gather(shares)
        accounts = WantedFiles().of_all(shares)
    phones = [
        wanted
        for name, one in accounts.items()
        if only is None or name in only
        for wanted in one.phones.values()
    ]
    try:
        return export(phones, secrets, str(place)), len(phones)
    except ValueError as wrong:
        raise Refused(f"{wrong}.") from wrong
