"""From a route of keys in full to the route that was really written.

A route may hold parts that were not written, because a short form stands there (`to` in
`ring: user.anna`), and lack one that was (the word of a step: `play` in `[{play: welcome}]`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schema.program import Origin, Route
from schema.steps import step_kinds


def written_route(route: Route, tree: Any) -> Route:
    """The longest way through what was written that a route allows, parts not there passed over."""
    return max(_ways(route, tree), key=len)


def written_origin(origin: Origin, tree: Any) -> Origin:
    """An origin with the route that was written; as it is where nothing of it was."""
    return Origin(origin.account, written_route(origin.route, tree) or origin.route)


def _ways(route: Route, node: Any) -> Iterator[Route]:
    if not route:
        yield ()
        return
    first, rest = route[0], route[1:]
    taken = False
    for way in _keys_for(first, node):
        taken = True
        below = node
        for key in way:
            below = below[key]
        for more in _ways(rest, below):
            yield (*way, *more)
    if not taken or isinstance(first, str):
        yield from _ways(rest, node)


def _keys_for(key: str | int, node: Any) -> Iterator[Route]:
    """The key itself, or below the word of a step."""
    if _has(node, key):
        yield (key,)
    elif isinstance(node, Mapping):
        for kind in step_kinds():
            if kind in node and _has(node[kind], key):
                yield (kind, key)


def _has(node: Any, key: str | int) -> bool:
    if isinstance(node, Mapping):
        return key in node
    return isinstance(node, list) and isinstance(key, int) and key < len(node)
