"""Which scenarios may run side by side on one site: those that have nothing in common but the time."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.simulate import simulate
from compiler.simulation.world import Call, World
from compiler.story import Event
from schema.program import Program, Shuffle

ALL = "*"
"""Stands for everybody: a call whose ring order is drawn may reach any phone."""


def batches(
    program: Program, staged: Sequence[tuple[Call, World]], most: int
) -> list[tuple[int, ...]]:
    """The indexes of scenarios in batches of at most `most`: at the same moment, and with nobody in
    two of them. Who is involved is what the simulator says."""
    found: list[tuple[list[int], set[str]]] = []
    for index, (call, world) in enumerate(staged):
        people = involved(program, call, world)
        for members, taken in found:
            same_moment = staged[members[0]][0].at == call.at
            alone = ALL in people | taken or bool(people & taken)
            if same_moment and not alone and len(members) < most:
                members.append(index)
                taken |= people
                break
        else:
            found.append(([index], people))
    return [tuple(members) for members, _ in found]


def involved(program: Program, call: Call, world: World) -> set[str]:
    """Everybody and everything that a call touches: phones, numbers, mailboxes, limits, values."""
    found = {call.device, *world.phones, *world.numbers, *world.gateways, *world.full, *world.busy}
    found |= {f"{unit}/{owner}" for unit, owner, _ in world.live}
    blocks = program.units[call.unit].blocks.values()
    drawn = {block.origin for block in blocks if any(isinstance(op, Shuffle) for op in block.ops)}
    for event in simulate(program, call, world).events:
        found |= _touched(event, call)
        if event.origin in drawn:
            found.add(ALL)
    return found - {""}


def _touched(event: Event, call: Call) -> set[str]:
    match event.verb:
        case "rings" | "dials" | "connects" | "fails":
            return {event.subject}
        case "leaves_message" | "reads_messages" | "counts":
            return {event.subject}
        case "remembers":
            return {f"{call.unit}/{event.subject.partition(' ')[0]}"}
        case _:
            return set()
