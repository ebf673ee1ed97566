"""The dialplan as Asterisk holds it: contexts, their extensions in order of matching, priorities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from targets.asterisk.reader.conf import Section, read_sections
from targets.asterisk.reader.matching import LONGEST_NAME, does_match, is_pattern, plain, rank_of
from targets.asterisk.reader.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Line:
    """One priority: an application, and its data as it is written."""

    application: str
    data: str


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension by the name it is written with, and its priorities by number."""

    name: str
    lines: Mapping[int, Line]


@dataclass(frozen=True, slots=True)
class Context:
    """A context: literals by their name without hyphens, and patterns, the first to match first."""

    name: str
    literals: Mapping[str, Extension]
    patterns: tuple[Extension, ...]

    def find(self, dialled: str, priority: int) -> tuple[Extension, Line] | None:
        """The extension that a dialled text fits and that has this priority, with that line."""
        for extension in self._fitting(dialled):
            if priority in extension.lines:
                return extension, extension.lines[priority]
        return None

    def _fitting(self, dialled: str) -> Iterator[Extension]:
        literal = self.literals.get(plain(dialled))
        if literal is not None:
            yield literal
        for extension in self.patterns:
            if does_match(extension.name, dialled):
                yield extension


@dataclass(frozen=True, slots=True)
class Peer:
    """A phone or carrier of `pjsip.conf`: where its calls come in, and what they bring along."""

    name: str
    context: str
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dialplan:
    """All that a bundle says about calls."""

    contexts: Mapping[str, Context]
    globals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    peers: Mapping[str, Peer] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, context: str, dialled: str, priority: int) -> tuple[Extension, Line] | None:
        """The line that a call at this place runs, or None where it would be cut off."""
        found = self.contexts.get(context)
        return found.find(dialled, priority) if found and dialled else None


def read_bundle(files: Mapping[str, bytes]) -> Dialplan:
    """The dialplan of a bundle's files. `Unreadable` names what Asterisk wouldn't take as written."""
    written: dict[str, dict[str, dict[int, Line]]] = {}
    values: dict[str, str] = {}
    for section in read_sections(files, "extensions.conf"):
        if section.name.lower() == "globals":
            values |= dict(section.settings)
        elif section.name.lower() != "general":
            _add(written.setdefault(section.name, {}), section)
    contexts = {name: _context(name, extensions) for name, extensions in written.items()}
    return Dialplan(contexts, values, _peers(files))


def _add(extensions: dict[str, dict[int, Line]], section: Section) -> None:
    """Adds the lines of a section to its context."""
    last = ""
    for key, value in section.settings:
        if key.lower() == "exten":
            last, _, value = value.partition(",")
            last = last.strip().replace(" ", "")
        elif not key.lower().startswith("same") or not last:
            raise Unreadable("a line", f"{key} => {value}", "only `exten` and `same` are expected")
        _add_line(extensions, last, value)


def _add_line(extensions: dict[str, dict[int, Line]], name: str, value: str) -> None:
    number, found, rest = value.partition(",")
    if not name or len(name.encode()) > LONGEST_NAME or "${" in name:
        raise Unreadable("an extension", name, "no call can reach it as it is written")
    if number == "hint" and found:
        return
    lines = extensions.setdefault(name, {})
    if number == "n" and lines:
        number = str(max(lines) + 1)
    if not found or not number.isascii() or not number.isdecimal() or int(number) < 1:
        raise Unreadable("a priority", f"{name},{value}", "it is no number")
    if int(number) in lines:
        raise Unreadable(
            "a priority", f"{name},{value}", "it is there already: the first one stays"
        )
    lines[int(number)] = _line(rest.strip())


def _line(text: str) -> Line:
    application, opened, data = text.partition("(")
    if not opened:
        return Line(text.strip(), "")
    data, closed, _ = data.rpartition(")")
    if not application.strip() or not closed:
        raise Unreadable("an application", text, "its parentheses don't fit")
    return Line(application.strip(), data)


def _context(name: str, written: Mapping[str, dict[int, Line]]) -> Context:
    literals: dict[str, Extension] = {}
    patterns: list[Extension] = []
    for label, lines in written.items():
        extension = Extension(label, lines)
        if is_pattern(label):
            patterns.append(extension)
        elif plain(label) in literals:
            raise Unreadable("an extension", label, "it is the same as another but for hyphens")
        else:
            literals[plain(label)] = extension
    patterns.sort(key=lambda extension: rank_of(extension.name))
    return Context(name, literals, tuple(patterns))


def _peers(files: Mapping[str, bytes]) -> dict[str, Peer]:
    if "pjsip.conf" not in files:
        return {}
    found = (one for one in read_sections(files, "pjsip.conf") if one.value("type") == "endpoint")
    return {one.name: _peer(one) for one in found}


def _peer(section: Section) -> Peer:
    pairs = (value.partition("=") for value in section.values("set_var"))
    variables = tuple((name.strip(), value) for name, _, value in pairs)
    return Peer(section.name, section.value("context", "default"), variables)
