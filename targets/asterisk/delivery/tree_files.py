"""The files of a node's configuration tree that a generation makes.

A restart of Asterisk, or a `dialplan reload` by hand, reads these and nothing else, so they say at
every moment what is live, or about to be. Files of contexts never change; an account's doors are one
file, replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from targets.asterisk.delivery.generation import HINT, Act, Generation, Line, Spot
from targets.asterisk.extensions_conf import DOORS, GENERATIONS
from targets.asterisk.text import Argument, hint_line, priority_line, section_line

__all__ = [
    "DOORS", "GENERATIONS", "UNTOLD", "context_file", "context_path", "doors_file", "doors_path",
    "tree_files", "untold_path",
]  # fmt: skip

UNTOLD = "pbxc/untold"


def context_path(name: str) -> str:
    """Where the file of a context stands."""
    return f"{GENERATIONS}/{name}.conf"


def doors_path(account: str) -> str:
    """Where an account's doors and numbers stand."""
    return f"{DOORS}/{account}.conf"


def untold_path(account: str) -> str:
    """Where it is noted that modules must read files of an account again. No module reads it."""
    return f"{UNTOLD}/{account}"


@lru_cache(16)
def context_file(name: str, lines: tuple[Line, ...]) -> bytes:
    """The file of a context. A few are remembered: those that accounts share are asked for at each move."""
    text = "".join(
        f"{priority_line(one.extension, one.priority, one.application, Argument(one.data))}\n"
        for one in lines
    )
    return f"{section_line(name)}\n{text}".encode()


def doors_file(entries: Mapping[Spot, Act]) -> bytes:
    """The file of all entries of an account, each context in a section of its own."""
    sections: dict[str, list[str]] = {}
    for spot, act in entries.items():
        sections.setdefault(spot.context, []).append(_entry(spot, act))
    texts = (f"{section_line(name)}\n{''.join(lines)}" for name, lines in sections.items())
    return "\n".join(texts).encode()


def _entry(spot: Spot, act: Act) -> str:
    if spot.priority == HINT:
        return f"{hint_line(spot.extension, act.application)}\n"
    return f"{priority_line(spot.extension, spot.priority, act.application, Argument(act.data))}\n"


def tree_files(generation: Generation) -> dict[str, bytes]:
    """Every file of the tree that is this generation's, but for its recordings."""
    files = {context_path(name): context_file(name, lines)
             for name, lines in generation.contexts.items()}  # fmt: skip
    if generation.entries:
        files[doors_path(generation.account)] = doors_file(generation.entries)
    return {**files, **generation.files}
