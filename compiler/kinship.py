"""What stands in other accounts of the tree: for telling why a reference can't lead there."""

from __future__ import annotations

from compiler.once import once
from compiler.walk import Mention, walk
from schema.references import Reference
from schema.things import kinds
from schema.tree import Account, Tree


def holds(account: Account, reference: Reference) -> bool:
    """Whether an account itself, not one above it, has what a reference names."""
    if reference.kind == "device":
        return reference.name in account.devices
    if reference.kind == "media" and reference.name in account.recordings:
        return True
    thing = kinds().get(reference.kind)
    return thing is not None and reference.name in account.document.section(thing.section)


def parent_of(path: str) -> str | None:
    """The path of the account above the one of a path; None for the root."""
    return path.rpartition("/")[0] if path else None


def lineage_of(path: str) -> tuple[str, ...]:
    """A path, and those of the accounts above it, up to the root."""
    above = parent_of(path)
    return (path,) if above is None else (path, *lineage_of(above))


def relative_with(tree: Tree, account: Account, reference: Reference) -> Account | None:
    """The account above, beside or below this one that has what a reference names."""
    above = list(account.lineage())[1:]
    below = [one for one in tree.accounts.values() if account in list(one.lineage())[1:]]
    beside = [one for one in tree.accounts.values() if one.parent and one.parent is account.parent]
    others = [one for one in (*above, *below, *beside) if one is not account]
    return next((one for one in others if holds(one, reference)), None)


def names_of(account: Account, kind: str) -> tuple[str, ...]:
    """Every name of a kind that a reference in the account can use, sorted."""
    if kind == "device":
        return tuple(account.devices)
    thing = kinds().get(kind)
    if thing is None:
        return ()
    owners = list(account.lineage()) if thing.shareable else [account]
    found = {name for owner in owners for name in owner.document.section(thing.section)}
    if kind == "media":
        found |= {name for owner in owners for name in owner.recordings}
    return tuple(sorted(found))


def was_left_out(account: Account, reference: Reference) -> bool:
    """Whether what a reference names was written, but could not be read: that is told already."""
    for owner in account.lineage():
        if str(reference) in owner.unread or "account" in owner.unread:
            return True
        users = [name for name in owner.unread if name.startswith("user.")]
        full = f"user.{reference.name}"
        if reference.kind == "device" and any(full.startswith(f"{name}-") for name in users):
            return True
    return False


@once
def loose_ends(account: Account) -> tuple[Mention, ...]:
    """The references in an account that find nothing, of kinds that may stand where they do."""
    return tuple(
        mention
        for mention in walk(account).mentions
        if mention.reference.kind in mention.kinds
        and account.find(mention.reference) is None
        and not was_left_out(account, mention.reference)
    )
