"""What a YAML parser's complaint means, in words for whoever wrote the line.

The two parsers complain in slightly different words; this page reads both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from compiler import codes_yaml
from compiler.diagnostics import Diagnostic, Place
from compiler.raw_text import HIDDEN_COLON, RawText, position_of
from schema.reading import quote

BARE_STAR = re.compile(r"(?:^|[\s,\[{:-])(\*[0-9*#]+)")
HASH_CODE_IN_BRACKETS = re.compile(r"[\[{,:]\s*(#[0-9*][0-9*#]*)")
SECTION = re.compile(r"""[^\s#\-\[\]{}%,][^#]*:(\s|$)""")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Where a parser stopped, counted from 0, and where the thing began that it was reading."""

    context: str
    problem: str
    line: int
    column: int
    start_line: int
    start_column: int

    @property
    def inside_brackets(self) -> bool:
        """Whether it stopped inside `[` or `{`."""
        return "flow" in self.context

    @property
    def inside_quotes(self) -> bool:
        """Whether it stopped inside a quoted text."""
        return "quote" in self.context


def complaint_of(error: Exception, start: int) -> Complaint:
    """The complaint in an error of either parser. One without a mark stopped where it started."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None) or mark
    line, column = (mark.line, mark.column) if mark else (start, 0)
    start_line, start_column = (begun.line, begun.column) if begun else (line, column)
    context = getattr(error, "context", None) or ""
    return Complaint(context, problem, line, column, start_line, start_column)


def read_complaint(complaint: Complaint, raw: RawText) -> Diagnostic:
    """The finding that a complaint of the parser amounts to."""
    for explain in EXPLANATIONS:
        if found := explain(complaint, raw):
            return found
    reason = complaint.problem.replace(HIDDEN_COLON, ":")
    return _bad_syntax(complaint, raw, f"This is not YAML: {reason}.")


def line_to_resume(complaint: Complaint, raw: RawText) -> int | None:
    """The next line that begins a section, from which the rest of the file may be read."""
    spread = (
        complaint.inside_brackets or complaint.inside_quotes or "simple key" in complaint.context
    )
    last_lost = complaint.start_line if spread else complaint.line
    lines = raw.lines
    following = (n for n in range(last_lost + 1, len(lines)) if SECTION.match(lines[n]))
    return next(following, None)


def _bad_syntax(
    complaint: Complaint, raw: RawText, message: str, hint: str = "", at_start: bool = False
) -> Diagnostic:
    line, column = complaint.line, complaint.column
    if at_start:
        line, column = complaint.start_line, complaint.start_column
    return codes_yaml.BAD_SYNTAX.at(raw.place(line, column), message, hint)


def star_code(text: str) -> tuple[str, str]:
    """The message and the help for a star code without quotes."""
    message = f"The star code {text} must be quoted: YAML takes a bare * for an alias."
    return message, f'Write "{text}".'


def _star(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    for number in dict.fromkeys((complaint.line, complaint.start_line)):
        line = raw.place(number, 0).line_text
        if found := BARE_STAR.search(line):
            place = raw.place(number, found.start(1), len(found[1]))
            return codes_yaml.UNQUOTED_STAR_CODE.at(place, *star_code(found[1]))
    return None


def _reference(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    place = raw.place(complaint.start_line, complaint.start_column)
    if "a tag" in complaint.context:
        return codes_yaml.TAG.at(place, "A value that starts with ! is a YAML tag.", "Quote it.")
    if "an anchor" in complaint.context or "an alias" in complaint.context:
        message = "A value that starts with & or * is a YAML anchor or alias."
        return codes_yaml.ANCHOR_OR_ALIAS.at(place, message, "Quote it.")
    return None


def _open_quote(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if not complaint.inside_quotes:
        return None
    if "escape" in complaint.problem:
        message = "A backslash in double quotes begins an escape, and this one does not exist."
        return _bad_syntax(complaint, raw, message, "Use single quotes, or two backslashes.")
    message = "The quote that opens here is never closed."
    return _bad_syntax(complaint, raw, message, at_start=True)


def _open_bracket(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if not complaint.inside_brackets:
        return None
    place = raw.place(complaint.start_line, complaint.start_column)
    bracket = place.line_text[complaint.start_column : complaint.start_column + 1]
    if bracket not in ("[", "{"):
        return None
    closing = "]" if bracket == "[" else "}"
    if complaint.line != complaint.start_line:
        message = f"The {bracket} that opens here is not closed."
        return _bad_syntax(complaint, raw, message, f"Close it with {closing}.", at_start=True)
    return _bad_syntax(complaint, raw, f'Here "," or "{closing}" is missing.')


def _stray(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if "node content" not in complaint.problem:
        return None
    found = raw.place(complaint.line, complaint.column).line_text[complaint.column :][:1]
    if found:
        return _bad_syntax(complaint, raw, f"A value is missing before {quote(found)}.")
    if lost := HASH_CODE_IN_BRACKETS.search(raw.typed):
        message = f"YAML takes {lost[1]} for a comment, and with it the rest of the line."
        line, column = position_of(raw.typed, lost.start(1))
        place = raw.place(line, column, len(lost[1]))
        return codes_yaml.LOST_IN_A_COMMENT.at(place, message, f'Write "{lost[1]}".')
    message = "The file ends inside brackets that are not closed."
    return codes_yaml.BAD_SYNTAX.at(_last_open_bracket(raw), message)


def _last_open_bracket(raw: RawText) -> Place:
    """The last line that opens more brackets than it closes; a guess, but mostly a right one."""
    lines = raw.lines
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.count("[") + line.count("{") > line.count("]") + line.count("}"):
            return raw.place(number, max(line.rfind("["), line.rfind("{")))
    return raw.place(len(lines) - 1, 0)


def _start_of_text(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if "cannot start any token" not in complaint.problem:
        return None
    character = raw.place(complaint.line, complaint.column).line_text[complaint.column :][:1]
    if character == "\t":
        message = "This line is indented with a tab."
        place = raw.place(complaint.line, complaint.column)
        return codes_yaml.TAB_INDENTATION.at(place, message, "Use spaces.")
    message = f"A text that starts with {quote(character)} must be quoted."
    return _bad_syntax(complaint, raw, message)


def _second_colon(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if "mapping values are not allowed" not in complaint.problem:
        return None
    before = raw.place(complaint.line, 0).line_text[: complaint.column]
    if ": " in before:
        message = "A second colon on one line: YAML takes it for another key."
        return _bad_syntax(complaint, raw, message, "Quote the text after the first colon.")
    message = f"The key {quote(before.strip())} does not line up with the keys above it."
    return _bad_syntax(complaint, raw, message, "Give it the indentation of its neighbours.")


def _lost_line(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    expected = ("expected key", "'-' indicator", "block end", "not allowed")
    if not any(words in complaint.problem for words in expected):
        return None
    place = raw.place(complaint.line, complaint.column)
    before = place.line_text[: complaint.column]
    if place.line_text[complaint.column :].startswith(":"):
        return codes_yaml.BAD_KEY.at(place, "A key is missing before the colon.")
    if before.rstrip().endswith(("'", '"', "]", "}")):
        message = f"Nothing may stand behind {before.rstrip()[-1]} on this line."
        return _bad_syntax(complaint, raw, message, "Quote the whole text.")
    message = "This does not fit the lines above: neither a key nor an entry can begin here."
    return _bad_syntax(complaint, raw, message, "Check the indentation and the colons.")


def _no_colon(complaint: Complaint, raw: RawText) -> Diagnostic | None:
    if "expected ':'" not in complaint.problem:
        return None
    text = raw.place(complaint.start_line, 0).line_text.strip()
    message = f"{quote(text)} stands where a key and a colon are expected."
    return _bad_syntax(complaint, raw, message, at_start=True)


EXPLANATIONS: tuple[Callable[[Complaint, RawText], Diagnostic | None], ...] = (
    _star,
    _reference,
    _open_quote,
    _open_bracket,
    _stray,
    _start_of_text,
    _second_colon,
    _lost_line,
    _no_colon,
)
