"""What a plan is made from: what is live, what is wanted, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

from compiler.diagnostics import Place
from compiler.difference import Change, is_within
from compiler.sources import Sources
from compiler.written import written_origin
from schema.inventory import Inventory
from schema.program import PLATFORM
from schema.tree import Tree
from targets.asterisk.delivery.generation import Generation
from tenants.planning.plan import Commits, Unread
from tenants.planning.provisioning import PhonesById, phones_by_account

Wanted: TypeAlias = Mapping[str, Mapping[str, Generation]]
"""The generations that are wanted, by node and account id."""


class Live(Protocol):
    """What is live: what the ledger knows, and the calls that the nodes know of."""

    def standings(self, node: str) -> Mapping[str, str]:
        """The name of the live generation of every account that has one on a node, by its id."""
        ...

    def generation(self, account: str, name: str) -> Generation:
        """A generation by its name."""
        ...

    def path(self, account: str) -> str:
        """The path of an account by its id, as it was last known; the id itself where unknown."""
        ...

    def calls(self, node: str, account: str) -> int:
        """How many channels are in the account's contexts just now; 0 where nobody can say."""
        ...


@dataclass(frozen=True)
class State:
    """All accounts at one time: the linked tree, and the files it came from.

    `sources` is by the path of an account, since not every account that is live needs to come from
    the same commit. `made` are the names of the generations that it makes, by node and account id,
    `inventory` is what it has besides.
    """

    tree: Tree
    sources: Mapping[str, Sources]
    commits: Commits = ()
    made: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    inventory: Inventory | None = None

    @classmethod
    def of(
        cls,
        tree: Tree,
        sources: Sources,
        commits: Commits = (),
        wanted: Wanted | None = None,
        inventory: Inventory | None = None,
    ) -> State:
        """The state that one reading gives, and what is made of it."""
        made = {node: {one: g.id for one, g in of.items()} for node, of in (wanted or {}).items()}
        files = dict.fromkeys(tree.accounts, sources)
        return cls(tree, files, tuple(sorted(commits)), made, inventory)

    @cached_property
    def phones(self) -> Mapping[str, PhonesById]:
        """The phones that get their files from us, by account id."""
        return phones_by_account(self.inventory)

    def place(self, change: Change) -> Place | None:
        """Where a change is written in it."""
        sources = self.sources.get(change.account)
        if sources is None or not change.origin.route:
            return None
        written = sources.documents.get(change.origin.account, {})
        return sources.place(written_origin(change.origin, written), "key")


@dataclass(frozen=True)
class Request:
    """What is asked of a plan: `only` some accounts, each with all below it (none said means all),
    the accounts that couldn't be read, whether large changes are meant, and who compiles."""

    only: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    allowed: bool = False
    compiler: str = ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths of the accounts of which nothing certain is known."""
        return tuple(one.path for one in self.unread if not one.known)

    def asks_for(self, path: str) -> bool:
        """Whether an account is among those that the plan is for."""
        return (not self.only or is_within(path, self.only)) and not is_within(path, self.unknown)


@dataclass(frozen=True)
class Paths:
    """The accounts by id: as they are wanted, else as they were, else as the ledger remembers."""

    known: Mapping[str, str]
    live: Live

    @classmethod
    def of(cls, old: State | None, new: State, live: Live) -> Paths:
        """Those of two states."""
        trees = (old.tree, new.tree) if old else (new.tree,)
        known = {one.id: one.path for tree in trees for one in tree.accounts.values()}
        return cls(known, live)

    def __getitem__(self, account: str) -> str:
        return self.known[account] if account in self.known else self.live.path(account)

    def is_asked(self, account: str, request: Request) -> bool:
        """Whether an account is planned for. What all share always is: numbers are sent from there."""
        return account == PLATFORM or request.asks_for(self[account])
