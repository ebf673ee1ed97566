"""What Asterisk prints of a context, read back exactly.

`dialplan show` prints 1,600 steps in a quarter of the time of the list of events that tells the same,
and doesn't hold up calls while it is sent. What is longer than it prints is longer than what the
manager interface carries, so nothing of ours is cut. What can't be read is never taken for absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from targets.asterisk.delivery.generation import HINT, Line

STRANGE = -1
"""The priority that stands for what is no step: an include, an ignored pattern, a switch."""

_STEP = re.compile(
    r"  (?:'([^']*)' (?:\(CID match '([^']*)'\) )?=>)? +(?:\[[^\]]*\] +)?"
    r"(?:(\d+)\. ([^(]*)\((.*)\)|hint: (.*?)) +\[[^\[\]]*\]"
)
_STRANGE = re.compile(r"  (Include|Ignore pattern|Alt\. Switch) => +'(.*)' +\[[^\[\]]*\]")
_HEAD = re.compile(r"\[ (?:Context|(Included) context) '(.*)' created by '.*' \]")
_END = re.compile(r"-= \d+ extensions? \((\d+) priorit(?:y|ies)\) in \d+ contexts?\. =-")
_KINDS = {"Include": "include", "Ignore pattern": "ignorepat", "Alt. Switch": "switch"}


class Unreadable(ValueError):
    """What Asterisk printed is no listing that we know; it may be cut off."""


def is_absent(context: str, output: Iterable[str]) -> bool:
    """Whether Asterisk says that it has no such context."""
    return f"There is no existence of '{context}' context" in output


def is_unfound(output: Iterable[str]) -> bool:
    """Whether Asterisk says that no extension of a context fits."""
    return any(line.startswith("There is no existence of ") for line in output)


def steps_of(context: str, output: Iterable[str]) -> tuple[Line, ...]:
    """The steps of a context as they were printed, whole. `Unreadable` where anything else is.

    Contexts that it includes are printed behind it where one extension was asked for; they are no
    part of it.
    """
    sections: list[list[Line]] = []
    promised = None
    for text in output:
        if step := _STEP.fullmatch(text):
            section = _last(context, sections)
            section.append(_line(step, section[-1].extension if section else ""))
        elif strange := _STRANGE.fullmatch(text):
            _last(context, sections).append(_strange(*strange.groups()))
        elif head := _HEAD.fullmatch(text):
            _begin(context, head, sections)
        elif ended := _END.fullmatch(text):
            promised = int(ended[1]) if promised is None else -1
        elif text:
            raise Unreadable(f"The listing of {context} has a line that can't be read: {text!r}")
    printed = sum(one.priority != STRANGE for section in sections for one in section)
    if promised != printed:
        raise Unreadable(f"The listing of {context} isn't whole.")
    return tuple(_last(context, sections[:1]))


def _begin(context: str, head: re.Match[str], sections: list[list[Line]]) -> None:
    included, name = head.groups()
    if not included and (sections or name != context):
        raise Unreadable(f"The listing of {context} is that of {name}.")
    if included and not sections:  # its own has no such extension
        sections.append([])
    sections.append([])


def _last(context: str, sections: list[list[Line]]) -> list[Line]:
    if not sections:
        raise Unreadable(f"The listing of {context} has no beginning.")
    return sections[-1]


def _line(step: re.Match[str], above: str) -> Line:
    name, caller, priority, application, data, devices = step.groups()
    if name is None:
        name = above
    elif caller is not None:
        name = f"{name}/{caller}"
    if priority is None:
        return Line(name, HINT, devices, "")
    return Line(name, int(priority), application, data)


def _strange(said: str, name: str) -> Line:
    kind = _KINDS[said]
    return Line(f"{kind} {name}", STRANGE, kind, name)
