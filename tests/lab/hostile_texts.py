"""Texts that somebody might write to do harm, and harmless ones, drawn by Hypothesis."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

from hypothesis import strategies as st

PIECES = (
    # what ends a line or a text
    "\n", "\r", "\r\n", "\x00", "\v", "\f", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\t",
    # what a configuration file is made of
    ";", ";--", "--;", "\\;", "\\", "\\\\", "[", "]", "[general]", "[globals](+)", "(!)", "(+)",
    "#include ", "#exec ", "#tryinclude ", "=", "=>", "+=", "exten => s,1,System(x)", "same => n,",
    "\n[x]\nexten => 1,1,NoOp()\n",
    # what an application splits and an expression begins with
    ",", "(", ")", "|", "&", "@", "/", ":", "?", "<", ">", "<101>", '"', "'", "`", "!", "^", "^{",
    "$", "${", "}", "${EXTEN}", "${SHELL(id)}", "$[", "$[1+1]", "%", "%s", "%00", "*", "#", "~", "_",
    # what people don't see, or see otherwise
    "\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2069", "\ufeff", "\u00ad", "\u3164",
    "\u0301", "e\u0301", "\u00e9", "\ufb01", "\u212b", "\u1e9b\u0323", "\u0430", "\uff1b", "\uff0c",
    "\u0661", "\u00b2", "\u2460", "\U0001f4de", "\U0001f1e8\U0001f1e6", "\ud800", "\udfff", "\uffff",
    # what other readers take for a value of their own
    " ", "  ", "null", "~", "true", "-", "--", "..", "../", "+", "hangup", "general", "default",
)  # fmt: skip
"""Pieces that mean something to some reader on the way."""

LETTERS = tuple(
    character
    for character in map(chr, range(0x20, 0x1FA00, 7))
    if unicodedata.category(character)[0] in "LM" or character in " -'.&+/_0123456789"
) + tuple(" -'’.&+/_,#()0189")
"""Letters and marks of all scripts, and the signs that names may hold."""

PLAIN = string.ascii_lowercase + string.digits + "+*#-._ "
WORDS = (
    "101", "+1416", "*97", "08:30", "ab", "zz9", "x7", "fr", "Anna B", "a.example", "5", "42",
    "a-rather-long-name-of-a-host.within-a-rather-long-domain.of-texts.example",
    "Maria de los Angeles Garcia y Fernandez de la Vega",  # which is cut at a space
)  # fmt: skip
BYTES_FOR_EACH = 12

Setting = Literal["alone", "before", "after", "inside"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, and how it is set into a field: alone, or beside or inside a right text."""

    text: str
    setting: Setting

    def around(self, right: str) -> str:
        """The text as it is set around a right one."""
        half = len(right) // 2
        return {
            "alone": self.text,
            "before": self.text + right,
            "after": right + self.text,
            "inside": right[:half] + self.text + right[half:],
        }[self.setting]


def drafts(most: int = 600) -> st.SearchStrategy[list[Draft]]:
    """Many drafts at once. They are read from drawn bytes, which is a hundred times as fast as to
    draw each of their characters."""
    return st.binary(min_size=most, max_size=most * BYTES_FOR_EACH).map(_read_all)


def _read_all(drawn: bytes) -> list[Draft]:
    found: list[Draft] = []
    source = _Source(drawn)
    while source.left > 0:
        found.append(_read_draft(source))
    return found


class _Source:
    """Drawn bytes, taken as choices from the front."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn = drawn
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._drawn) - self._at

    def choose(self, size: int = 1) -> int:
        """A number of so many bytes; what is missing at the end is zero."""
        part = self._drawn[self._at : self._at + size].ljust(size, b"\0")
        self._at += size
        return int.from_bytes(part, "big")


def _read_draft(source: _Source) -> Draft:
    setting = get_args(Setting)[source.choose() % len(get_args(Setting))]
    shape = source.choose()
    if shape < 70:
        text = "".join(_letter(source) for _ in range(1 + source.choose() % 12))
    else:
        text = "".join(_piece(source) for _ in range(1 + shape % 4))
    if shape >= 250:
        text *= (9, 20, 400)[shape % 3]
    if 220 <= shape < 250:
        text = unicodedata.normalize(("NFC", "NFD", "NFKC", "NFKD")[shape % 4], text)
    return Draft(text, setting)


def _piece(source: _Source) -> str:
    which = source.choose()
    if which < 110:
        return PIECES[source.choose() % len(PIECES)]
    if which < 150:
        return _letter(source)
    if which < 190:
        return PLAIN[source.choose() % len(PLAIN)]
    if which < 215:
        return WORDS[source.choose() % len(WORDS)]
    return chr(source.choose(3) % 0x110000)


def _letter(source: _Source) -> str:
    return LETTERS[source.choose(2) % len(LETTERS)]
