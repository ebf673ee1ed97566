"""The sinks: every place of an Asterisk file that text may flow into, each with its one escape.

A sink either writes a text so that Asterisk reads exactly that text back, or refuses it by name.
It never repairs. What comes out has a type of its own, so that a text that went through no sink
can't be written: mypy says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NewType

Argument = NewType("Argument", str)
"""Text that is safe inside the parentheses of a dialplan application."""

Setting = NewType("Setting", str)
"""Text that is safe behind the `=` of a configuration line."""

LONGEST_DATA = 1000  # bytes of one application's data: what one manager action can carry
LONGEST_LINE = 4000  # bytes of a line: Asterisk drops one of 8,191 without an error
LONGEST_NAME = 79  # bytes of a section, context or extension: longer ones are cut or never match

_WORD = re.compile(r"[A-Za-z0-9_.@:/+*#~=-]*")
_EXTENSION = re.compile(r"[a-z0-9*#+][A-Za-z0-9_.+*#~]*")
_PATTERN = re.compile(r"_(?:[a-mo-wy0-9+*#XZN]|\[[0-9*#+]+\])+\.?")
_CONTEXT = re.compile(r"[a-z][a-z0-9.-]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/+-]*")
_HIDDEN = ("Cc", "Cs", "Zl", "Zp")


class Unwritable(ValueError):
    """A value that a sink can't carry: which sink, which value, and why."""

    def __init__(self, sink: str, value: str, why: str) -> None:
        super().__init__(f"{value!r} can't be written as {sink}: {why}")
        self.sink = sink
        self.value = value
        self.why = why


@lru_cache(16384)
def argument(text: str) -> Argument:
    """Free text as a dialplan argument: what splits, quotes or starts an expression is refused."""
    return _plain_argument("a dialplan argument", text, ',()[]"\\|')


def assigned(text: str) -> Argument:
    """Free text as all that a variable is set to: `Set` takes commas as they are."""
    return _plain_argument("an assigned text", text, '()"\\|')


def _plain_argument(sink: str, text: str, marks: str) -> Argument:
    _require_plain(sink, text)
    for mark in marks:
        if mark in text:
            raise Unwritable(sink, text, f"{mark!r} splits or quotes arguments")
    if "${" in text or "$[" in text or text.endswith("$"):
        raise Unwritable(sink, text, "it would start an expression")
    _require_length(sink, text, LONGEST_DATA)
    return Argument(text)


@lru_cache(4096)
def word(text: str) -> Argument:
    """A compiler's own token (an id, a number, a flag) as a dialplan argument."""
    if not _WORD.fullmatch(text):
        raise Unwritable("a dialplan word", text, "it has a character no id or number has")
    _require_length("a dialplan word", text, LONGEST_DATA)
    return Argument(text)


def compare(text: str) -> Argument:
    """A text that a variable is compared with, inside the quotes of an expression."""
    if "}" in text or "]" in text:
        raise Unwritable("a compared text", text, "a bracket would end the expression")
    return argument(text)


def setting(text: str) -> Setting:
    """Free text as the value of a configuration line, semicolons escaped."""
    _require_plain("a setting", text)
    if text != text.strip():
        raise Unwritable("a setting", text, "spaces at its ends would be lost")
    if "${" in text or "$[" in text:
        raise Unwritable("a setting", text, "it would start an expression")
    _require_length("a setting", text, LONGEST_DATA)
    return Setting(escape_semicolons(text))


def part(text: str, *, but: str) -> Setting:
    """Free text as one part of a value that Asterisk splits at the characters `but`."""
    for mark in but:
        if mark in text:
            raise Unwritable("a part of a setting", text, f"{mark!r} would end it")
    return setting(text)


def extension(text: str) -> str:
    """The name of an extension that is no pattern."""
    if not _EXTENSION.fullmatch(text):
        raise Unwritable("an extension", text, "it has a character that Asterisk reads otherwise")
    _require_length("an extension", text, LONGEST_NAME)
    return text


def pattern(text: str) -> str:
    """The name of an extension that is a pattern, with its leading underscore."""
    if not _PATTERN.fullmatch(text):
        raise Unwritable("a pattern", text, "it is no pattern that both matchers agree on")
    _require_length("a pattern", text, LONGEST_NAME)
    return text


def name_checked(text: str) -> str:
    """The name of an extension, be it a pattern or not."""
    return pattern(text) if text.startswith("_") else extension(text)


def context(text: str) -> str:
    """The name of a context, small letters only since Asterisk finds some ignoring case."""
    if not _CONTEXT.fullmatch(text) or text in ("general", "globals"):
        raise Unwritable("a context", text, "it is no name the compiler makes")
    _require_length("a context", text, LONGEST_NAME)
    return text


def setting_line(key: str, value: Setting) -> str:
    """One line of a configuration section."""
    _require_key(key)
    return _line(f"{key} = {value}" if value else f"{key} =")


@lru_cache(1024)
def _require_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise Unwritable("a key", key, "keys are the compiler's own")


def section_line(name: str, kind: str = "") -> str:
    """The line that opens a section; `kind` is `!` and the like where a format needs it."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.@-]*", name):
        raise Unwritable("a section", name, "it is no name the compiler makes")
    _require_length("a section", name, LONGEST_NAME)
    return _line(f"[{name}]{kind}")


def priority_line(name: str, priority: int, application: str, data: Argument) -> str:
    """One priority of an extension, by number."""
    line = f"exten => {name},{priority},{application}({escape_semicolons(data)})"
    if len(line) * 4 > LONGEST_DATA:  # else it is short enough whatever its characters are
        _require_length("application data", data, LONGEST_DATA)
        _require_length("a line", line, LONGEST_LINE)
    return line


def hint_line(name: str, devices: str) -> str:
    """The line that says which devices an extension's lamp shows."""
    return _line(f"exten => {extension(name)},hint,{devices}")


def escape_semicolons(text: str) -> str:
    """A backslash before each semicolon, which would begin a comment."""
    return text.replace(";", "\\;")


def plain_text(value: Setting) -> str:
    """What Asterisk reads of a setting, without the escapes that only a file needs."""
    return value.replace("\\;", ";")


def _line(text: str) -> str:
    _require_length("a line", text, LONGEST_LINE)
    return text


def _require_plain(sink: str, text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    for character in text:
        if unicodedata.category(character) in _HIDDEN:
            raise Unwritable(sink, text, f"U+{ord(character):04X} can't stand in a line")


def _require_length(sink: str, text: str, most: int) -> None:
    if len(text) * 4 <= most:  # a character is four bytes at most
        return
    size = len(text.encode())
    if size > most:
        raise Unwritable(sink, text, f"it has {size} bytes, more than {most}")
