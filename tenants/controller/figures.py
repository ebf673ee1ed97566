"""The figures that are read where they are, each time that somebody asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from tenants.controller.metrics import Metrics
from tenants.controller.station import Condition
from tenants.ledger import Ledger
from tenants.ledger.pauses import ALL
from tenants.ledger.records import Place

STANDINGS = ("live", "moving", "refused", "paused", "drifted")


def read_figures(metrics: Metrics, ledger: Ledger, nodes: Mapping[str, Condition]) -> None:
    """How many accounts stand how on each node, and how the nodes are."""
    refused = frozenset(ledger.refusals.accounts())
    paused = frozenset(one.account for one in ledger.pauses.list())
    counts = Counter(
        (one.node, _standing(one, nodes.get(one.node), refused, paused))
        for one in ledger.places()
        if one.is_served or one.tried
    )
    for name, condition in nodes.items():
        metrics.up.labels(name).set(condition.up)
        metrics.checked.labels(name).set(condition.checked)
        for standing in STANDINGS:
            metrics.accounts.labels(name, standing).set(counts[name, standing])


def _standing(
    place: Place, node: Condition | None, refused: Collection[str], paused: Collection[str]
) -> str:
    """Where an account stands: of several things that are so, the one that asks for somebody."""
    if place.course != "resting":
        return "moving"
    if place.account in refused:
        return "refused"
    if node is not None and place.account in node.drift:
        return "drifted"
    return "paused" if place.account in paused or ALL in paused else "live"
