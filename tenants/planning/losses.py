"""What a node would lose for good, told by generations alone.

Where the text of what is live can't be read any more, this is all there is to judge by.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.difference import SHARE, LargeChange
from schema.program import PLATFORM
from targets.asterisk.delivery.difference import ENDPOINTS
from targets.asterisk.delivery.generation import HINT, Generation
from targets.asterisk.names import stable_context


def large_losses(path: str, old: Generation, new: Generation | None) -> Iterator[LargeChange]:
    """Why bringing an account from one generation to another asks for consent."""
    if new is None:
        yield LargeChange(path, f"the account {path} is removed with all that it has")
        return
    for noun, was, now in (
        ("phones", _phones(old), _phones(new)),
        ("numbers", _numbers(old), _numbers(new)),
    ):
        gone = was - now
        if len(gone) > SHARE * len(was):
            yield LargeChange(path, f"{len(gone)} of {len(was)} {noun} are removed")
    dialled = _dialled(old) - _dialled(new)
    if dialled:
        yield LargeChange(path, f"phones can't dial {', '.join(sorted(dialled))} any more")


def _phones(generation: Generation) -> set[str]:
    return {key.id for key in generation.rows if key.table == ENDPOINTS and "@" in key.id}


def _numbers(generation: Generation) -> set[str]:
    """What leads to the account from outside: entries of a context that is not its alone."""
    shared = {spot for spot in generation.entries if not generation.owns(spot.context)}
    return {spot.extension for spot in shared if spot.priority != HINT}


def _dialled(generation: Generation) -> set[str]:
    """The numbers that the account's phones reach whatever else holds: those that are no pattern."""
    if generation.account == PLATFORM:
        return set()
    phone = stable_context(generation.account, "phone")
    entries = {spot.extension for spot in generation.entries if spot.context == phone}
    return {name for name in entries if name.isdigit()}
