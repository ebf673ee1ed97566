"""What of the events at nodes is written in the audit log: whatever changed what callers get."""

from __future__ import annotations

from collections.abc import Mapping

from tenants.controller.events import Event, Kind
from tenants.ledger.audit import Deed, Outcome
from tenants.ledger.audit import Event as Line
from tenants.ledger.records import What as Cause

OUTCOMES: Mapping[Kind, Outcome] = {
    "live": "live",
    "refused": "went back",
    "healed": "healed",
    "drifted": "failed",
    "undone": "not confirmed",
    "restart-needed": "left alone",
    "started": "done",
}


def audit_of(event: Event, path: str) -> Line | None:
    """The line of the audit log; None for what changes nothing."""
    outcome = OUTCOMES.get(event.kind)
    if outcome is None:
        return None
    push = event.push
    return Line(
        push.who or push.author or "pbxc serve",
        _deed_of(event.kind, push.what),
        outcome,
        path,
        event.node,
        push.commit,
        push.plan,
        event.generation,
        round(event.seconds * 1000),
    )


def _deed_of(kind: Kind, what: Cause) -> Deed:
    if kind in ("healed", "drifted"):
        return "heal"
    return "restart" if kind in ("restart-needed", "started") else what
