"""The atlas: from a place in a running dialplan to the line that somebody wrote.

The ledger keeps the source map of every generation, git the files that it was made of. Each is read
when it is asked for, and once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from compiler import Compiled, compile_folders, link
from compiler.diagnostics import Place
from compiler.scenario_calls import Names, names
from compiler.sources import AccountFolder, Sources, child_of, read_sources
from compiler.written import written_origin
from schema.program import NOWHERE, PLATFORM, Origin
from schema.references import Reference
from schema.steps import step_kinds
from schema.things import sections
from schema.tree import Account
from targets.asterisk.delivery.generation import Spot as At
from targets.asterisk.source_map import SourceMap, Spot, read_source_map
from tenants.calls.written import Written
from tenants.ledger.database import LedgerError
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import Pushed
from tenants.loading import root_name

NOTHING = SourceMap({})


@dataclass(frozen=True)
class Page:
    """An account as it was written when a generation of it was made. Empty where nobody knows."""

    path: str
    sources: Sources

    def place(self, origin: Origin) -> Place | None:
        """Where an origin was written; None for one that is nowhere, or can't be read any more."""
        if not origin.route or origin.account not in self.sources.documents:
            return None
        return self.sources.place(self._written(origin), "key")

    def step(self, origin: Origin) -> str:
        """The word of the step that stands at an origin: `menu`; empty where none does."""
        if origin.account not in self.sources.documents:
            return ""
        node: Any = self.sources.documents[origin.account]
        for key in self._written(origin).route:
            node = node[key]
        return next((kind for kind in step_kinds() if isinstance(node, dict) and kind in node), "")

    @cached_property
    def mailboxes(self) -> Mapping[str, str]:
        """What people call each mailbox, by its id: `mailbox.front-desk`, `user.anna`."""
        return dict(_mailboxes(self.account)) if self.account else {}

    @cached_property
    def account(self) -> Account | None:
        """The account itself; None where it can't be read."""
        folders = tuple(one.folder for one in self.sources.accounts.values())
        if not folders:
            return None
        linked = link(Compiled(self.sources, root_name(folders)))
        return linked.tree.accounts.get(self.path) if linked.tree else None

    @cached_property
    def names(self) -> Names:
        """What people call the ids of stories, as `pbxc trace` does; less of them where the account
        can't be compiled any more."""
        folders = tuple(_alone(one.folder, self.path) for one in self.sources.accounts.values())
        if folders:
            inventory = compile_folders(folders, root_name(folders)).inventory
            if inventory is not None:
                return names(inventory)
        return Names(self.mailboxes)

    def _written(self, origin: Origin) -> Origin:
        return written_origin(origin, self.sources.documents.get(origin.account, {}))


def _alone(folder: AccountFolder, path: str) -> AccountFolder:
    """A folder on the way to an account, without what it grants to those beside the way."""
    ways = [f"{path}/".startswith(f"{granted}/") for granted in _granted(folder)]
    grants = tuple(one for one, is_way in zip(folder.grants, ways, strict=True) if is_way)
    return replace(folder, grants=grants)


def _granted(folder: AccountFolder) -> Iterable[str]:
    for grant in folder.grants:
        yield "/".join(filter(None, (folder.account, child_of(grant))))


def _mailboxes(account: Account) -> Iterable[tuple[str, str]]:
    for name, user in account.document.section("users").items():
        yield f"{user.box_number}@{account.id}", str(Reference("user", name))
    for name, box in account.document.section("mailboxes").items():
        yield f"{box.number}@{account.id}", str(Reference("mailbox", name))


@dataclass(frozen=True)
class Atlas:
    """All that calls may be in, as far as the ledger keeps it. Implements `source_map.Places`."""

    ledger: Ledger
    written: Written
    _maps: dict[str, SourceMap] = field(default_factory=dict)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    def find(self, context: str, extension: str, priority: int) -> Spot | None:
        """The spot of a priority; None for one that no generation has which is kept."""
        if context not in self._maps:
            self._maps[context] = self._map(context)
        return self._maps[context].find(context, extension, priority)

    def origin(self, way: Iterable[At]) -> Origin:
        """Where a call is in what a tenant wrote: the innermost place on its way that is written
        somewhere. A routine that is the same for everybody has none of its own."""
        spots = (self.find(*at) for at in way)
        return next((spot.origin for spot in spots if spot and spot.origin.route), NOWHERE)

    def generation(self, context: str, live: str | None) -> str:
        """The generation of an account whose context a call has entered: the live one if it has it,
        else the newest that does; empty for none that is kept."""
        names = [name for account, name in self._holders(context) if account != PLATFORM]
        return live if live in names else next(iter(names), "")

    def page(self, account: str, generation: str) -> Page:
        """An account as it was written when a generation was made."""
        key = (account, generation)
        if key not in self._pages:
            path = self.ledger.accounts.of(account).path
            folders = self.written.folders(path, self._pushed(account, generation))
            self._pages[key] = Page(path, read_sources(folders))
        return self._pages[key]

    def _map(self, context: str) -> SourceMap:
        """The source map that has a context: every account's generation names the shared contexts
        that it leads into, but their map is with what all share."""
        holders = sorted(self._holders(context), key=lambda one: one[0] != PLATFORM)
        for account, name in holders[:1]:
            try:
                return read_source_map(self.ledger.generations.load(account, name).places)
            except (LedgerError, KeyError, ValueError):
                continue
        return NOTHING

    def _holders(self, context: str) -> tuple[tuple[str, str], ...]:
        return self.ledger.generations.holding([context]).get(context, ())

    def _pushed(self, account: str, generation: str) -> Pushed | None:
        kept = self.ledger.generations.list(account)
        return next((one.pushed for one in kept if one.id == generation), None)


def thing_at(origin: Origin) -> tuple[str, str]:
    """The kind and the name of the thing that an origin belongs to: `menu`, `reception`. Both are
    empty where it belongs to none."""
    if len(origin.route) < 2 or origin.route[0] not in sections():
        return "", ""
    return sections()[str(origin.route[0])].kind or str(origin.route[0]), str(origin.route[1])


def route_text(origin: Origin) -> str:
    """A route of keys as people read it: `callflows.main.2`."""
    return ".".join(map(str, origin.route))
