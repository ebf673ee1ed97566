"""Live values on a node: what phones and star codes have set, which git says only at first.

They stand in Asterisk's own database under `pbxc/<account id>/<object>/<field>`. One that isn't there
is as git says; so to forget one is to go back to git.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_link import NodeLink

FAMILY = "pbxc"


class LiveName(NamedTuple):
    """Which value: the object (`user.anna`) and its field (`do_not_disturb`)."""

    owner: str
    field: str


def read_live_values(link: NodeLink, account: str) -> Mapping[LiveName, str]:
    """The live values of an account on a node, sorted. NodeLost, NodeRefused."""
    reply = link.ask("DBGetTree", {"Family": FAMILY, "Key": account})
    if not reply.ok:
        raise NodeRefused(f"Asterisk doesn't tell its live values: {reply.message}")
    found: dict[LiveName, str] = {}
    for event in reply.events:
        *family, owner, field = ("", "", *event.get("Key").split("/"))
        if family == ["", "", "", FAMILY, account]:
            found[LiveName(owner, field)] = event.get("Val")
    return dict(sorted(found.items()))


def forget_live_values(link: NodeLink, account: str, names: Collection[LiveName]) -> None:
    """Has values of an account be as git says again. NodeLost, NodeRefused."""
    asked = [
        ("DBDel", {"Family": FAMILY, "Key": f"{account}/{name.owner}/{name.field}"})
        for name in names
    ]
    link.ask_all(asked)
    left = read_live_values(link, account).keys() & set(names)
    if left:
        first = min(left)
        raise NodeRefused(f"Asterisk doesn't forget {first.owner} {first.field}.")
