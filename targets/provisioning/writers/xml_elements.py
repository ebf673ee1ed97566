"""XML whose settings are elements: P-codes, `<item name="…">`, and codes with their meaning beside.

What is escaped and what is refused is `xml_tree`'s affair. A file that is read back must be
well-formed and define no entities: it may come from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree

from targets.provisioning.text import CantCarry, Value
from targets.provisioning.writers.xml_tree import Element

_DEFINES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def coded(
    settings: Iterable[tuple[str, Value]], words: Mapping[str, str] | None = None
) -> tuple[Element, ...]:
    """Settings whose names are element names, with what a code means beside it where `words` says
    so: `<P47 para="Profile1_Sipserver">…</P47>`."""
    known = words or {}
    return tuple(
        Element(name, value, attributes=(("para", known[name]),) if name in known else ())
        for name, value in settings
    )


def items(settings: Iterable[tuple[str, Value]]) -> tuple[Element, ...]:
    """Settings whose names are attributes: `<item name="sip.transport">…</item>`."""
    return tuple(Element("item", value, attributes=(("name", name),)) for name, value in settings)


def read(text: str) -> dict[str, str]:
    """The settings of a file by name, the last where one stands twice. CantCarry as `read_settings`."""
    return dict(read_settings(text))


def read_settings(text: str) -> tuple[tuple[str, str], ...]:
    """The settings of a file in any of these shapes, in their order, a name that stands there twice
    twice. CantCarry for what isn't well-formed, or has entities."""
    if _DEFINES.search(text):
        raise CantCarry("a phone's file has no document type and no entities")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as wrong:
        raise CantCarry(f"this is not well-formed XML: {wrong}") from None
    return tuple(_leaves(root))


def _leaves(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if not len(element):
            named = element.attrib.get("name", "") if element.tag == "item" else element.tag
            yield named, element.text or ""
