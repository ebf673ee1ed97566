"""XML of nested elements, as clients on computers and mobiles read it: `account` with `title` in it.

A text is escaped, and refused where XML 1.0 or a line-based store behind it can't hold it: control
characters, line ends among them. Values keep their holes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_PLAIN = re.compile("[ !#-%'-;=?-~]*")  # nearly all of it
_NONCHARACTERS = frozenset("\ufffe\uffff")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its attributes, and either what stands in it or the elements in it."""

    name: str
    value: Value = ""
    children: tuple[Element, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def leaves(settings: Iterable[tuple[str, Value]]) -> tuple[Element, ...]:
    """An element for each setting, in order."""
    return tuple(Element(name, value) for name, value in settings)


def write(root: Element) -> Document:
    """The file of an element. CantCarry for a character that XML has no way to hold."""
    return Document.of(('<?xml version="1.0" encoding="UTF-8"?>\n', *_lines(root, 0)))


def read(text: str) -> Element:
    """The element of a file, its spacing left out. ValueError where it isn't well-formed."""
    try:
        return _element(ElementTree.fromstring(text.encode()))
    except ElementTree.ParseError as error:
        raise ValueError(f"this is no XML: {error}") from None


def _element(found: ElementTree.Element) -> Element:
    children = tuple(_element(child) for child in found)
    value = "" if children else found.text or ""
    return Element(found.tag.rpartition("}")[2], value, children, tuple(found.attrib.items()))


def _lines(element: Element, depth: int) -> Iterator[str | Hole]:
    """An element of one line, or of one with its children between."""
    indent = "  " * depth
    attributes = [f' {_name(name)}="{escaped(value)}"' for name, value in _once(element.attributes)]
    start = f"{indent}<{_name(element.name)}{''.join(attributes)}>"
    if element.children:
        yield f"{start}\n"
        for child in element.children:
            yield from _lines(child, depth + 1)
        yield f"{indent}</{element.name}>\n"
    elif isinstance(element.value, str):
        yield f"{start}{escaped(element.value)}</{element.name}>\n"
    else:
        yield start
        for part in parts_of(element.value):
            yield escaped(part) if isinstance(part, str) else part
        yield f"</{element.name}>\n"


def _once(attributes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if len(dict(attributes)) != len(attributes):
        raise ValueError("an attribute stands twice in one element")
    return attributes


@lru_cache(4096)
def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of an element")
    return text


def escaped(text: str) -> str:
    """A text as it stands between tags or in an attribute. CantCarry."""
    if _PLAIN.fullmatch(text):
        return text
    for at, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cs") or character in _NONCHARACTERS:
            raise CantCarry(f"XML can't carry U+{ord(character):04X} (character {at + 1})")
    return "".join(_ESCAPES.get(character, character) for character in text)
