"""Where everything stands, told for people: one value for each account on each node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from targets.asterisk.delivery.generation import PLATFORM
from tenants.ledger.ledger import Ledger
from tenants.ledger.records import AccountName, Drift, Pause, Place, Provisional, Refusal

Calls: TypeAlias = Callable[[str], Mapping[str, int] | None]
"""How many calls each context carries on a node, by its name; None where it can't be asked."""


@dataclass(frozen=True, slots=True)
class Draining:
    """A generation that is not live any more, and the calls that are still in it."""

    generation: str
    calls: int


@dataclass(frozen=True, slots=True)
class Status:
    """How an account is on a node. `draining` is None where nobody could be asked."""

    account: AccountName
    place: Place
    draining: tuple[Draining, ...] | None
    drift: Drift | None
    provisional: Provisional | None
    pause: Pause | None
    refusal: Refusal | None


def statuses(ledger: Ledger, calls: Calls, account: str | None = None) -> Iterator[Status]:
    """How an account, or each, is on each node, sorted by path."""
    places = ledger.places(account)
    nodes = sorted({place.node for place in places})
    draining = {node: _draining(ledger, node, calls(node), places) for node in nodes}
    names = {place.account: ledger.accounts.of(place.account) for place in places}
    for place in sorted(places, key=lambda one: (names[one.account].path, one.node)):
        on_node = draining[place.node]
        yield Status(
            account=names[place.account],
            place=place,
            draining=None if on_node is None else tuple(on_node.get(place.account, ())),
            drift=ledger.drifts.last(place.node, place.account),
            provisional=ledger.provisional(place.node, place.account),
            pause=ledger.pauses.paused(place.account),
            refusal=ledger.refusals.last(place.account),
        )


def left_out(ledger: Ledger) -> tuple[Refusal, ...]:
    """What is wrong with accounts that were never live anywhere, so that they stand nowhere."""
    standing = {place.account for place in ledger.places()}
    found = (ledger.refusals.findings(one) for one in ledger.refusals.accounts(only_findings=True))
    return tuple(one for one in found if one is not None and one.account not in standing)


def _draining(
    ledger: Ledger, node: str, calls: Mapping[str, int] | None, places: tuple[Place, ...]
) -> Mapping[str, list[Draining]] | None:
    """The generations by account that calls are still in, but that are not live."""
    if calls is None:
        return None
    live = {place.account: place.live for place in places if place.node == node}
    found: dict[str, dict[str, int]] = {}
    for context, holders in ledger.generations.holding(calls).items():
        owner = _owner(holders)
        names = [generation for account, generation in holders if account == owner]
        if names and live.get(owner) not in names:
            counted = found.setdefault(owner, {})
            counted[names[0]] = counted.get(names[0], 0) + calls[context]
    return {
        account: [Draining(name, count) for name, count in sorted(counted.items())]
        for account, counted in found.items()
    }


def _owner(holders: tuple[tuple[str, str], ...]) -> str:
    """Whose a context is: what all share stands in the generations of all that enter it."""
    accounts = [account for account, _ in holders]
    return PLATFORM if PLATFORM in accounts else next(iter(accounts), "")
