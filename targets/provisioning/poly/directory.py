"""A Poly phone's own directory, `<mac>-directory.xml`: its speed dials and the account's people.

The phone reads it when it starts, so a new colleague appears then; speed dials come first and have
numbers, by which keys name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from targets.provisioning.dialect import Setting
from targets.provisioning.text import Document
from targets.provisioning.writers.xml_tree import Element, leaves, read, write

PERSON = "directory.person."
_OWN = "directory."


def people(directory: Any, line: int) -> Iterator[Setting]:
    """Settings of the account's people: their names and extensions."""
    for at, (name, number) in enumerate(directory, start=1):
        yield f"{PERSON}{at}.label", name
        yield f"{PERSON}{at}.contact", number


def belongs(name: str) -> bool:
    """Whether a setting stands in the directory's file."""
    return name.startswith(_OWN)


def directory_file(settings: Iterable[Setting]) -> Document:
    """The directory's file, of the settings that belong to it, speed dials first."""
    entries = _entries({name: str(value) for name, value in settings if belongs(name)})
    items = tuple(Element("item", children=leaves(entry)) for entry in entries)
    return write(Element("directory", children=(Element("item_list", children=items),)))


def _entries(settings: Mapping[str, str]) -> Iterator[tuple[Setting, ...]]:
    """The entries: `fn` is the name, `ct` what is dialled, `sd` the number of a speed dial."""
    labels = [name for name in settings if name.endswith(".label")]
    for name in sorted(labels, key=lambda one: one.startswith(PERSON)):
        own = name.removesuffix(".label")
        entry = (("fn", settings[name]), ("ct", settings[f"{own}.contact"]))
        number = own.rpartition(".")[2]
        yield entry if own.startswith(PERSON) else (*entry, ("sd", number))


def read_directory(text: str) -> dict[str, str]:
    """The settings of a directory's file. ValueError for one that is ill-formed or something else."""
    root = read(text)
    if root.name != "directory":
        raise ValueError(f"this is no directory but a file of <{root.name}>")
    found: dict[str, str] = {}
    people_seen = 0
    for item in (item for items in root.children for item in items.children):
        entry = {child.name: str(child.value) for child in item.children}
        people_seen += "sd" not in entry
        own = f"{_OWN}speed_dial.{entry['sd']}" if "sd" in entry else f"{PERSON}{people_seen}"
        found |= {f"{own}.label": entry["fn"], f"{own}.contact": entry["ct"]}
    return found
