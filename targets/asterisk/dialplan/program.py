"""A whole call program as contexts: the platform's, each account's, and the doors to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schema.inventory import AccountFact, Hint, Inventory
from schema.program import PLATFORM, Program, Unit
from targets.asterisk.dialplan.entrances import account_entrances, trunk_entrance
from targets.asterisk.dialplan.generations import (
    account_generation,
    platform_generation,
    shared_generation,
)
from targets.asterisk.dialplan.lines import Context
from targets.asterisk.library import Library
from targets.asterisk.text import Unwritable

SHARED = ("numbers-", "days-")
"""How the names of the units begin that several accounts enter."""


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """The contexts of one account: its generation, and the stable ones that lead there."""

    account: str
    generation: Context
    entrances: tuple[Context, ...]


@dataclass(frozen=True, slots=True)
class Dialplan:
    """All contexts of one platform."""

    shared: tuple[Context, ...]
    accounts: tuple[AccountPlan, ...]
    trunk: Context

    def generations(self) -> Mapping[str, str]:
        """The context of each unit's generation."""
        named = {plan.account: plan.generation.name for plan in self.accounts}
        return {**{context.unit: context.name for context in self.shared}, **named}

    def contexts(self) -> tuple[Context, ...]:
        """Every context."""
        own = (context for plan in self.accounts for context in (plan.generation, *plan.entrances))
        return (*self.shared, *own, self.trunk)


def dialplan_of(program: Program, inventory: Inventory, library: Library | None = None) -> Dialplan:
    """The dialplan of a program. An account without a unit of its own gets one that refuses."""
    library = library or Library(owners_of(inventory))
    facts = sorted(inventory.accounts, key=lambda fact: fact.id)
    _require_known(program, facts)
    shared = shared_contexts(program, facts, library)
    contexts = {context.unit: context.name for context in shared}
    hints: dict[str, list[Hint]] = {fact.id: [] for fact in facts}
    for hint in inventory.hints:
        hints[hint.account].append(hint)
    generations = {
        fact.id: account_generation(_unit(fact, program), fact, contexts, library) for fact in facts
    }
    plans = tuple(_plan(fact, generations[fact.id], hints[fact.id]) for fact in facts)
    return Dialplan(shared, plans, trunk_entrance(inventory.dids, inventory.edge))


def shared_contexts(
    program: Program, facts: Iterable[AccountFact], library: Library
) -> tuple[Context, ...]:
    """The contexts that accounts enter: the platform's routines, number plans, special days."""
    units = shared_units(program, facts)
    platform = shared_context(units.pop(PLATFORM), "", library)
    return (platform, *(shared_context(unit, platform.name, library) for unit in units.values()))


def shared_units(program: Program, facts: Iterable[AccountFact]) -> dict[str, Unit]:
    """The units that accounts enter, by name, the platform's first."""
    platform = program.units.get(PLATFORM) or Unit(PLATFORM)
    known = {PLATFORM, *(fact.id for fact in facts)}
    others = {name: unit for name, unit in sorted(program.units.items()) if name not in known}
    return {PLATFORM: platform, **others}


def shared_context(unit: Unit, platform: str, library: Library) -> Context:
    """The context of a unit that accounts enter. `platform` is that of the platform's routines,
    which all others enter."""
    if unit.name == PLATFORM:
        return platform_generation(unit, library)
    return shared_generation(unit, platform)


def owners_of(inventory: Inventory) -> frozenset[str]:
    """The ids of the accounts, which own recordings."""
    return frozenset(fact.id for fact in inventory.accounts)


def _unit(fact: AccountFact, program: Program) -> Unit:
    return program.units.get(fact.id) or Unit(fact.id)


def _plan(fact: AccountFact, generation: Context, hints: Iterable[Hint]) -> AccountPlan:
    return AccountPlan(fact.id, generation, account_entrances(fact, generation, hints))


def _require_known(program: Program, facts: list[AccountFact]) -> None:
    known = {fact.id for fact in facts}
    if len(known) != len(facts):
        raise Unwritable("an account", "two of one id", "ids are unique")
    for name in program.units:
        if name not in {PLATFORM, *known} and not name.startswith(SHARED):
            raise Unwritable("a unit", name, "the inventory has no such account")
