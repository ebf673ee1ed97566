"""`pbxc version`."""

from __future__ import annotations

import json
import platform

import click


def version_text() -> str:
    """The version that is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pbxc")
    except PackageNotFoundError:
        return "0 (not installed)"


@click.command("version", epilog="Example: pbxc version --format json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(form: str) -> None:
    """Print the version of pbxc, and of the Python it runs on."""
    if form == "json":
        found = {"version": 1, "pbxc": version_text(), "python": platform.python_version()}
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"pbxc {version_text()} (Python {platform.python_version()})")
