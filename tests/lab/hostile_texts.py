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


def _pieces() -> st.SearchStrategy[str]:
    hostile = st.sampled_from(PIECES)
    letters = st.sampled_from(LETTERS)
    plain = st.sampled_from(string.ascii_lowercase + string.digits + "+*#-._ ")
    dialled = st.sampled_from(("101", "+1416", "*97", "08:30", "ab", "zz9", "x7", "fr", "Anna B"))
    anything = st.characters(exclude_categories=())
    return st.one_of(hostile, hostile, letters, plain, dialled, anything)


def _texts() -> st.SearchStrategy[str]:
    joined = st.lists(_pieces(), min_size=1, max_size=5).map("".join)
    named = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=12).map("".join)
    forms = st.sampled_from(("NFC", "NFD", "NFKC", "NFKD"))
    formed = st.builds(unicodedata.normalize, forms, joined)
    long = st.builds(lambda text, times: text * times, joined, st.sampled_from((9, 20, 400)))
    return st.one_of(*[joined] * 6, *[named] * 3, formed, long)


def drafts(count: int) -> st.SearchStrategy[list[Draft]]:
    """So many drafts at once."""
    one = st.builds(Draft, _texts(), st.sampled_from(get_args(Setting)))
    return st.lists(one, min_size=count, max_size=count, unique_by=lambda draft: draft.text)
