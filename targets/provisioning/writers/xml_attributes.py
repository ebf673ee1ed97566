"""XML whose settings are attributes, as Poly's phones read them: `<reg reg.1.label="Alice"/>`.

The names of the elements are free, so every setting has an element of its own, named by the first
word of the setting: a line of the file is a setting, and no element can have an attribute twice. A
name that stands twice in a file is refused all the same, since the phone would take either. A phone
that reads a broken file starts anew again and again, so what was written is read back before it is
given away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of
from targets.provisioning.writers.xml_tree import escaped

_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DEFINES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Setting = tuple[str, Value]


def write(settings: Iterable[Setting], root: str = "polycomConfig") -> Document:
    """The file of settings, a line each. CantCarry for a name that stands twice, and for a name or a
    text that an attribute can't hold."""
    return _checked((_HEADER, f"<{root}>\n", *_lines(_once(settings)), f"</{root}>\n"))


def write_element(name: str, settings: Iterable[Setting]) -> Document:
    """The file of one element that has all settings, as a master file is."""
    return _checked((_HEADER, f"<{name}", *_attributes(_once(settings)), "/>\n"))


def read(text: str) -> dict[str, str]:
    """The settings of a file, by name. CantCarry for one that is ill-formed, that defines entities,
    or that says a setting twice."""
    found = (pair for element in _tree(text).iter() for pair in element.attrib.items())
    return {name: str(value) for name, value in _once(found)}


def _lines(settings: Iterable[Setting]) -> Iterator[str | Hole]:
    for setting in settings:
        yield f"  <{setting[0].partition('.')[0]}"
        yield from _attributes((setting,))
        yield "/>\n"


def _attributes(settings: Iterable[Setting]) -> Iterator[str | Hole]:
    for name, value in settings:
        if not _NAME.fullmatch(name):
            raise CantCarry(f"{name!r} can't be the name of a setting in XML")
        yield f' {name}="'
        for part in parts_of(value):
            yield part if isinstance(part, Hole) else escaped(part)
        yield '"'


def _once(settings: Iterable[Setting]) -> tuple[Setting, ...]:
    found = tuple(settings)
    names = [name for name, _ in found]
    for name in names if len(set(names)) != len(names) else ():
        if names.count(name) > 1:
            raise CantCarry(f"the setting {name} stands twice in one file")
    return found


def _checked(parts: Iterable[str | Hole]) -> Document:
    """The document, having been read back. CantCarry for one that isn't well-formed."""
    document = Document.of(parts)
    _tree(document.masked())
    return document


def _tree(text: str) -> ElementTree.Element:
    if _DEFINES.search(text):
        raise CantCarry("a phone's file has no document type and no entities")
    try:
        return ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, ValueError) as wrong:
        raise CantCarry(f"this is not well-formed XML: {wrong}") from None
