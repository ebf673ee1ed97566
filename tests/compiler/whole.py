"""Whole account trees from texts, through every pass of the compiler, and calls through them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from compiler import Compiled, compile_folders
from compiler.simulate import Call, World, simulate
from compiler.sources import AccountFolder, SourceFile
from compiler.story import Event
from schema.inventory import Inventory
from schema.program import Program
from schema.tree import Account

NOON = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # noon of a Tuesday in Halifax
NUMBER = "+19025550100"
CALLER = "+16475550123"
RECORDINGS = ("welcome.wav", "reached.wav")

MINIMAL = """
account:
  name: Harbour
  timezone: America/Halifax
  country: CA
  main_number: +19025550100
  default_location: clinic
  platform: {domain: harbour.example}
dialing: {area_code: "902"}
locations:
  clinic: {street: 12 Water Street, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
trunks:
  north: {gateways: [{host: 127.0.0.21}], emergency: true}
"""
"""An account that may call outside and has a place, and nothing else."""


@dataclass(frozen=True)
class Whole:
    """A tree that compiled without an error."""

    compiled: Compiled

    @property
    def program(self) -> Program:
        assert self.compiled.program is not None
        return self.compiled.program

    @property
    def inventory(self) -> Inventory:
        assert self.compiled.inventory is not None
        return self.compiled.inventory

    def account(self, path: str = "") -> Account:
        assert self.compiled.tree is not None
        return self.compiled.tree.accounts[path]


def folder(account: str, text: str, grants: Mapping[str, str] | None = None) -> AccountFolder:
    """An account of one file, and another for its main number if that leads nowhere."""
    given = tuple(
        SourceFile(f"{account}/accounts/{child}.yaml", f"accounts/{child}.yaml", grant.encode())
        for child, grant in (grants or {}).items()
    )
    texts = {"account.yaml": text}
    main = re.search(r"main_number: (\+\d+)", text)
    if main and f"{main[1]}:" not in text:
        texts["main.yaml"] = f"numbers: {{{main[1]}: [hangup]}}\n"
    files = tuple(SourceFile(f"{account}/{name}", name, t.encode()) for name, t in texts.items())
    return AccountFolder(account, files, given, RECORDINGS)


def compile_texts(*folders: AccountFolder) -> Whole:
    """A tree of accounts, the root first; nothing may be wrong with it."""
    compiled = compile_folders(folders, "harbour")
    wrong = [f"{one.code} {one.message}" for one in compiled.diagnostics if one.severity == "error"]
    assert not wrong, wrong
    return Whole(compiled)


def minimal(more: str) -> Whole:
    """The minimal account and more sections."""
    return compile_texts(folder("", MINIMAL + textwrap.dedent(more)))


@dataclass(frozen=True)
class Told:
    """A call: who calls what, and the world it meets."""

    dialled: str = NUMBER
    device: str = ""
    presses: tuple[str, ...] = ()
    at: datetime = NOON
    caller: str = CALLER
    world: World = field(default_factory=World)


def events(whole: Whole, told: Told, path: str = "") -> list[Event]:
    """The story of a call through an account."""
    account = whole.account(path)
    device = f"{told.device}@{account.realm}" if told.device else ""
    entry = "phone" if device else "did"
    call = Call(account.id, entry, told.dialled, told.caller, "Zed", device, told.at, told.presses)
    return list(simulate(whole.program, call, told.world).events)


def subjects(whole: Whole, verb: str, told: Told, path: str = "") -> list[str]:
    """The subjects of all events of one verb, with their details where there are any."""
    found = [event for event in events(whole, told, path) if event.verb == verb]
    return [f"{event.subject} {event.detail}".strip() for event in found]
