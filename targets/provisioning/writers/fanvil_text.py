"""Fanvil's file of lines: modules, parts of them, and `Name               :value`.

A setting is named `SIP_CONFIG_MODULE:--SIP_Line_List--:SIP1_Phone_Number`, with `_` for each space of
its name. There are no quotes and no escapes: what ends a line can't be told, and spaces around a value
are no part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from targets.provisioning.dialect import Setting
from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of

_HEAD = "<<VOIP CONFIG FILE>>Version:"
_FOOT = "<<END OF FILE>>"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
_PART = re.compile(r"--[A-Za-z0-9 ]+--")
_ENDING = ("Cc", "Cs", "Zl", "Zp")


def written_text(version: str, settings: Iterable[Setting]) -> Document:
    """The file of settings, their modules in order of the first of each. CantCarry."""
    modules: dict[str, dict[str, list[Setting]]] = {}
    for way, value in settings:
        module, part, name = _split(way)
        modules.setdefault(module, {}).setdefault(part, []).append((name, value))
    body = (one for module, parts in modules.items() for one in _module(module, parts))
    return Document.of((f"{_HEAD}{version}\n\n", *body, f"{_FOOT}\n"))


def _split(way: str) -> tuple[str, str, str]:
    module, _, rest = way.replace("_", " ").partition(":")
    part, _, name = rest.rpartition(":")
    if not (_NAME.fullmatch(module) and _NAME.fullmatch(name)):
        raise CantCarry(f"{way!r} is not the name of a setting")
    if part and not _PART.fullmatch(part):
        raise CantCarry(f"{way!r} is in no part of a module")
    return module, part, name


def _module(module: str, parts: dict[str, list[Setting]]) -> Iterator[str | Hole]:
    """A module: what belongs to no part of it first, or it would belong to the part before it."""
    yield f"<{module}>\n"
    for part, settings in sorted(parts.items(), key=lambda one: one[0] != ""):
        if part:
            yield f"{part:<19}:\n"
        for name, value in settings:
            yield f"{name:<19}:"
            yield from _checked(name, value)
            yield "\n"
    yield "\n"


def _checked(name: str, value: Value) -> Iterator[str | Hole]:
    parts = parts_of(value)
    whole = "".join(part if isinstance(part, str) else "-" for part in parts)
    for letter in whole:
        if unicodedata.category(letter) in _ENDING:
            raise CantCarry(f"{name} can't hold the character U+{ord(letter):04X}")
    if whole != whole.strip():
        raise CantCarry(f"{name} can't hold a space at the beginning or the end of its value")
    return iter(parts)


def read_text(text: str) -> dict[str, str]:
    """The settings of a file by name. CantCarry for what isn't such a file."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith(_HEAD):
        raise CantCarry(f"the file doesn't begin with {_HEAD}")
    return dict(_settings(lines[1:]))


def _settings(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    module = part = ""
    for line in lines:
        name, sign, value = line.partition(":")
        name = name.strip()
        if line.startswith("<") and not line.startswith("<<"):
            module, part = f"{line.strip().strip('<>')}:", ""
        elif sign and _PART.fullmatch(name):
            part = f"{name}:"
        elif sign and module:
            yield f"{module}{part}{name}".replace(" ", "_"), value.strip()


def version_in(text: str) -> str:
    """The version that a file says it has."""
    return text.partition("\n")[0].removeprefix(_HEAD)
