"""From the bytes of a file to text that may be parsed, column by column as it was typed.

Here falls what no file of the language may hold, whatever it means: bytes that are no UTF-8,
control and direction characters, tabs as indentation, directives. Each is told, and then replaced
by as many spaces, so that the rest of the file is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compiler import codes_yaml
from compiler.diagnostics import Diagnostic, Place

LARGEST_FILE = 1 << 20
MOST_OF_A_KIND = 20
BYTE_ORDER_MARK = "\ufeff"

# The C parser is an old one: it stops at the colon of `{open: 08:00-17:00}`, which is right YAML
# 1.2. Such colons are hidden from it behind a private character, and brought back in each scalar.
HIDDEN_COLON = "\uf8ff"
INNER_COLON = re.compile(r":(?<=[^\s\"'\]}]:)(?=[^\s,\[\]{}])")

INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
FORBIDDEN = re.compile(f"[{INVISIBLE}{HIDDEN_COLON}]|(?i:\\\\u(?:0000)?f8ff)")
FORBIDDEN_IN_SCALAR = re.compile(f"[\t\n{INVISIBLE}]")
FORBIDDEN_IN_BLOCK = re.compile(f"[\t{INVISIBLE}]")
TAB_INDENTATION = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


@dataclass(frozen=True)
class RawText:
    """The text of a file: as typed (for showing), and cleaned (for parsing), of equal lengths."""

    file: str
    typed: str
    cleaned: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The lines as typed."""
        return self.typed.split("\n")

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """The place at a line and column counted from 0."""
        lines = self.lines
        line = min(line, len(lines) - 1)
        text = lines[line]
        room = max(1, len(text) - column)
        return Place(self.file, line + 1, column + 1, text, max(1, min(length, room)))

    def place_of(self, match: re.Match[str]) -> Place:
        """The place of something found in the text."""
        line, column = position_of(self.typed, match.start())
        return self.place(line, column, match.end() - match.start())


def position_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 0, of a character of a text."""
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)


def read_text(data: bytes, file: str) -> RawText:
    """The text of a file, and everything that must not stand in any file."""
    if len(data) > LARGEST_FILE:
        return RawText(file, "", "", (too_large(file, len(data), LARGEST_FILE),))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "The file is written in UTF-16; it must be UTF-8."
        return RawText(file, "", "", (codes_yaml.NOT_UTF8.at(Place(file), message),))
    typed = data.decode("utf-8", errors="replace").removeprefix(BYTE_ORDER_MARK)
    typed = _with_one_line_end(typed)
    raw = RawText(file, typed, typed)
    found = (*_wrong_bytes(raw, data), *_forbidden(raw))
    cleaned = FORBIDDEN.sub(blank, typed) if found else typed
    return RawText(file, typed, cleaned, found)


def clean_yaml(raw: RawText) -> RawText:
    """The text made ready for a YAML parser: no tab indentation, no directive, no inner colon."""
    found = (*_tabs(raw), *_directives(raw))
    cleaned = raw.cleaned
    if found:
        cleaned = DIRECTIVE.sub(blank, TAB_INDENTATION.sub(blank, cleaned))
    cleaned = INNER_COLON.sub(HIDDEN_COLON, cleaned)
    return RawText(raw.file, raw.typed, cleaned, (*raw.diagnostics, *found))


def too_large(file: str, size: int, limit: int) -> Diagnostic:
    """The finding that a file has more bytes than its kind may have."""
    message = f"The file has {size:,} bytes; at most {limit:,} are read."
    return codes_yaml.TOO_LARGE.at(Place(file), message)


def name_of(character: str) -> str:
    """A character that can't be seen, as people look it up: `U+2028`."""
    return f"U+{ord(character):04X}"


def _with_one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def blank(match: re.Match[str]) -> str:
    """Blanks in place of something found, as many as it had characters."""
    return " " * (match.end() - match.start())


def _wrong_bytes(raw: RawText, data: bytes) -> Iterator[Diagnostic]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK)
        before = _with_one_line_end(before)
        line, column = position_of(before, len(before))
        message = f"The byte {data[error.start]:#04x} is not UTF-8 text."
        hint = "Save the file as UTF-8."
        yield codes_yaml.NOT_UTF8.at(raw.place(line, column), message, hint)


def _forbidden(raw: RawText) -> Iterator[Diagnostic]:
    visible = raw.typed.replace("\n", "").replace("\t", "").isprintable()
    if visible and "\\" not in raw.typed:
        return
    for count, match in enumerate(FORBIDDEN.finditer(raw.typed)):
        if count == MOST_OF_A_KIND:
            return
        named = name_of(match[0]) if len(match[0]) == 1 else "U+F8FF"
        message = f"The invisible character {named} stands here."
        yield codes_yaml.FORBIDDEN_CHARACTER.at(raw.place_of(match), message, "Delete it.")


def _tabs(raw: RawText) -> Iterator[Diagnostic]:
    if "\t" not in raw.typed:
        return
    for count, match in enumerate(TAB_INDENTATION.finditer(raw.typed)):
        if count == MOST_OF_A_KIND:
            return
        message = "This line is indented with a tab."
        yield codes_yaml.TAB_INDENTATION.at(raw.place_of(match), message, "Use spaces.")


def _directives(raw: RawText) -> Iterator[Diagnostic]:
    for match in DIRECTIVE.finditer(raw.typed) if "%" in raw.typed else ():
        message = f'The line "{match[0].strip()}" is a YAML directive; there are none here.'
        yield codes_yaml.DIRECTIVE.at(raw.place_of(match), message, "Delete the line.")
