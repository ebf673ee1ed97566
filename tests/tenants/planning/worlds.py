"""Small worlds to plan in: account trees through the whole compiler, and what a node has of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler import compile_folders
from targets.asterisk.delivery.generation import Generation
from targets.asterisk.delivery.slicing import slice_program
from tenants.given_secrets import GivenSecrets, gather_secrets
from tenants.planning import Commits, Plan, Request, State, make_plan
from tenants.repository.lock import Locked
from tenants.secrets import DEMO_KEY
from tests.compiler.whole import folder

NODE = "main"
MASTER = """
account: {type: master, name: Tidewater, timezone: America/Halifax, country: CA,
          main_number: +19025550100, default_location: hall, platform: {domain: tide.example}}
locations:
  hall: {street: 1 Pier, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
trunks: {north: {gateways: [{host: 127.0.0.21}], emergency: true}}
schedules: {office: {open: {mon-fri: 08:00-17:00}}}
"""
SHOP = """
account: {name: The Shop, timezone: America/Halifax, country: CA, main_number: +19025550200,
          default_location: shop}
locations:
  shop: {street: 2 Pier, city: Halifax, region: NS, postal_code: B3H 1A1, country: CA}
users:
  anna: {name: Anna Berg, extensions: [101], devices: {desk: {mac: 80:5e:c0:aa:bb:01}}}
  ben: {name: Ben Okafor, extensions: [102], devices: {desk: {}}}
numbers:
  +19025550200: callflow.main
callflows:
  main: [{schedule: {use: office, closed: [{voicemail: user.anna}]}}, {ring: user.anna}]
"""
DOCK = (
    SHOP.replace("The Shop", "The Dock")
    .replace("+19025550200", "+19025550210")
    .replace(":01}", ":02}")
)
GRANTS = {"shop": "numbers: [+19025550200]\n", "dock": "numbers: [+19025550210]\n"}


@dataclass(frozen=True)
class World:
    """What is written at a commit, and the generations that it makes."""

    state: State
    generations: Mapping[str, Generation]

    @property
    def wanted(self) -> dict[str, Mapping[str, Generation]]:
        return {NODE: self.generations}

    def id(self, path: str) -> str:
        return self.state.tree.accounts[path].id


@dataclass(frozen=True)
class FakeLive:
    """What is live, by node."""

    there: Mapping[str, Mapping[str, Generation]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    calls_now: int = 0

    def standings(self, node: str) -> Mapping[str, str]:
        return {account: one.id for account, one in self.there.get(node, {}).items()}

    def generation(self, account: str, name: str) -> Generation:
        every = (one for many in self.there.values() for one in many.values())
        return next(one for one in every if (one.account, one.id) == (account, name))

    def path(self, account: str) -> str:
        return self.paths.get(account, account)

    def calls(self, node: str, account: str) -> int:
        return self.calls_now


def world(
    texts: Mapping[str, str] | None = None, commit: str = "1" * 40, key: bytes = DEMO_KEY
) -> World:
    """The world of some accounts: two shops below a master, with other texts where given."""
    every = {"": MASTER, "shop": SHOP, "dock": DOCK} if texts is None else texts
    grants = {path: grant for path, grant in GRANTS.items() if path in every}
    folders = [folder(path, text, None if path else grants) for path, text in every.items()]
    compiled = compile_folders(tuple(folders), "tide")
    wrong = [f"{one.code} {one.message}" for one in compiled.diagnostics if one.severity == "error"]
    assert not wrong, wrong
    assert compiled.tree is not None
    assert compiled.program is not None
    assert compiled.inventory is not None
    commits: Commits = (Locked("", "platform.git", "main", commit),)
    secrets, _ = gather_secrets(compiled.inventory, key, GivenSecrets({}, {}))
    sliced = slice_program(compiled.program, compiled.inventory, secrets, {})
    made = {NODE: sliced.generations}
    state = State.of(compiled.tree, compiled.sources, commits, made, compiled.inventory)
    return World(state, sliced.generations)


def edited(path: str, old: str, new: str, commit: str = "2" * 40) -> World:
    """The usual world with an edit in the text of one account."""
    texts = {"": MASTER, "shop": SHOP, "dock": DOCK}
    assert old in texts[path]
    return world({**texts, path: texts[path].replace(old, new)}, commit)


def without(path: str) -> World:
    """The usual world without an account."""
    texts = {"": MASTER, "shop": SHOP, "dock": DOCK}
    return world({name: text for name, text in texts.items() if name != path}, "2" * 40)


def plan(old: World | None, new: World, request: Request | None = None, calls: int = 0) -> Plan:
    """The plan from one world, live on a node, to another."""
    live = FakeLive(old.wanted if old else {}, calls_now=calls)
    asked = request or Request(compiler="1.0")
    return make_plan(old.state if old else None, new.state, new.wanted, live, asked)


def lines(made: Plan) -> list[str]:
    """Every line of a plan with its account and place."""
    return [
        f"{account.path}: {told.mark} {told.sentence} @ {told.file}:{told.line}"
        for account in made.accounts
        for told in account.changes
    ]
