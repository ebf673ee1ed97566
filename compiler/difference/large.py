"""Changes so large that somebody must have meant them: what goes for good, and calls for help."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from compiler.difference.renames import Names, names_of, renamed_document
from compiler.difference.words import counted, listed
from schema.emergency import callback_of, emergency_dials, location_of
from schema.references import Reference
from schema.things.trunk import Trunk
from schema.tree import Account, Tree

SHARE = 0.3
"""The part of an account's devices, numbers or users that may go without a word."""


@dataclass(frozen=True, slots=True)
class LargeChange:
    """A change that asks for consent: the path of the account, and why, in a sentence."""

    account: str
    reason: str


def large_changes(
    old: Tree | None, new: Tree, unknown: Collection[str] = ()
) -> tuple[LargeChange, ...]:
    """All of them, by account. Accounts that couldn't be read lose nothing."""
    return tuple(_all(old, new, unknown)) if old else ()


def is_within(path: str, accounts: Collection[str]) -> bool:
    """Whether an account is one of some, or below one of them."""
    return any(path == one or not one or path.startswith(f"{one}/") for one in accounts)


def _all(old: Tree, new: Tree, unknown: Collection[str]) -> Iterator[LargeChange]:
    for path, was in sorted(old.accounts.items()):
        now = new.accounts.get(path)
        if is_within(path, unknown):
            continue
        if now is None:
            yield LargeChange(path, f"the account {path} is removed with all that it has")
        elif now is not was:
            yield from (LargeChange(path, reason) for reason in _reasons(was, now))


def _reasons(old: Account, new: Account) -> Iterator[str]:
    if old.enabled and not new.enabled:
        yield "the account is switched off: nothing works but emergency calls"
    if old.document is new.document or old.document == new.document:
        return
    renamed = renamed_document(old.document, new.document).things
    yield from _shares(old, new, names_of(old.document, renamed))
    yield from _lost_numbers(old, new)
    yield from _lost_trunks(old, new, renamed.get("trunks", {}))
    yield from _lost_places(old, new, renamed.get("locations", {}))


def _shares(old: Account, new: Account, names: Names) -> Iterator[str]:
    """Of what too much goes at once. What only has another name stays."""

    def today(kind: str, name: str) -> str:
        return names.get(Reference(kind, name), Reference(kind, name)).name

    for noun, was, now in (
        ("user", {today("user", name) for name in old.users}, set(new.users)),
        ("device", {today("device", name) for name in old.devices}, set(new.devices)),
        ("number", set(old.numbers()), set(new.numbers())),
    ):
        gone = sorted(was - now)
        if len(gone) > SHARE * len(was):
            yield f"{len(gone)} of {counted(len(was), noun)} are removed: {listed(gone)}"


def _lost_numbers(old: Account, new: Account) -> Iterator[str]:
    lost = sorted(set(emergency_dials(old)) - set(emergency_dials(new)))
    if lost:
        yield f"{listed(lost)} reach no emergency service any more"


def _lost_trunks(old: Account, new: Account, renamed: Mapping[str, str]) -> Iterator[str]:
    """Emergency trunks that go, or have fewer gateways. Where none is marked, every trunk is one."""
    was, now = _trunks(old), _trunks(new)
    marked = {name: trunk for name, trunk in was.items() if trunk.emergency} or was
    for name, trunk in marked.items():
        after = now.get(renamed.get(name, name))
        if after is None or (trunk.emergency and not after.emergency):
            yield f"trunk {name} carries emergency calls no longer"
        elif _gateways(after) < _gateways(trunk):
            yield f"trunk {name} has fewer gateways for emergency calls"


def _trunks(account: Account) -> dict[str, Trunk]:
    trunks: dict[str, Trunk] = account.document.section("trunks")
    return {name: trunk for name, trunk in sorted(trunks.items()) if trunk.enabled}


def _gateways(trunk: Trunk) -> int:
    return sum(gateway.enabled for gateway in trunk.gateways)


def _lost_places(old: Account, new: Account, renamed: Mapping[str, str]) -> Iterator[str]:
    """Locations that go, and phones of which nobody knows any more where they stand."""
    kept = new.document.section("locations")
    gone = [
        name for name in old.document.section("locations") if renamed.get(name, name) not in kept
    ]
    if gone:
        yield f"{counted(len(gone), 'location')} removed: {listed(sorted(gone))}"
    both = [name for name in old.devices if name in new.devices]
    for what, of in (("place", location_of), ("call-back number", callback_of)):
        lost = [
            name for name in both
            if of(old, old.devices[name]) and not of(new, new.devices[name])
        ]  # fmt: skip
        if lost:
            yield f"emergency calls lose their {what} on {listed(lost)}"
