"""Where things stand at a node, said once more and not by the code that is tried."""

from __future__ import annotations

from functools import cache

from targets.asterisk.delivery.generation import Act, Generation
from tests.faults.pool import Steps


@cache
def context_file(name: str) -> str:
    return f"dialplan/generations/{name}.conf"


@cache
def doors_file(account: str) -> str:
    return f"dialplan/doors/{account}.conf"


@cache
def door_contexts(account: str) -> tuple[str, ...]:
    return (f"{account}.phone", f"{account}.in", f"{account}.hints")


def doors_of(generation: Generation) -> dict[str, Steps]:
    """The entries of a generation, by context."""
    known = _DOORS.get(id(generation))
    if known is None:
        found: dict[str, dict[tuple[str, int], Act]] = {}
        for spot, act in generation.entries.items():
            found.setdefault(spot.context, {})[spot.extension, spot.priority] = act
        known = _DOORS[id(generation)] = (generation, dict(found))
    return known[1]


# By identity, since that is cheap; each generation is kept, so none can take another's place.
_DOORS: dict[int, tuple[Generation, dict[str, Steps]]] = {}
