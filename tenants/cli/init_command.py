"""`pbxc init`."""

from __future__ import annotations

from pathlib import Path

import click

from tenants.key_file import Refused
from tenants.starter import FILES
from tenants.terminal import say


@click.command("init", epilog="Example: pbxc init my-company && pbxc test my-company")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a small account that works: two people, a number, opening hours, voicemail.

    DIR must be empty or new. Change what is written there to what you need.
    """
    if folder.is_dir() and any(one for one in folder.iterdir() if not one.name.startswith(".")):
        raise Refused(f"{folder} is not empty; choose a new folder.")
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "x", encoding="utf-8") as opened:
            opened.write(text)
    say(f"wrote {', '.join(FILES)} in {folder}\n")
    say(f"next: pbxc check {folder}; pbxc test {folder}; pbxc trace {folder} --to +14165550100\n")
