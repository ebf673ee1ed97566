"""Texts for people's eyes and ears: names on displays, lines of an address, things to be said."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from schema.reading import Reader, quote, refusal, typed

NAME_MARKS = " -'’.&+/_"
ADDRESS_MARKS = NAME_MARKS + ",#()"

# Letters and marks that show nothing: they would make two names look alike.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def _wrong_character(text: str, marks: str) -> str:
    """The first character that a name can't hold, or the empty text."""
    for character in text:
        kind = unicodedata.category(character)
        if _UNSEEN.match(character) or not (kind[0] in "LM" or kind == "Nd" or character in marks):
            return character
    return ""


def _named(what: str, longest: int, marks: str, most: int = 400) -> Reader:
    """A reader of one line for people's eyes: letters of any script, digits and some marks. It has
    so many bytes in UTF-8 at most, in which the letters of many scripts are two or three."""

    def read(value: Any) -> str:
        text = unicodedata.normalize("NFC", typed(value, what))
        if not 1 <= len(text) <= longest:
            raise refusal(f"{quote(text)} is not {what}: 1 to {longest} characters.")
        if len(text.encode(errors="replace")) > most:
            raise refusal(
                f"{quote(text)} is too long for {what}: letters of its script take more room, and "
                f"of {most} bytes in UTF-8 it has {len(text.encode(errors='replace'))}."
            )
        wrong = _wrong_character(text, marks)
        if wrong:
            raise refusal(
                f"{quote(text)} is not {what}: {quote(wrong)} (U+{ord(wrong):04X}) can't stand "
                f"in it, only letters, digits, spaces and {marks.strip()} can."
            )
        if text != text.strip() or unicodedata.category(text[0])[0] == "M":
            raise refusal(f"{quote(text)} is not {what}: it starts or ends with a space or accent.")
        return text

    # Escaped by hand, since editors check patterns by the stricter rules of JavaScript.
    ascii_marks = (chr(n) for n in range(33, 127) if not chr(n).isalnum())
    shut = "".join("\\" + c if c in "\\]^-" else c for c in ascii_marks if c not in marks)
    shape = {"minLength": 1, "maxLength": longest, "pattern": rf"^[^\x00-\x1f\x7f{shut}]+$"}
    return Reader(
        read, f"{what[0].upper()}{what[1:]}: letters, digits, spaces, {marks.strip()}", shape
    )


LONGEST_CALLER = 40

ROOM = 79
"""Bytes of a name that a switch keeps; the rest it would cut off, in the middle of a letter even."""

DisplayName = Annotated[str, _named("a name for people", 60, NAME_MARKS, ROOM)]
"""What people see or hear a thing called, in any script."""

CallerName = Annotated[str, _named("a caller's name", LONGEST_CALLER, NAME_MARKS, ROOM)]
"""The name that a called party sees."""


def caller_name(name: str) -> str:
    """A name for people as a caller's name: as much of it as has room there."""
    return name[:LONGEST_CALLER].strip()


AddressLine = Annotated[str, _named("a line of an address", 80, ADDRESS_MARKS)]
"""One line of a street address."""


def _read_text(value: Any) -> str:
    text = unicodedata.normalize("NFC", typed(value, "a text"))
    unseen = [c for c in text if _UNSEEN.match(c) or not (c.isprintable() or c == "\n")]
    if unseen:
        raise refusal(f"{quote(text)} holds a character that shows nothing: {quote(unseen[0])}.")
    if not text.strip() or len(text) > 2000:
        raise refusal(f"{quote(text)} is not a text of 1 to 2000 characters.")
    return text.strip()


SpokenText = Annotated[
    str, Reader(_read_text, "A text: 1 to 2000 characters.", {"minLength": 1, "maxLength": 2000})
]
"""A longer text, to be spoken or mailed. It never goes into a switch's files as it is."""
