"""Compiling again and again: what was made of each account is kept, and only that is made anew
whose makings have changed.

What comes out is what a compilation from nothing would give. Each thing is kept beside what it was
made of: the bytes of files, what the account inherits from those above it (`compiler.inherited`),
a unit. Where something is made anew and comes out as it was, nothing behind it is made at all.
Rules that look at several accounts are asked again when one of the facts they know has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from compiler import Compiled
from compiler.accounts import Understood, link_accounts, place_account, understand
from compiler.checking import (
    Checked,
    Comparing,
    Findings,
    Outside,
    check_account,
    judge,
    nothing_outside,
)
from compiler.diagnostics import sort_diagnostics
from compiler.inherited import Inherited, inherited_from
from compiler.inventory import edge_of, take_share
from compiler.kept import Kept
from compiler.simplify import Drafts, doors_of, draft_unit
from compiler.sources import AccountFolder, AccountSources, Sources, gather_sources, read_account
from compiler.stock import Stock
from schema.account_program import Lowered, lower_account, lower_platform, merge_all, shared_by
from schema.inventory import Inventory
from schema.program import PLATFORM, Address, Program, Unit
from schema.tree import Account, Tree

T = TypeVar("T")


class Workshop:
    """Compiles one platform whenever something of it has changed.

    `changed` are the ids of the accounts whose program or inventory is not what it was after the
    compilation before; one with errors changes nothing. Accounts that are gone are among them.
    `shares` is the inventory of each account alone, by id. `outside` looks at every account besides
    the rules.
    """

    def __init__(self, outside: Outside = nothing_outside) -> None:
        self._outside = outside
        self.changed: frozenset[str] = frozenset()
        self.shares: Mapping[str, Inventory] = {}
        self._sources = Kept[AccountSources]()
        self._linking = _Linking()
        self._checked = Kept[Checked]()
        self._comparing = Comparing()
        self._programs = _Programs()
        self._shares = Kept[Inventory]()
        self._stock = Stock()
        self._units: Mapping[str, Unit] = {}

    def compile(self, folders: Iterable[AccountFolder], name: str) -> Compiled:
        """What the compiler makes of an account tree: the same as `compiler.compile_folders`."""
        sources = self._read(folders)
        linking = self._linking
        linked = link_accounts(sources, name, linking.understand, linking.place)
        found = linked.diagnostics
        if linked.tree is not None:
            found += self._check(linked.tree, sources, linked.incomplete)
        told = sort_diagnostics(found, sources)
        compiled = Compiled(sources, name, linked.tree, None, None, linked.incomplete, told)
        self.changed = frozenset()
        if linked.tree is None or compiled.failed:
            return compiled
        return self._made(compiled, linked.tree)

    def _read(self, folders: Iterable[AccountFolder]) -> Sources:
        listed = {folder.account: folder for folder in folders}
        self._sources.forget_others(listed)
        return gather_sources(map(self._read_one, listed.values()))

    def _read_one(self, folder: AccountFolder) -> AccountSources:
        return self._sources.get(
            folder.account, (folder,), lambda before: read_account(folder, before)
        )

    def _check(self, tree: Tree, sources: Sources, incomplete: frozenset[str]) -> Findings:
        checked = {path: self._check_one(account) for path, account in tree.accounts.items()}
        return judge(self._comparing.find(tree, checked), sources, incomplete)

    def _check_one(self, account: Account) -> Checked:
        made_of = self._linking.makings(account)
        return self._checked.get(
            account.path, made_of, lambda _: check_account(account, self._outside)
        )

    def _made(self, compiled: Compiled, tree: Tree) -> Compiled:
        """A tree without errors, with its program and inventory."""
        program = self._programs.lower(tree, self._linking)
        shares = {one.id: self._share(one, program.units[one.id]) for one in tree.accounts.values()}
        inventory = self._stock.whole(shares, edge_of(tree.root))
        self._note(program, shares)
        self._forget(tree.accounts)
        return replace(compiled, program=program, inventory=inventory)

    def _share(self, account: Account, unit: Unit) -> Inventory:
        made_of = (*self._linking.makings(account), unit)
        return self._shares.get(account.path, made_of, lambda _: take_share(account, unit))

    def _note(self, program: Program, shares: Mapping[str, Inventory]) -> None:
        """What has changed since the last time. Equal things are the same ones here."""
        units = {name: program.units[name] for name in shares}
        self.changed = frozenset(
            name
            for name in {**self._units, **units}
            if units.get(name) is not self._units.get(name)
            or shares.get(name) is not self.shares.get(name)
        )
        self._units, self.shares = units, shares

    def _forget(self, paths: Collection[str]) -> None:
        self._linking.forget_others(paths)
        self._checked.forget_others(paths)
        self._shares.forget_others(paths)


class _Linking:
    """The accounts, as they were understood and placed."""

    def __init__(self) -> None:
        self._understood = Kept[Understood]()
        self._accounts = Kept["Account | None"]()
        self._inherited = Kept[Inherited]()
        self._lent: dict[str, Inherited] = {}
        self._makings: dict[str, tuple[object, ...]] = {}

    def understand(self, sources: Sources, path: str) -> Understood:
        """What the files of an account and its grant say."""
        made_of = (sources.accounts[path], sources.grants.get(path))
        return self._understood.get(path, made_of, lambda before: understand(sources, path, before))

    def place(
        self, understood: Understood, path: str, slug: str, parent: Account | None
    ) -> Account | None:
        """The account at its place in the tree."""
        above = self._lent[parent.path] if parent else None
        self._makings[path] = (understood, slug, above)
        account = self._accounts.get(
            path,
            (understood, slug, parent),
            lambda _: place_account(understood, path, slug, parent),
        )
        if account is not None:
            self._lent[path] = self._inherited.get(
                path, (account, above), lambda _: inherited_from(account, above)
            )
        return account

    def makings(self, account: Account) -> tuple[object, ...]:
        """All that whatever is made of an account is made of."""
        return self._makings[account.path]

    def forget_others(self, paths: Collection[str]) -> None:
        """Lets go of the accounts that are no more."""
        self._understood.forget_others(paths)
        self._accounts.forget_others(paths)
        self._inherited.forget_others(paths)
        self._lent = {path: self._lent[path] for path in paths}
        self._makings = {path: self._makings[path] for path in paths}


class _Programs:
    """The units, as they were lowered and simplified."""

    def __init__(self) -> None:
        self._needs = Kept[Mapping[str, Lowered]]()
        self._lowered = Kept[Unit]()
        self._entered = Kept[frozenset[Address]]()
        self._same: dict[frozenset[Address], frozenset[Address]] = {}
        self._simple = Kept[Unit]()
        self._drafts: dict[str, Drafts] = {}

    def lower(self, tree: Tree, linking: _Linking) -> Program:
        """The program of a tree, simplified."""
        units = {unit.name: unit for unit in self._units(tree, linking)}
        doors = doors_of(map(self._doors, units.values()))
        simple = {name: self._simplify(unit, doors.get(name)) for name, unit in units.items()}
        self._lowered.forget_others(units)
        self._entered.forget_others(units)
        self._simple.forget_others(units)
        self._needs.forget_others(tree.accounts)
        return Program(simple)

    def _units(self, tree: Tree, linking: _Linking) -> Iterator[Unit]:
        """The units that accounts share, sorted by name, and one for each account."""
        accounts = tree.accounts.values()
        needs = merge_all(self._needed(one, linking.makings(one)) for one in accounts)
        for name, lowered in sorted({PLATFORM: lower_platform, **needs}.items()):
            yield self._lower(name, (), lowered)
        for one in accounts:
            yield self._lower(one.id, linking.makings(one), partial(lower_account, one))

    def _needed(self, account: Account, made_of: tuple[object, ...]) -> Mapping[str, Lowered]:
        return self._needs.get(account.path, made_of, lambda _: shared_by(account))

    def _lower(self, name: str, made_of: tuple[object, ...], lowered: Lowered) -> Unit:
        return self._lowered.get(name, made_of, lambda _: lowered())

    def _doors(self, unit: Unit) -> frozenset[Address]:
        return self._entered.get(unit.name, (unit,), lambda _: self._doors_of(unit))

    def _doors_of(self, unit: Unit) -> frozenset[Address]:
        """The doors that a unit enters; equal sets are one, since most accounts enter the same."""
        drafts = self._drafts[unit.name] = draft_unit(unit)
        return self._same.setdefault(drafts.doors, drafts.doors)

    def _simplify(self, unit: Unit, doors: frozenset[str] | None) -> Unit:
        entered = doors or frozenset()
        return self._simple.get(
            unit.name,
            (unit, entered),
            lambda before: _alike(self._drafted(unit).simplified(entered), before),
        )

    def _drafted(self, unit: Unit) -> Drafts:
        """The unit ready to be simplified, as it was made for its doors."""
        drafts = self._drafts.pop(unit.name, None)
        return drafts if drafts is not None and drafts.unit is unit else draft_unit(unit)


def _alike(unit: Unit, before: Unit | None) -> Unit:
    """A unit with the blocks and tables of an earlier one wherever they are equal, so that whoever
    compares the two need not look into them."""
    if before is None:
        return unit
    blocks, tables = _kept(unit.blocks, before.blocks), _kept(unit.tables, before.tables)
    return replace(unit, blocks=blocks, tables=tables)


def _kept(now: Mapping[str, T], before: Mapping[str, T]) -> Mapping[str, T]:
    known = ((label, one, before.get(label)) for label, one in now.items())
    return {label: one if old is None or old != one else old for label, one, old in known}
