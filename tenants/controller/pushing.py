"""From a look at the repositories to what each station is to do, in which order, and why.

Accounts that gain numbers come before those that lose them, so that a number that moves from one
account to another is at one of them at every moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schema.program import PLATFORM
from targets.asterisk.delivery.generation import Generation, Spot
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from tenants.controller.choosing import is_below
from tenants.controller.desk import Look
from tenants.controller.station import Wanted
from tenants.key_file import Refused
from tenants.ledger import Ledger, Push
from tenants.ledger.records import AccountName, What


@dataclass(frozen=True, slots=True)
class Asking:
    """Why something is to be done: what is asked, who asks, the plan it follows, and for how many
    seconds it stays unless it is confirmed (0: for good).

    `only` are the paths of the accounts that are meant, with all below them (none said: all).
    `moves` are exactly what is to be done, as a plan has them: node, account, from, to.
    """

    what: What = "push"
    who: str = ""
    plan: str = ""
    confirm_within: int = 0
    only: tuple[str, ...] = ()
    moves: tuple[tuple[str, str, str, str], ...] = ()

    def asks_for(self, path: str) -> bool:
        """Whether an account is meant."""
        return not self.only or any(is_below(path, one) for one in self.only)


def wishes(look: Look, ledger: Ledger, asking: Asking) -> Mapping[str, tuple[Wanted, ...]]:
    """What is wanted of each node that isn't so yet. Written down in the ledger before it is tried.

    Refused where a plan says otherwise: the world has moved since it was made.
    """
    found = {node: tuple(_differing(look, node, ledger, asking)) for node in look.wanted}
    if asking.plan:
        _require_as_planned(found, ledger, asking)
    pushes = _pushes(look, found, ledger, asking)
    for commit, push in pushes.items():
        generations = {
            one.id: one
            for wanted in found.values()
            for one in wanted
            if _commit(look, ledger, one) == commit
        }
        if generations:
            ledger.prepare(push, generations.values())
    return {
        node: tuple(
            Wanted(one, pushes[_commit(look, ledger, one)], _order(one, _live(ledger, node, one)))
            for one in wanted
        )
        for node, wanted in found.items()
    }


def names_of(look: Look) -> tuple[AccountName, ...]:
    """What the accounts of a look are called."""
    tree = look.compiled.tree if look.compiled else None
    accounts = tree.accounts.values() if tree else ()
    return tuple(AccountName(one.id, one.path, one.path.rpartition("/")[2] or one.slug) for one in accounts)  # fmt: skip


def _require_as_planned(
    found: Mapping[str, tuple[Generation, ...]], ledger: Ledger, asking: Asking
) -> None:
    live = {(place.node, place.account): place.live or "" for place in ledger.places()}
    nothing = {(node, account, old) for node, account, old, new in asking.moves if not new}
    for node, wanted in found.items():
        for one in wanted:
            there = live.get((node, one.account), "")
            planned = (node, one.account, there, one.id) in asking.moves
            if not planned and (node, one.account, there) not in nothing:
                name = ledger.accounts.of(one.account).path or "the root account"
                raise Refused(
                    f"The world has moved since {asking.plan} was made: {name} on {node} is at "
                    f"{there or 'nothing'} and would come to {one.id}. Make a new plan."
                )


def _differing(look: Look, node: str, ledger: Ledger, asking: Asking) -> Iterator[Generation]:
    """The generations that a node doesn't have yet. What isn't wanted any more becomes empty, but
    for accounts of which nothing certain is known now."""
    live = {place.account: place for place in ledger.places() if place.node == node}
    wanted = look.wanted[node]
    for account, generation in wanted.items():
        place = live.get(account)
        if place is not None and place.live == generation.id and place.course == "resting":
            continue
        if account == PLATFORM or asking.asks_for(ledger.accounts.of(account).path):
            yield generation
    for account in sorted(live.keys() - wanted.keys()):
        path = ledger.accounts.of(account).path
        asked = asking.asks_for(path) and not look.resolved.is_unknown(path)
        if asked and (live[account].is_served or live[account].course != "resting"):
            yield Generation(account)


def _live(ledger: Ledger, node: str, wanted: Generation) -> Generation | None:
    return ledger.standing(node, wanted.account).live


def _commit(look: Look, ledger: Ledger, wanted: Generation) -> str:
    account = wanted.account
    return look.commit_of("" if account == PLATFORM else ledger.accounts.of(account).path)


def _pushes(
    look: Look, found: Mapping[str, tuple[Generation, ...]], ledger: Ledger, asking: Asking
) -> Mapping[str, Push]:
    """What is written of each commit that something is wanted from."""
    commits = {_commit(look, ledger, one) for wanted in found.values() for one in wanted}
    lock = tuple((one.url, one.commit) for one in look.resolved.lock.entries)
    authors = {c.id: c.author for one in look.resolved.repositories for c in one.commits}
    return {
        commit: Push(
            commit, authors.get(commit, ""), asking.what, asking.who, asking.plan, lock,
            asking.confirm_within,
        )
        for commit in commits
    }  # fmt: skip


def _order(wanted: Generation, live: Generation | None) -> int:
    if wanted.account == PLATFORM:
        return 0
    now, before = _numbers(wanted), _numbers(live)
    return 1 if now - before else 3 if before - now else 2


def _numbers(generation: Generation | None) -> frozenset[Spot]:
    entries = generation.entries if generation else ()
    return frozenset(spot for spot in entries if spot.context == FROM_TRUNK)
