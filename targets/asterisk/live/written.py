"""Our own files read back: what a node that isn't running will hold when it starts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from targets.asterisk.delivery.generation import HINT, Act, Line, Spot

_SECTION = re.compile(r"\[([^\]]+)\]")
_STEP = re.compile(r"exten => ([^,]+),([0-9]+),([^(]+)\((.*)\)")
_HINT = re.compile(r"exten => ([^,]+),hint,(.*)")


def lines_in(content: bytes) -> tuple[Line, ...]:
    """The steps of a context's file, in order."""
    return tuple(line for _, line in _steps(content))


def entries_in(content: bytes) -> dict[Spot, Act]:
    """The entries of an account's doors."""
    return {
        Spot(context, one.extension, one.priority): Act(one.application, one.data)
        for context, one in _steps(content)
    }


def _steps(content: bytes) -> Iterator[tuple[str, Line]]:
    context = ""
    for text in content.decode("utf-8", "replace").split("\n"):
        if step := _STEP.fullmatch(text):
            name, priority, application, data = step.groups()
            yield context, Line(name, int(priority), application, data.replace("\\;", ";"))
        elif hint := _HINT.fullmatch(text):
            yield context, Line(hint[1], HINT, hint[2], "")
        elif section := _SECTION.fullmatch(text):
            context = section[1]
