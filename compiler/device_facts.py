"""What several parts of the inventory ask of a device: the names of its secrets, and the mailboxes
whose messages it shows."""

from __future__ import annotations

from schema.references import Reference
from schema.tree import Account, NamedDevice


def secret_name(account: Account, thing: str, purpose: str, *counters: int) -> str:
    """The name a secret is derived by: whose it is, what for, and how often it was changed."""
    count = account.document.account.rotate + sum(counters)
    return f"{account.path}:{thing}:{purpose}#{count}"


def watched_boxes(account: Account, named: NamedDevice) -> tuple[str, ...]:
    """The mailboxes whose messages a phone shows: its user's own, and those the user owns."""
    if named.user is None:
        return ()
    owner = Reference("user", named.user_name)
    own = account.mailbox_id(owner)
    shared = (
        f"{box.number}@{account.id}"
        for box in account.document.section("mailboxes").values()
        if owner in box.owners
    )
    return tuple(box for box in (own, *sorted(shared)) if box)
