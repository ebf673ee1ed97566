"""How many calls each generation carries on a node, counted as people count: a call, not its legs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_dialplan import GENERATION
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.live.packets import Packet

_GEN = re.compile(rb"\r\nChanVariable: GEN=([^\r\n]*)")


def count_calls(link: NodeLink) -> Mapping[str, int]:
    """The calls by the contexts of generations that they entered or are in. NodeLost, NodeRefused."""
    reply = link.ask("CoreShowChannels")
    if not reply.ok:
        raise NodeRefused(f"Asterisk doesn't tell its calls: {reply.message}")
    calls: dict[str, set[str]] = {}
    for event in reply.events:
        if event.get("Event") == "CoreShowChannel":
            for name in _contexts_of(event):
                calls.setdefault(name, set()).add(event.get("Linkedid"))
    return {name: len(linked) for name, linked in sorted(calls.items())}


def _contexts_of(event: Packet) -> frozenset[str]:
    named = {found.decode("utf-8", "replace") for found in _GEN.findall(event.raw)}
    return frozenset(name for name in (*named, event.get("Context")) if GENERATION.fullmatch(name))
