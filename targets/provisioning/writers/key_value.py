"""Files of lines `name = value`: Yealink's, Algo's.

There are no quotes and no escapes, a line is a setting, spaces around a value are not part of it.
So a value that holds a line break would be another setting: such a value is refused, never bent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from targets.provisioning.dialect import Setting
from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of

CLEARED = "%NULL%"
"""What a value is written as to clear a setting; it can't be meant as itself."""

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that end a line, end a text, or have no place in UTF-8."""


def written_lines(settings: Iterable[Setting], first: str = "") -> Document:
    """The file of settings, in their order, `first` before them. CantCarry for what it can't hold."""
    return Document.of([first, *(part for one in settings for part in _line(*one))])


def _line(name: str, value: Value) -> Iterator[str | Hole]:
    if not _NAME.fullmatch(name):
        raise CantCarry(f"{name!r} is not the name of a setting")
    parts = parts_of(value)
    for part in parts:
        if isinstance(part, str):
            _check_part(name, part)
    _check_ends(name, parts)
    yield f"{name} =" if parts in ((), ("",)) else f"{name} = "
    yield from parts
    yield "\n"


def _check_part(name: str, text: str) -> None:
    found = _BREAKING.search(text)
    if found:
        raise CantCarry(
            f"{name} can't hold the character U+{ord(found[0]):04X} (character {found.start() + 1})"
        )


def _check_ends(name: str, parts: tuple[str | Hole, ...]) -> None:
    first, last = (parts[0], parts[-1]) if parts else ("", "")
    spaced = isinstance(first, str) and first != first.lstrip()
    if spaced or (isinstance(last, str) and last != last.rstrip()):
        raise CantCarry(f"{name} can't hold a space at the beginning or the end of its value")
    if parts == (CLEARED,):
        raise CantCarry(f"{name} can't hold {CLEARED}: it clears the setting")


def read_lines(text: str) -> tuple[tuple[str, str], ...]:
    """The settings of a file, in their order, a name that stands there twice twice. Comments and
    lines that aren't settings are left out; a cleared setting reads as empty."""
    return tuple(_lines_read(text))


def _lines_read(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
        name, sign, value = line.partition("=")
        if sign and _NAME.fullmatch(name.strip()) and not line.lstrip().startswith("#"):
            value = value.strip()
            yield name.strip(), "" if value == CLEARED else value
