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


def dialplan_of(program: Program, inventory: Inventory) -> Dialplan:
    """The dialplan of a program. An account without a unit of its own gets one that refuses."""
    facts = sorted(inventory.accounts, key=lambda fact: fact.id)
    _require_known(program, facts)
    owners = owners_of(inventory)
    shared = _shared(program, facts, owners)
    contexts = {context.unit: context.name for context in shared}
    hints: dict[str, list[Hint]] = {fact.id: [] for fact in facts}
    for hint in inventory.hints:
        hints[hint.account].append(hint)
    generations = {
        fact.id: account_generation(_unit(fact, program), fact, contexts, owners) for fact in facts
    }
    plans = tuple(_plan(fact, generations[fact.id], hints[fact.id]) for fact in facts)
    return Dialplan(shared, plans, trunk_entrance(inventory.dids, inventory.edge))


def _shared(
    program: Program, facts: list[AccountFact], owners: frozenset[str]
) -> tuple[Context, ...]:
    """The contexts that accounts enter: the platform's routines, number plans, special days."""
    platform = platform_generation(program, owners)
    known = {PLATFORM, *(fact.id for fact in facts)}
    others = [unit for name, unit in sorted(program.units.items()) if name not in known]
    return (platform, *(shared_generation(unit, platform.name) for unit in others))


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
