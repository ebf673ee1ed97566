"""Cisco's flat profile: `<flat-profile>` of one element for each setting, `<User_ID_1_ ua="na">`.

`ua="na"` keeps a setting from those who use the phone. Of a setting that stands twice the phone takes
the last one, without a word, so that is refused. A phone expands `$USER`, `$PROXY` and their like: a
text of people's in which it would is refused by `plain`, and what a key can't hold by `function`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from targets.provisioning.text import CantCarry, Document, Hole, Value, parts_of
from targets.provisioning.writers.xml_elements import read as read_elements
from targets.provisioning.writers.xml_tree import escaped

_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MACRO = re.compile(r"\$[A-Za-z{(]")
_DELIMITER = re.compile(r"[;=]")


def write(settings: Iterable[tuple[str, Value]]) -> Document:
    """The file of settings. CantCarry for a name that stands twice, and for a name or a text that XML
    can't hold."""
    return Document.of((_HEADER, "<flat-profile>\n", *_lines(settings), "</flat-profile>\n"))


def _lines(settings: Iterable[tuple[str, Value]]) -> Iterator[str | Hole]:
    seen: set[str] = set()
    for name, value in settings:
        if name in seen:
            raise CantCarry(f"the setting {name} stands twice in one file")
        seen.add(name)
        if not _NAME.fullmatch(name):
            raise CantCarry(f"{name!r} can't be the name of a setting in XML")
        yield f'  <{name} ua="na">'
        for part in parts_of(value) if value else ():
            yield part if isinstance(part, Hole) else escaped(part)
        yield f"</{name}>\n"


def read(text: str) -> dict[str, str]:
    """The settings of a file, by name. CantCarry for one that is no well-formed XML."""
    return read_elements(text)


def plain(text: str) -> str:
    """A text that the phone shows as it is. CantCarry for one in which it would expand a macro."""
    if _MACRO.search(text):
        raise CantCarry(f"a Cisco phone would expand the $ in {text!r}")
    return text


def function(kind: str, label: str, **parts: str) -> str:
    """What a key does: `fnc=sd;ext=201@$PROXY;nme=Alice`. CantCarry for a label with `;` or `=` in
    it, which nothing can escape there."""
    found = _DELIMITER.search(plain(label))
    if found:
        raise CantCarry(f"the label {label!r} of a Cisco key can't hold the character {found[0]}")
    said = {"fnc": kind, **parts, "nme": label}
    return ";".join(f"{name}={value}" for name, value in said.items() if value)
