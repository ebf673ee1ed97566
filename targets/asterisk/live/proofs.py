"""What must be true of a node once an account is where it should be: questions, and calls to try."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from targets.asterisk.delivery.generation import Generation, Spot
from targets.asterisk.dialplan.entrances import FROM_TRUNK
from targets.asterisk.live.node import Probe, Trial

MOST_TRIALS = 20
"""Synthetic calls of one move; more numbers than that are asked for, not called."""


def probes_of(generation: Generation) -> tuple[Probe, ...]:
    """Emergency numbers first, then every number that calls come in by."""
    return (*_alarms(generation), *_numbers(generation))


def _alarms(generation: Generation) -> Iterator[Probe]:
    """Each emergency number, as each phone of the account would dial it."""
    for spot, act in generation.entries.items():
        if spot.priority == 1 and ",m*" in act.data:
            what = f"an emergency call ({spot.extension})"
            yield Probe(spot.context, spot.extension, 1, act.data, what)


def _numbers(generation: Generation) -> Iterator[Probe]:
    for spot, act in generation.entries.items():
        if spot.context == FROM_TRUNK and spot.priority == 1 and spot.extension[0] == "+":
            what = f"a call to {spot.extension}"
            yield Probe(spot.context, spot.extension, 1, act.data, what)


def trials_of(generation: Generation, changed: Collection[Spot]) -> tuple[Trial, ...]:
    """The numbers to call: those whose entry changed, and one where the doors were flipped."""
    mine = {probe.number: probe for probe in _numbers(generation)}
    names = {spot.extension for spot in changed}
    called = [number for number in mine if number in names]
    flipped = any(generation.owns(spot.context) for spot in changed)
    if flipped and not called:
        called = list(mine)[:1]
    own = next((n for n in generation.contexts if n.startswith(f"{generation.account}.")), "")
    own = own or next((n for n in generation.contexts if f".{generation.account}." in n), "")
    return tuple(Trial(number, own) for number in called[:MOST_TRIALS] if own)
