"""Asterisk's configuration files, read by Asterisk's own rules (`config.c`).

Lines end at a line feed and nothing else. A `;` begins a comment, `\\;` is a semicolon, `;--` and
`--;` stand around a longer comment. What Asterisk would skip with a warning, or give up the whole
file for, is `Unreadable` here: no bundle of ours may hold it.
"""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from targets.asterisk.reader.unreadable import Unreadable

LONGEST_LINE = 8190
LONGEST_SECTION = 79
BLANKS = "".join(chr(code) for code in range(1, 33))
"""What Asterisk strips: every byte up to the space."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, and its settings as keys and values in their order."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()

    def values(self, key: str) -> tuple[str, ...]:
        """Every value of a key."""
        return tuple(value for name, value in self.settings if name.lower() == key)

    def value(self, key: str, otherwise: str = "") -> str:
        """The last value of a key, or another where it isn't set."""
        return next(iter(reversed(self.values(key))), otherwise)


def read_sections(files: Mapping[str, bytes], path: str) -> tuple[Section, ...]:
    """The sections of a file and of all that it includes; two of one name stay two."""
    sections: list[Section] = []
    for line in _lines(files, path, ()):
        if line.startswith("["):
            sections.append(Section(_section_name(line)))
            continue
        if not sections:
            raise Unreadable("a setting", line, "it stands before any section")
        last = sections[-1]
        sections[-1] = replace(last, settings=(*last.settings, _setting(line)))
    return tuple(sections)


def _lines(files: Mapping[str, bytes], path: str, outer: tuple[str, ...]) -> Iterator[str]:
    """The lines that say something, those of included files in their place."""
    if path in outer:
        raise Unreadable("an include", path, "the file includes itself")
    for line in _uncommented(_text(files[path], path)):
        if not line.startswith("#"):
            yield line
            continue
        for included in _included(files, line):
            yield from _lines(files, included, (*outer, path))


def _text(content: bytes, path: str) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise Unreadable("a file", path, "a byte order mark hides its first section")
    if b"\0" in content:
        raise Unreadable("a file", path, "a line ends at a zero byte")
    for line in content.split(b"\n"):
        if len(line) > LONGEST_LINE:
            raise Unreadable(
                "a line", line[:60].decode(errors="replace"), "it is skipped: too long"
            )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("a file", path, "it is not UTF-8") from error


def _included(files: Mapping[str, bytes], line: str) -> list[str]:
    directive, _, wanted = line[1:].partition(" ")
    pattern = posixpath.normpath(wanted.strip(BLANKS).strip('<>"'))
    if directive not in ("include", "tryinclude"):
        raise Unreadable("a directive", line, "only files may be included")
    depth = pattern.count("/")
    found = [one for one in files if fnmatch.fnmatchcase(one, pattern) and one.count("/") == depth]
    if not found and directive == "include":
        raise Unreadable("an include", pattern, "no file has this name: the whole load fails")
    return sorted(found)


def _uncommented(text: str) -> Iterator[str]:
    """Each line without its comments and the blanks around it; empty ones are left out."""
    depth = 0
    for raw in text.split("\n"):
        line, depth = _without_comments(raw, depth)
        if line.strip(BLANKS):
            yield line.strip(BLANKS)
    if depth:
        raise Unreadable("a file", text[-60:], "a comment doesn't end")


def _without_comments(raw: str, depth: int) -> tuple[str, int]:
    """A line's text outside comments, and how many `;--` are open behind it."""
    kept: list[str] = []
    at = 0
    while at < len(raw):
        if raw[at] != ";":
            step, text = 1, raw[at]
        elif at and raw[at - 1] == "\\":
            if kept and not depth:
                kept.pop()
            step, text = 1, ";"
        elif raw[at + 1 : at + 3] == "--" and raw[at + 3 : at + 4] != "-":
            depth, step, text = depth + 1, 3, ""
        elif at >= 2 and raw[at - 2 : at] == "--":
            depth, step, text = _closed(raw, depth), 1, ""
        elif depth:
            step, text = 1, ""
        else:
            break
        if text and not depth:
            kept.append(text)
        at += step
    return "".join(kept), depth


def _closed(raw: str, depth: int) -> int:
    if not depth:
        raise Unreadable("a line", raw, "`--;` outside a comment swallows the rest of the file")
    return depth - 1


def _section_name(line: str) -> str:
    name, closed, rest = line[1:].partition("]")
    if not closed or rest.strip(BLANKS):
        raise Unreadable("a section", line, "templates are not expected, nor is a missing bracket")
    if len(name.encode()) > LONGEST_SECTION:
        raise Unreadable("a section", line, "its name is cut, so that two may become one")
    return name


def _setting(line: str) -> tuple[str, str]:
    key, found, value = line.partition("=")
    if not found or key.endswith("+"):
        raise Unreadable("a line", line, "it is neither `key = value` nor `key => value`")
    return key.strip(BLANKS), value.removeprefix(">").strip(BLANKS)
