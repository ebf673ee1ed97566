"""Substitution: `${VARIABLE}`, `${VARIABLE:offset:length}`, `${FUNCTION(...)}` and `$[...]`.

As in Asterisk, what stands inside is substituted first, and what comes out isn't read again.
"""

from __future__ import annotations

import re

from targets.asterisk.reader.arithmetic import value_of
from targets.asterisk.reader.channel import Channel
from targets.asterisk.reader.functions import READ, clock
from targets.asterisk.reader.unreadable import Unreadable

_SLICE = re.compile(r"(-?[0-9]+)(?::(-?[0-9]+))?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CLOSING = {"{": "}", "[": "]"}


def substituted(channel: Channel, text: str) -> str:
    """A text with all variables, functions and expressions replaced by their values."""
    parts: list[str] = []
    rest = text
    while True:
        before, found, after = rest.partition("$")
        parts.append(before)
        if not found:
            return "".join(parts)
        if after[:1] not in CLOSING:
            parts.append("$")
            rest = after
            continue
        inner, rest = _inside(after, text)
        plain = substituted(channel, inner)
        parts.append(value_of(plain) if after[0] == "[" else _value(channel, plain))


def _inside(text: str, whole: str) -> tuple[str, str]:
    """What stands between the bracket at the beginning and its partner, and what is behind it."""
    opening, closing = text[0], CLOSING[text[0]]
    depth = 0
    for at, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return text[1:at], text[at + 1 :]
    raise Unreadable("an expression", whole, "a bracket doesn't close")


def _value(channel: Channel, text: str) -> str:
    name, part = _parted(text)
    if "(" not in name:
        return _cut(_variable(channel, name), part, text)
    function, _, rest = name.partition("(")
    read = READ.get(function)
    if read is None or not rest.endswith(")"):
        raise Unreadable("a function", name, "this reader doesn't know it")
    return _cut(read(channel, rest[:-1]), part, text)


def _parted(text: str) -> tuple[str, str]:
    """A name and the `offset:length` behind it: the first colon outside parentheses."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == ":" and depth == 0:
            return text[:at], text[at + 1 :]
    return text, ""


def _variable(channel: Channel, name: str) -> str:
    context, extension, priority = channel.place
    if not _NAME.fullmatch(name):
        raise Unreadable("a variable", name, "it is no name")
    match name:
        case "CONTEXT":
            return context
        case "EXTEN":
            return extension
        case "PRIORITY":
            return str(priority)
        case "EPOCH":
            return str(int(clock(channel).timestamp()))
        case "HANGUPCAUSE":
            return str(channel.peer_cause)
        case _:
            return channel.read(name)


def _cut(value: str, part: str, whole: str) -> str:
    if not part:
        return value
    found = _SLICE.fullmatch(part)
    if found is None:
        raise Unreadable("an expression", whole, "it is cut at no number")
    offset = int(found[1])
    start = min(offset, len(value)) if offset >= 0 else max(0, len(value) + offset)
    if found[2] is None:
        return value[start:]
    length = int(found[2])
    return value[start : start + length] if length >= 0 else value[start:length]
