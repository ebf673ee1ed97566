"""XML whose settings are named by the way that leads to them: `sip:line[1]:RegisterAddr`.

A part of a way is an element; what stands in brackets is the attribute that tells it from others of
its name. A way that ends with `@label` is an attribute, which may hold a secret as any value may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias
from xml.etree import ElementTree

from targets.provisioning.dialect import Setting
from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of
from targets.provisioning.writers.xml_tree import escaped

Index: TypeAlias = Callable[[str], str]
"""The attribute that stands in the brackets behind an element of this name."""

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_PART = re.compile(rf"(?P<name>{_NAME})(?:\[(?P<key>[A-Za-z0-9_.-]+)\])?")
_ATTRIBUTE = re.compile(rf"@{_NAME}")
_DEFINES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def written_ways(
    root: str, settings: Iterable[Setting], index: Index, attributes: str = ""
) -> Document:
    """The file of settings below the element `root`, whose `attributes` are text as it stands there.
    CantCarry for a setting that is said twice and for a text that XML can't hold."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{attributes}>\n'
    return Document.of((head, *_elements(settings, index, "  "), f"</{root}>\n"))


def _elements(settings: Iterable[Setting], index: Index, indent: str) -> list[str | Hole]:
    """Elements in order of the first setting of each."""
    inner: dict[str, list[Setting]] = {}
    for way, value in settings:
        part, _, rest = way.partition(":")
        if not rest and "@" in way:
            part, _, name = way.partition("@")
            rest = f"@{name}"
        inner.setdefault(part, []).append((rest, value))
    return [one for part, within in inner.items() for one in _element(part, within, index, indent)]


def _element(part: str, within: list[Setting], index: Index, indent: str) -> Sequence[str | Hole]:
    name, key = _named(part)
    opened = f'{indent}<{name} {index(name)}="{key}"' if key else f"{indent}<{name}"
    told = dict(within)
    if len(within) != len(told):
        raise CantCarry(f"{part} is said twice")
    if len(within) == 1 and isinstance(value := told.get(""), str):
        return (f"{opened}>{escaped(value)}</{name}>\n",)
    below = [one for one in within if one[0] and not one[0].startswith("@")]
    if not below and all(isinstance(value, str) for value in told.values()):
        return (f"{opened}{_plain(told)}>{escaped(str(told.get('', '')))}</{name}>\n",)
    if below and "" in told:
        raise CantCarry(f"{part} has both a value and elements")
    return (
        opened,
        *_attributes(within),
        *((">\n", *_elements(below, index, indent + "  "), indent) if below else (">",)),
        *_text(told.get("", "")),
        f"</{name}>\n",
    )


@lru_cache(maxsize=4096)
def _named(part: str) -> tuple[str, str]:
    found = _PART.fullmatch(part)
    if found is None:
        raise CantCarry(f"{part!r} is not the name of an element")
    return found["name"], found["key"] or ""


def _plain(told: Mapping[str, Value]) -> str:
    """Attributes without secrets, in one piece: most elements have no others."""
    return "".join(
        f' {_attribute(rest)}="{escaped(str(value))}"' for rest, value in told.items() if rest
    )


@lru_cache(maxsize=4096)
def _attribute(rest: str) -> str:
    if not _ATTRIBUTE.fullmatch(rest):
        raise CantCarry(f"{rest!r} is not the name of an attribute")
    return rest[1:]


def _attributes(within: Iterable[Setting]) -> Iterator[str | Hole]:
    for rest, value in within:
        if rest.startswith("@"):
            yield f' {_attribute(rest)}="'
            yield from _text(value)
            yield '"'


def _text(value: Value) -> tuple[str | Hole, ...]:
    return tuple(escaped(part) if isinstance(part, str) else part for part in parts_of(value))


def read_ways(text: str, index: Index) -> dict[str, str]:
    """The settings of a file, by the ways to them. CantCarry for what is not well-formed XML, and for
    one that defines entities."""
    if _DEFINES.search(text):
        raise CantCarry("a phone's file has no document type and no entities")
    try:
        root = ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, ValueError) as wrong:
        raise CantCarry(f"this is not well-formed XML: {wrong}") from None
    return {way: value for part in root for way, value in _ways(part, "", index)}


def _ways(found: ElementTree.Element, before: str, index: Index) -> Iterator[tuple[str, str]]:
    key = found.attrib.get(index(found.tag))
    way = f"{before}{found.tag}" if key is None else f"{before}{found.tag}[{key}]"
    if not len(found):
        yield way, found.text or ""
    for name, value in found.attrib.items():
        if name != index(found.tag):
            yield f"{way}@{name}", value
    for child in found:
        yield from _ways(child, f"{way}:", index)
