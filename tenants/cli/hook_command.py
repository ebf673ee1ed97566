"""`pbxc hook`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from tenants.cli.installed import config_option, installation_of
from tenants.installation import installation_path
from tenants.key_file import Refused
from tenants.repository.location import Location
from tenants.terminal import say

HOOK = "hooks/post-receive"
MARK = "# Written by pbxc hook."


@click.command("hook", epilog="Example: pbxc hook --install /srv/git/harbour.git")
@click.argument("repository", required=False)
@config_option
@click.option("--install", is_flag=True, help="Write it into the repository.")
def command(repository: str | None, config: str | None, install: bool) -> None:
    """Print the post-receive hook with which a push has pbxc serve look at once.

    It is needed only where watching isn't enough: on a network file system, or beyond forty
    repositories on a machine. It rings the bell in the background, so no push waits for it, and none
    ever fails by it; where pbxc serve doesn't run, the push goes live when it does.

    A hook runs as whoever pushes, and pbxc serve listens to its own user and to root only. With
    --install it is written into REPOSITORY (the platform's own, if none is named), unless there is
    another one: then add the line to that one.
    """
    installation = installation_of(config)
    text = hook_text(installation_path(config, os.environ).absolute())
    if not install:
        say(text)
        return
    folder = Path(repository or _local(Location(installation.repository)))
    _install(folder / ".git" if (folder / ".git").is_dir() else folder, text)


def hook_text(config: Path) -> str:
    """The hook, for an installation's settings."""
    program = shlex.join([sys.executable, "-P", "-m", "tenants.cli", "sync", "--local", "--config"])
    return (
        f"#!/bin/sh\n{MARK} A push neither waits for this nor fails by it.\n"
        f"{program} {shlex.quote(str(config))} </dev/null >/dev/null 2>&1 &\n"
        "exit 0\n"
    )


def _local(location: Location) -> str:
    if location.way != "local":
        raise Refused(f"{location} is elsewhere: have its forge call a webhook.")
    return location.url


def _install(repository: Path, text: str) -> None:
    place = repository / HOOK
    if not (repository / "HEAD").is_file():
        raise Refused(f"{repository} is no git repository.")
    if place.exists() and MARK not in place.read_text(encoding="utf-8", errors="replace"):
        raise Refused(f"{place} is there already. Add the line to it that pbxc hook prints.")
    place.parent.mkdir(exist_ok=True)
    beside = place.with_name(f".{place.name}-{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.chmod(0o755)
    beside.replace(place)
    say(f"{place}\n")
