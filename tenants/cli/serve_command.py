"""`pbxc serve`."""

from __future__ import annotations

import os
import signal
import sys

import click

from tenants.cli import UNABLE
from tenants.cli.installed import config_option, installation_of


@click.command("serve", epilog="Example: pbxc serve --config /etc/pbxc/pbxc.yaml")
@click.argument("repository", required=False)
@config_option
@click.option("--plain", is_flag=True, help="Plain words in the log. [default: on a terminal]")
def command(repository: str | None, config: str | None, plain: bool) -> None:
    """Bring what is pushed live, for as long as this runs.

    Watches the platform's repository (that of the settings, or REPOSITORY) and those that its grants
    name, compiles what changed, and moves every account on every node to it. What is wrong is told,
    and what was live stays. SIGTERM ends it: what is under way is finished first, and no call is
    touched.
    """
    installation = installation_of(config)
    if repository is not None:
        url = os.path.abspath(repository) if os.path.exists(repository) else repository
        installation = installation.model_copy(update={"repository": url})
    from tenants.controller.logs import open_log
    from tenants.controller.opening import opened
    from tenants.controller.service import Service
    from tenants.controller.systemd import ServiceManager

    log = open_log(plain=plain or sys.stderr.isatty())
    with opened(installation, os.environ, "pbxc serve") as at:
        service = Service(at, log, ServiceManager.of(os.environ))

        def end(_number: int, _frame: object) -> None:
            service.stop.set()
            service.bell.ring("stop")

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        service.run()
    if service.failure:
        sys.exit(UNABLE)
