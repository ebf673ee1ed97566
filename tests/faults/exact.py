"""What must hold once an account was settled: not between two generations, but exactly one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from targets.asterisk.delivery.generation import Generation, Row
from tests.faults.places import context_file, door_contexts, doors_file, doors_of
from tests.faults.pool import FROM_TRUNK, MOVING
from tests.faults.site import parsed

if TYPE_CHECKING:
    from tests.faults.world import World


def differences(world: World, wanted: Generation, spoilt: Collection[str] = ()) -> Iterator[str]:
    """All that isn't as a generation says, in its account's part of a node."""
    yield from _contexts(world, wanted, spoilt)
    yield from _doors(world, wanted)
    yield from _numbers(world, wanted)
    yield from _rows(world, wanted)
    yield from _module_files(world, wanted)
    for path, digest in wanted.recordings.items():
        if world.site.recordings.get(path) != digest:
            yield f"the recording {path} is missing"


def _contexts(world: World, wanted: Generation, spoilt: Collection[str]) -> Iterator[str]:
    for name in wanted.contexts:
        truth = world.pool.truth[name]
        if name not in spoilt and world.site.contexts.get(name) != truth:
            yield f"{name} runs otherwise"
        if parsed(world.site.files.get(context_file(name), b"")) != {name: truth}:
            yield f"{name} is filed otherwise"


def _doors(world: World, wanted: Generation) -> Iterator[str]:
    doors = doors_of(wanted)
    if parsed(world.site.files.get(doors_file(wanted.account), b"")) != doors:
        yield "the doors are filed otherwise"
    for name in door_contexts(wanted.account):
        if world.site.contexts.get(name, {}) != doors.get(name, {}):
            yield f"{name} runs otherwise"


def _numbers(world: World, wanted: Generation) -> Iterator[str]:
    there = world.site.contexts.get(FROM_TRUNK, {})
    for spot, act in wanted.entries.items():
        if spot.extension == MOVING and world.watch.two_have_it:
            continue
        if spot.context == FROM_TRUNK and there.get((spot.extension, spot.priority)) != act:
            yield f"{spot.extension} isn't {wanted.account}'s"
    mine = f"{wanted.account}.in,"
    said = doors_of(wanted).get(FROM_TRUNK, {})
    for key, act in there.items():
        left = act.data.startswith(mine) and key not in said
        if left and FROM_TRUNK not in world.watch.dirty:
            yield f"{key[0]} is still {wanted.account}'s"


def _rows(world: World, wanted: Generation) -> Iterator[str]:
    there = world.site.rows.get(wanted.account, {})
    if there.keys() != wanted.rows.keys():
        yield f"the rows are {sorted(there)}"
    for key, row in wanted.rows.items():
        if _plain(row) != _plain(there.get(key, ())):
            yield f"the row {key.id} is {there.get(key)}"
    for key in world.site.stale:
        if key.id.endswith(f"@{wanted.account}"):
            yield f"Asterisk still has the old row {key.id}"


def _plain(row: Row) -> Row:
    return tuple(pair for pair in row if pair[0] != "password")


def _module_files(world: World, wanted: Generation) -> Iterator[str]:
    site = world.site
    known = {f"{folder}/{wanted.account}.conf" for folder in ("queues", "moh")}
    if wanted.account == "platform":
        known = {"features.conf"}
    for path in sorted(known):
        said = wanted.files.get(path)
        if site.files.get(path) != said:
            yield f"the file {path} is {site.files.get(path)!r}"
        if site.said.get(path) != said:
            yield f"the module of {path} read {site.said.get(path)!r}"
