"""The dial plan of Poly's phones, `dialplan.digitmap`: shapes with bars between.

`T` waits for more and dials when none comes; a shape without it is dialled at once, an emergency
number among them. Every shape has its own waiting time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.provisioning.dialect import Setting

_WAIT = "3"
_MOST = 2560


def digit_map(shapes: Any, line: int) -> Iterator[Setting]:
    """The settings of the shapes of what may be dialled; none where nothing is known of them."""
    told = [shape.pattern + ("" if shape.at_once else "T") for shape in _kept(shapes)]
    if told:
        yield "dialplan.digitmap", "|".join(told)
        yield "dialplan.digitmap.timeOut", "|".join(_WAIT for _ in told)


def digit_map_lost(shapes: Any) -> str:
    """That some shapes have no room, empty where all have."""
    count = len(shapes) - len(_kept(shapes))
    return f"{count} shapes have no room in the digit map; they are waited for" if count else ""


def _kept(shapes: Any) -> list[Any]:
    """As many shapes as there is room for, in their order: emergency numbers come first."""
    kept: list[Any] = []
    length = 0
    for shape in shapes:
        length += len(shape.pattern) + 2
        if length > _MOST:
            break
        kept.append(shape)
    return kept
