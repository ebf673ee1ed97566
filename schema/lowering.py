"""How meaning is written down: the writer of an account's unit, and the site of one step.

Lowering is one pass over linked, checked accounts. Things are lowered when they are first needed,
into the unit of the account that needs them, so that two accounts never share a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schema.program import (
    NOWHERE,
    PLATFORM,
    Address,
    Block,
    Enter,
    Entry,
    Jump,
    Media,
    Op,
    Origin,
    Return,
    Switch,
    Table,
    Terminator,
    Unit,
    Var,
)
from schema.references import Reference

if TYPE_CHECKING:
    from schema.destination import Destination
    from schema.step import Step
    from schema.tree import Account

OUTCOME = Var("outcome")


@dataclass
class Writer:
    """Collects the blocks and tables of one account's unit."""

    account: Account
    platform: bool = False
    blocks: dict[str, Block] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        """Names the unit."""
        self.name = PLATFORM if self.platform else self.account.id

    def at(self, label: str) -> Address:
        """The address of a label in this unit."""
        return Address(self.name, label)

    def block(
        self, label: str, *ops: Op, end: Terminator | None = None, origin: Origin = NOWHERE
    ) -> Address:
        """Writes a block. Without an `end` it gives the call back."""
        assert label not in self.blocks, f"block {label} written twice"
        self.blocks[label] = Block(label, ops, end or Return(), origin)
        return self.at(label)

    def table(self, label: str, entries: Iterable[Entry]) -> Address:
        """Writes a table, its entries sorted by pattern."""
        assert label not in self.tables, f"table {label} written twice"
        self.tables[label] = Table(label, tuple(sorted(entries, key=lambda entry: entry.pattern)))
        return self.at(label)

    def once(self, label: str, write: Callable[[str], object]) -> Address:
        """The address of a routine; `write(label)` is called the first time it is asked for."""
        if label not in self.begun:
            self.begun.add(label)
            write(label)
        return self.at(label)

    def routine(self, reference: Reference) -> Address:
        """The routine that means calling a thing."""
        found = self.account.thing(reference)
        place = Place(self, str(reference), found.origin, found.owner, reference.name)
        return self.once(str(reference), lambda _label: found.thing.lower(place))

    def unit(self) -> Unit:
        """What was written."""
        return Unit(self.name, dict(sorted(self.blocks.items())), dict(sorted(self.tables.items())))


def on_platform(label: str) -> Address:
    """The address of a routine that is the same for everybody."""
    return Address(PLATFORM, label)


@dataclass(frozen=True)
class Place:
    """Where a thing stands while its meaning is written down. `owner` is the account that wrote it,
    which may be an ancestor of the one that uses it."""

    writer: Writer
    label: str
    origin: Origin
    owner: Account
    name: str

    def block(self, suffix: str, *ops: Op, end: Terminator | None = None) -> Address:
        """Writes a block of this thing; an empty suffix is its entry."""
        return self.writer.block(self.join(suffix), *ops, end=end, origin=self.origin)

    def at(self, suffix: str) -> Address:
        """The address of one of this thing's blocks."""
        return self.writer.at(self.join(suffix))

    def join(self, suffix: str) -> str:
        """The label of one of this thing's blocks."""
        return f"{self.label}.{suffix}" if suffix else self.label

    def site(self, suffix: str, then: Address, *route: str | int) -> Site:
        """A site within this thing."""
        return Site(self.writer, self.join(suffix), then, extend(self.origin, *route), self.owner)


@dataclass(frozen=True)
class Site:
    """Where a step stands: the label it begins at and the address the call goes on to after it."""

    writer: Writer
    label: str
    then: Address
    origin: Origin
    owner: Account

    def block(self, suffix: str, *ops: Op, end: Terminator | None = None) -> Address:
        """Writes a block of this step. Without an `end` the call goes on after the step."""
        label = f"{self.label}.{suffix}" if suffix else self.label
        return self.writer.block(label, *ops, end=end or Jump(self.then), origin=self.origin)

    def at(self, suffix: str) -> Address:
        """The address of one of this step's blocks."""
        return self.writer.at(f"{self.label}.{suffix}" if suffix else self.label)

    def within(self, suffix: str, *route: str | int) -> Site:
        """A site inside this one, going on at the same place."""
        label = f"{self.label}.{suffix}"
        return Site(self.writer, label, self.then, extend(self.origin, *route), self.owner)

    def media(self, reference: Reference) -> Media:
        """The recording that a reference names, in the account it belongs to."""
        return Media(self.writer.account.thing(reference).owner.id, reference.name)

    def enter(self, reference: Reference) -> Enter:
        """Calling a thing."""
        return Enter(self.writer.routine(reference))

    def branch(self, suffix: str, destination: Destination, *route: str | int) -> Address:
        """The address where a destination is entered, after which the call goes on behind the
        step."""
        inner = self.within(suffix, *route)
        if isinstance(destination, Reference):
            return inner.block("", inner.enter(destination))
        return lower_steps(inner, destination)

    def by_outcome(self, step: Step) -> Terminator:
        """How the call goes on by `outcome` after a step: its `on` entries, else behind it."""
        if not step.on:
            return Jump(self.then)
        cases = tuple(
            (outcome, self.branch(outcome.replace("_", "-"), destination, "on", outcome))
            for outcome, destination in sorted(step.on.items())
        )
        return Switch(OUTCOME, cases, self.then)


def extend(origin: Origin, *route: str | int) -> Origin:
    """A place further down the same YAML."""
    return Origin(origin.account, (*origin.route, *route)) if route else origin


def lower_steps(site: Site, steps: Sequence[Step]) -> Address:
    """Writes a list of steps; gives the address of the first, or of what follows where none is."""
    addresses = [site.at(str(index)) for index in range(len(steps))] + [site.then]
    for index, step in enumerate(steps):
        inner = Site(
            site.writer,
            f"{site.label}.{index}",
            addresses[index + 1],
            extend(site.origin, index),
            site.owner,
        )
        step.lower(inner)
    return addresses[0]
