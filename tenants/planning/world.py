"""Whether the world is still the one that a plan was made in."""

from __future__ import annotations

from collections.abc import Iterator

from tenants.ledger.accounts import SHARED
from tenants.planning.plan import AccountPlan, Commits, Plan
from tenants.repository.lock import Locked

SHORT = 10


def world_moved(saved: Plan, now: Plan) -> tuple[str, ...]:
    """Why a saved plan can't be applied any more, in sentences; none where it can.

    `now` is the plan made just now for the same commits, accounts and consent.
    """
    if saved.id == now.id:
        return ()
    found = (
        *_compiler(saved, now),
        *_commits("What is live came", saved.base, now.base),
        *_commits("What is wanted comes", saved.wanted, now.wanted),
        *_standings(saved, now),
    )
    return found or tuple(_outcome(saved, now))


def account_words(account: AccountPlan) -> str:
    """An account in a sentence: its path; the root and what all share by name."""
    return account.name if account.path in ("", SHARED) else account.path


def _compiler(saved: Plan, now: Plan) -> Iterator[str]:
    if saved.compiler != now.compiler:
        yield f"The plan was made by pbxc {saved.compiler}; this is pbxc {now.compiler}."


def _commits(what: str, saved: Commits, now: Commits) -> Iterator[str]:
    was, is_ = ({_name(one): one.commit for one in some} for some in (saved, now))
    for name in sorted({*was, *is_}):
        before, after = was.get(name), is_.get(name)
        if before != after:
            yield (
                f"{what} from {_short(after)} of {name} now, and from {_short(before)} when the "
                "plan was made."
            )


def _name(one: Locked) -> str:
    """A repository; one that a grant names, by the account it is for."""
    return f"{one.url} ({one.account})" if one.account else one.url


def _short(commit: str | None) -> str:
    return commit[:SHORT] if commit else "nothing"


def _standings(saved: Plan, now: Plan) -> Iterator[str]:
    was = {(node, account): there for node, account, there in saved.standings}
    is_ = {(node, account): there for node, account, there in now.standings}
    paths = {one.id: account_words(one) for one in (*now.accounts, *saved.accounts)}
    for node, account in sorted({*was, *is_}):
        before, after = was.get((node, account)), is_.get((node, account))
        if before != after:
            name = paths.get(account, account)
            yield (
                f"{name} is at {after or 'nothing'} on {node} now, and was at "
                f"{before or 'nothing'} when the plan was made."
            )


def _outcome(saved: Plan, now: Plan) -> Iterator[str]:
    """Same commits, same state, and yet another result."""
    was = {(move.node, one.id): move.new for one in saved.accounts for move in one.moves}
    for account in now.accounts:
        for move in account.moves:
            there = was.get((move.node, account.id))
            if there != move.new:
                name = account_words(account)
                yield (
                    f"{name} would become {move.new or 'nothing'} on {move.node} now, and "
                    f"{there or 'stay'} by the plan: the key, a secret or a recording is another."
                )
                return
    yield "What the plan asks consent for is not what it was."
