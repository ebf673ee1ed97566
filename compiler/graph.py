"""The call graph of an account, and what can be proved on it: the one door to networkx.

Nodes are things (`callflow.main`, `menu.office`, `number.+19025550100`), edges are the places where
a call may go from one to another. An edge waits where a caller must press a key to take it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from compiler.walk import walk
from schema.program import Origin
from schema.references import Reference
from schema.tree import Account

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Edge:
    """A call may go from a thing to another one, by what stands at a place."""

    source: Reference
    target: Reference
    origin: Origin
    waits: bool = False


def calls_of(account: Account) -> tuple[Edge, ...]:
    """Every way that a call can take between the things of an account."""
    return tuple(
        Edge(one.thing, one.reference, one.origin, one.waits)
        for one in walk(account).mentions
        if one.enters
    )


def call_graph(edges: Iterable[Edge]) -> networkx.DiGraph[Reference]:
    """Edges as a graph. Of several between two things, one that does not wait is kept as `edge`."""
    import networkx

    graph: networkx.DiGraph[Reference] = networkx.DiGraph()
    for edge in sorted(edges, key=lambda edge: not edge.waits):
        graph.add_edge(edge.source, edge.target, edge=edge)
    return graph


def find_loops(edges: Iterable[Edge]) -> Iterator[tuple[Edge, ...]]:
    """One chain of edges around each knot of things that lead to each other, shortest first."""
    rest = _without_ends(tuple(edges))
    if not rest:
        return
    import networkx

    graph = call_graph(rest)
    for knot in sorted(networkx.strongly_connected_components(graph), key=min):
        loop = _shortest_loop(graph, min(knot)) if len(knot) > 1 else _own_loop(graph, min(knot))
        if loop:
            yield loop


def _without_ends(edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """The edges without those that lead to a dead end. Most accounts have no loop: nothing is left
    of them, and networkx need not be loaded."""
    while edges:
        leaving = {edge.source for edge in edges}
        kept = tuple(edge for edge in edges if edge.target in leaving)
        if len(kept) == len(edges):
            return edges
        edges = kept
    return ()


def _own_loop(graph: networkx.DiGraph[Reference], node: Reference) -> tuple[Edge, ...]:
    return (graph.edges[node, node]["edge"],) if graph.has_edge(node, node) else ()


def _shortest_loop(graph: networkx.DiGraph[Reference], start: Reference) -> tuple[Edge, ...]:
    import networkx

    ways = [
        networkx.shortest_path(graph, after, start)
        for after in sorted(graph.successors(start))
        if networkx.has_path(graph, after, start)
    ]
    nodes = [start, *min(ways, key=len)]
    return tuple(graph.edges[one, other]["edge"] for one, other in pairwise(nodes))
