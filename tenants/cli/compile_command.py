"""`pbxc compile`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click

from compiler.diagnostics import Diagnostic, Place
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.text import Unwritable
from tenants import codes
from tenants.audio.recordings import Studio, account_folders, cache_folder
from tenants.cli.options import (
    findings_json,
    folder_argument,
    format_option,
    give_up,
    print_findings,
    print_json,
)
from tenants.given_secrets import gather_secrets, read_given
from tenants.key_file import Refused, key_path, root_key
from tenants.loading import Whole, load, whole
from tenants.output import refuse_foreign, write_bundle
from tenants.provisioning.masked import masked_files
from tenants.provisioning.notifies import notify_types
from tenants.secrets import DEMO_KEY
from tenants.terminal import say, working

DEMO = "the demo key, which everybody knows: for trying out only"


@dataclass(frozen=True)
class Key:
    """The root key that was chosen, and what to call it."""

    data: bytes
    called: str


@click.command("compile", epilog="Example: pbxc compile examples/harbour -o out --demo-key")
@folder_argument
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="The folder to write."
)
@click.option("--key", "key_file", help="The root key's file. [default: ~/.config/pbxc/key]")
@click.option("--demo-key", is_flag=True, help="Use a key that everybody knows, for trying out.")
@click.option(
    "--secrets",
    "secrets_file",
    type=click.Path(path_type=Path),
    help="A file with the secrets that were given to us: {account: {name: secret}}.",
)
@format_option("text", "json", "github")
def command(
    folder: str,
    out: Path,
    key_file: str | None,
    demo_key: bool,
    secrets_file: Path | None,
    form: str,
) -> None:
    """Write everything that an Asterisk 22 needs to run this account, or this tree of accounts.

    Passwords are made from the root key; without --key, PBXC_KEY_FILE names its file. One in its
    usual place is made on first use. The same accounts and the same key give the same bytes. OUT is
    replaced as a whole, if pbxc wrote it; any other folder is refused.

    Below `phones/` stand the files of every phone that is provisioned, to be looked at: secrets are
    stars in them. Phones get theirs from `pbxc serve`.
    """
    if key_file and demo_key:
        raise click.UsageError("Choose one of --key and --demo-key.")
    compiled = load(folder)
    known = whole(compiled)
    if known is None:
        give_up(compiled, form, written=False)
    refuse_foreign(Path(os.path.realpath(out)), out)
    key = Key(DEMO_KEY, DEMO) if demo_key else _key(key_file)
    with working("compiling"):
        made = _bundle(known, folder, key.data, secrets_file)
    if not isinstance(made, Bundle):
        give_up(compiled, form, *made, written=False)
    write_bundle(made, out)
    _print(known, made, folder, out, key, form)


def _key(named: str | None) -> Key:
    path = key_path(named, os.environ)
    usual = key_path(None, {**os.environ, "PBXC_KEY_FILE": ""})
    key = root_key(path, may_make=path == usual)
    if key.is_new:
        click.echo(
            f"Made the root key {path}. Every password comes from it: keep a copy in a safe.",
            err=True,
        )
    return Key(key.data, f"the key {path}")


def _bundle(
    known: Whole, folder: str, key: bytes, secrets_file: Path | None
) -> Bundle | tuple[Diagnostic, ...]:
    """The bundle, or what is in its way."""
    given = read_given(secrets_file, os.environ)
    secrets, missing = gather_secrets(known.inventory, key, given)
    folders = account_folders(Path(folder), known.tree.accounts)
    recordings = Studio(folders, cache_folder(os.environ)).prepare(known.inventory.audio)
    if missing or recordings.diagnostics:
        return (*missing, *recordings.diagnostics)
    try:
        bundle = emit(
            known.program,
            known.inventory,
            secrets,
            recordings.files,
            notifies=notify_types(),
            beside=masked_files(known.inventory),
        )
    except Unwritable as error:
        message = f"Something can't be written as {error.sink}: {error.why}."
        return (codes.UNWRITABLE.at(Place(folder), message),)
    if bundle.missing:
        names = ", ".join(f"{media.owner}/{media.name}" for media in bundle.missing)
        raise Refused(f"no recording was made for {names}; this is a mistake of pbxc itself")
    return bundle


def _print(known: Whole, bundle: Bundle, folder: str, out: Path, key: Key, form: str) -> None:
    inventory = known.inventory
    counts = {
        "accounts": len(inventory.accounts),
        "phones": len(inventory.endpoints),
        "gateways": len(inventory.gateways),
        "mailboxes": len(inventory.mailboxes),
        "recordings": len(inventory.audio),
    }
    if form == "json":
        files = {path: f"{bundle.mode(path):04o}" for path in bundle.files}
        about = {"written": True, "out": str(out), "counts": counts, "files": files}
        print_json({**findings_json(known.compiled), **about})
        return
    if known.compiled.diagnostics:
        print_findings(known.compiled, form, to_error=True)
    if form == "text":
        size = sum(map(len, bundle.files.values())) / 1000
        counted = ", ".join(f"{n} {_noun(what, n)}" for what, n in counts.items())
        say(f"compiled {folder}: {counted}\n")
        say(f"wrote {out}: {len(bundle.files)} files, {size:.0f} kB\n")
        say(f"secrets come from {key.called}; {len(bundle.private)} files hold some (mode 0600)\n")


def _noun(plural: str, count: int) -> str:
    if count != 1:
        return plural
    return "mailbox" if plural == "mailboxes" else plural.removesuffix("s")
