"""`pbxc show`."""

from __future__ import annotations

import click

from compiler.diagnostics import has_errors
from compiler.resolving import resolved, yaml_text
from schema.reading import did_you_mean
from tenants.cli.options import folder_argument, give_up, print_json
from tenants.loading import load
from tenants.terminal import say


@click.command("show", epilog="Example: pbxc show examples/harbour --resolved --section users")
@folder_argument
@click.option("--resolved", "filled", is_flag=True, help="Fill in every default.")
@click.option("--account", "path", default="", help="An account below: north/harbour.")
@click.option("--section", "only", help="One section only, such as users.")
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", help="How to print."
)
def command(folder: str, filled: bool, path: str, only: str | None, form: str) -> None:
    """Print an account as one document: as it was written, or with --resolved with every default.

    What is printed can be read again and means the same. No secret is in it.
    """
    compiled = load(folder)
    tree = compiled.tree
    if tree is None or has_errors(compiled.diagnostics):
        give_up(compiled, "json" if form == "json" else "text", document={})
    path = path.strip("/")
    if path not in tree.accounts:
        hint = did_you_mean(path, tree.accounts)
        raise click.BadParameter(f"there is no {path}. {hint}".strip(), param_hint="--account")
    if filled:
        document = resolved(tree.accounts[path].document)
    else:
        document = dict(compiled.sources.documents[path])
    if only is not None:
        if only not in document:
            hint = did_you_mean(only, document)
            raise click.BadParameter(f"there is no {only}. {hint}".strip(), param_hint="--section")
        document = {only: document[only]}
    if form == "json":
        print_json({"account": path, "document": document})
    else:
        say(yaml_text(document))
