"""`pbxc schema`."""

from __future__ import annotations

import click

from tenants.terminal import say


@click.command("schema", epilog="Example: pbxc schema > pbxc.schema.json")
def command() -> None:
    """Print the JSON Schema of the language (draft 2020-12), for editors that check as you type.

    It serves every file of an account, and grants. `pbxc check` knows more: what references mean, and
    whether the whole holds together.
    """
    from compiler.jsonschemas import schema_text

    say(schema_text())
