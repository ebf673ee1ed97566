"""The one door to YAML: from text to a tree of what was typed, with the place of each key and value.

A strict loader on the events of a parser. Every scalar is the text that was typed, whether quoted
or not; only an empty value is `None`. What the language does not have (anchors, tags, merge keys,
directives, several documents, the same key twice) is refused, and reading goes on behind it.

The C parser of ruamel.yaml.clib is used where it is installed, and ruamel.yaml's own, about twenty
times slower, where not. Both give the same trees.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from compiler import codes_yaml
from compiler.codes import Code
from compiler.diagnostics import Diagnostic, Place
from compiler.raw_text import (
    FORBIDDEN_IN_BLOCK,
    FORBIDDEN_IN_SCALAR,
    HIDDEN_COLON,
    RawText,
    blank,
    clean_yaml,
    name_of,
    read_text,
)
from compiler.syntax_errors import complaint_of, line_to_resume, read_complaint, star_code
from schema.program import Route
from schema.reading import quote

try:
    from _ruamel_yaml import CParser
except ImportError:  # pragma: no cover - only where the C parser has no wheel
    CParser = None

TAB_BEFORE_COMMENT = re.compile(r"[ \t]*\t[ \t]*(?=#|$)", re.MULTILINE)

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"

DEEPEST = 32
MOST_VALUES = 100_000
MOST_RESTARTS = 20
MOST_FINDINGS = 100
NO_KEYS = ("", "<<")
STAR_CODE = re.compile(r"[0-9*#]+")
HASH_CODE = re.compile(r"\s*:?\s*(#[0-9*][0-9*#]*)\s*(?:$|\s#)")


class Span(NamedTuple):
    """A stretch of text from a line and column (from 0) to another."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a key (none in a list) and its value stand. `plain` means the value is one scalar."""

    key: Span | None
    value: Span
    plain: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, and what is wrong with it. Where much is wrong, `tree` is what is left."""

    tree: dict[str, Tree]
    diagnostics: tuple[Diagnostic, ...] = ()


Events: TypeAlias = Callable[[], Any]
Parser: TypeAlias = Callable[[str], Events]


def open_c_parser(text: str) -> Events:
    """The events of the C parser, one by call."""
    events: Events = CParser(text).get_event
    return events


def open_pure_parser(text: str) -> Events:
    """The events of the parser that is written in Python, one by call.

    It knows no tabs before comments, where YAML allows them, and trips over some escapes.
    """
    text = TAB_BEFORE_COMMENT.sub(blank, text)
    events = iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))

    def next_event() -> Any:
        try:
            return next(events)
        except (ArithmeticError, LookupError, TypeError, AttributeError, StopIteration) as error:
            raise YAMLError(f"the parser gave up ({error})") from error

    return next_event


PARSER: Parser = open_c_parser if CParser else open_pure_parser


def read_yaml(data: bytes, file: str, parser: Parser = PARSER) -> Reading:
    """The tree of a file of the language, and every mistake in it."""
    reader = _Reader(data, file, parser)
    reader.read()
    return Reading(reader.tree, tuple(reader.diagnostics))


@lru_cache(maxsize=64)
def find_positions(data: bytes, parser: Parser = PARSER) -> Mapping[Route, Position]:
    """Where each key and value of a file stands. Read anew, since it is needed for mistakes only."""
    events: _EventsByRoute = {}
    _Reader(data, "", parser, events).read()
    return {route: _position(*found) for route, found in events.items()}


_EventsByRoute: TypeAlias = dict[Route, tuple[Any, Any]]


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line, start.column, end.line, end.column)


def _position(key: Any, value: Any) -> Position:
    plain = value.__class__ is ScalarEvent and bool(value.value)
    return Position(_span(key) if key else None, _span(value), plain)


class _Stopped(Exception):
    """Reading a file is given up; why is among its diagnostics."""


class _Reader:
    """The reading of one file: the tree so far, and the events of each route where wanted."""

    def __init__(
        self, data: bytes, file: str, parser: Parser, events: _EventsByRoute | None = None
    ) -> None:
        self.raw = clean_yaml(read_text(data, file))
        self.tree: dict[str, Tree] = {}
        self.diagnostics = list(self.raw.diagnostics)
        self.events = events
        self._data = data
        self._parser = parser
        self._next: Events = lambda: None
        self._values = 0

    # --- the file ---------------------------------------------------------------------------

    def read(self) -> None:
        """Reads the file; after a mistake in its syntax, again from the next section on."""
        start: int | None = 0
        for _ in range(MOST_RESTARTS):
            if start is None:
                return
            start = self._read_from(start)

    def _read_from(self, start: int) -> int | None:
        text = self.raw.cleaned
        if start:
            text = "\n" * start + "\n".join(text.split("\n")[start:])
        try:
            self._next = self._parser(text)
            self._read_document()
        except _Stopped:
            return None
        except (YAMLError, ValueError) as error:
            return self._complain(error, start)
        return None

    def _read_document(self) -> None:
        self._next()  # the stream starts
        if self._next().__class__ is not DocumentStartEvent:
            return
        event = self._next()
        if event.__class__ is MappingStartEvent:
            self._refuse_extras(event)
            self._fill_mapping(self.tree, ())
        else:
            self._refuse_top(event)
        self._next()  # the document ends
        event = self._next()
        if event.__class__ is DocumentStartEvent:
            message = 'A second document begins at "---"; a file holds one.'
            self._report(codes_yaml.SEVERAL_DOCUMENTS, event, message, "Delete the line.")

    def _refuse_top(self, event: Any) -> None:
        if event.__class__ is ScalarEvent and not event.value and not event.style:
            return
        if event.__class__ is AliasEvent:
            self._alias(event)
            raise _Stopped
        scalar = event.__class__ is ScalarEvent
        found = quote(event.value.replace(HIDDEN_COLON, ":")) if scalar else "a list"
        message = f"A file is a mapping of sections, and {found} was found."
        self._report(codes_yaml.NOT_A_MAPPING, event, message)
        raise _Stopped

    def _complain(self, error: Exception, start: int) -> int | None:
        if any(found.code == codes_yaml.TAB_INDENTATION.code for found in self.diagnostics):
            return None  # what else is wrong may come from the tabs
        complaint = complaint_of(error, start)
        self.diagnostics.append(read_complaint(complaint, self.raw))
        resume = line_to_resume(complaint, self.raw)
        return resume if resume is None or resume > start else None

    # --- its values -------------------------------------------------------------------------

    def _fill_mapping(self, found: dict[str, Tree], route: Route) -> None:
        following, events = self._next, self.events
        while (key_event := following()).__class__ is not MappingEndEvent:
            key = self._key(key_event, route)
            value_event = following()
            if key in found:
                self._repeated(found, key, route, key_event, value_event)
                continue
            if events is not None:
                events[(*route, key)] = (key_event, value_event)
            if value_event.__class__ is ScalarEvent:
                found[key] = self._scalar(value_event, key_event)
            else:
                found[key] = self._value(value_event, (*route, key))
            if key in NO_KEYS and not (key and key_event.style):
                del found[key]
        self._count(len(found))

    def _fill_list(self, found: list[Tree], route: Route) -> None:
        following, events = self._next, self.events
        while (event := following()).__class__ is not SequenceEndEvent:
            if events is not None:
                events[(*route, len(found))] = (None, event)
            if event.__class__ is ScalarEvent:
                found.append(self._scalar(event))
            else:
                found.append(self._value(event, (*route, len(found))))
        self._count(len(found))

    def _key(self, event: Any, route: Route) -> str:
        if event.__class__ is not ScalarEvent or not event.value:
            return self._odd_key(event, route)
        if event.value == "<<" and not event.style:
            self._report(codes_yaml.MERGE_KEY, event, "The merge key << is not allowed.")
        return self._scalar(event) or ""

    def _value(self, event: Any, route: Route) -> Tree:
        kind = event.__class__
        if kind is AliasEvent:
            return self._alias(event)
        self._refuse_extras(event)
        if len(route) >= DEEPEST:
            message = f"Mappings and lists stand inside each other more than {DEEPEST} deep."
            self._report(codes_yaml.TOO_DEEP, event, message)
            raise _Stopped
        if kind is MappingStartEvent:
            mapping: dict[str, Tree] = {}
            self._fill_mapping(mapping, route)
            return mapping
        values: list[Tree] = []
        self._fill_list(values, route)
        return values

    def _scalar(self, event: Any, key_event: Any = None) -> str | None:
        text: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if not text:
            return "" if event.style else self._empty(event, key_event)
        if not text.isprintable():
            text = text.replace(HIDDEN_COLON, ":")
            self._refuse_invisible(event, text)
        return text

    def _empty(self, event: Any, key_event: Any) -> str | None:
        """Nothing, unless a code that starts with # was taken for a comment."""
        mark = key_event.end_mark if key_event else event.start_mark
        line = self.raw.lines[mark.line] if mark.line < len(self.raw.lines) else ""
        lost = HASH_CODE.match(line, mark.column)
        if not lost:
            return None
        message = f"YAML takes {lost[1]} for a comment, so that nothing is left."
        place = self.raw.place(mark.line, lost.start(1), len(lost[1]))
        self._add(codes_yaml.LOST_IN_A_COMMENT.at(place, message, f'Write "{lost[1]}".'))
        return lost[1]

    # --- what is refused --------------------------------------------------------------------

    def _place(self, event: Any) -> Place:
        return _placed(self.raw, _span(event))

    def _report(self, code: Code, event: Any, message: str, hint: str = "") -> None:
        self._add(code.at(self._place(event), message, hint))

    def _add(self, diagnostic: Diagnostic) -> None:
        """Notes a finding, and gives the file up where there are too many of them."""
        self.diagnostics.append(diagnostic)
        if len(self.diagnostics) >= MOST_FINDINGS:
            raise _Stopped

    def _count(self, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            message = f"The file holds more than {MOST_VALUES:,} values."
            self.diagnostics.append(codes_yaml.TOO_LARGE.at(Place(self.raw.file), message))
            raise _Stopped

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            message = f"The anchor &{event.anchor} is not allowed."
            self._report(
                codes_yaml.ANCHOR_OR_ALIAS, event, message, "Quote the text, or delete it."
            )
        if event.tag is not None:
            message = f"The tag {_shown_tag(event)} is not allowed: a value is the text as typed."
            self._report(codes_yaml.TAG, event, message, "Quote the text, or delete the tag.")

    def _refuse_invisible(self, event: Any, text: str) -> None:
        block = event.style in ("|", ">")
        found = (FORBIDDEN_IN_BLOCK if block else FORBIDDEN_IN_SCALAR).search(text)
        if found:
            message = f"This text holds the invisible character {name_of(found[0])}."
            self._report(codes_yaml.FORBIDDEN_CHARACTER, event, message)

    def _alias(self, event: Any) -> str | None:
        name = str(event.anchor).rstrip(":")
        if STAR_CODE.fullmatch(name):
            self._report(codes_yaml.UNQUOTED_STAR_CODE, event, *star_code(f"*{name}"))
            return f"*{name}"
        message = f"The alias *{name} is not allowed."
        self._report(codes_yaml.ANCHOR_OR_ALIAS, event, message, "Write the value itself here.")
        return None

    def _odd_key(self, event: Any, route: Route) -> str:
        if event.__class__ is AliasEvent:
            return self._alias(event) or ""
        message = "A key is missing before the colon."
        if event.__class__ is not ScalarEvent:
            kind = "mapping" if event.__class__ is MappingStartEvent else "list"
            message = f"A {kind} can't be a key."
        self._report(codes_yaml.BAD_KEY, event, message)
        if event.__class__ is not ScalarEvent:
            self._value(event, (*route, ""))
        return ""

    def _repeated(
        self, found: dict[str, Tree], key: str, route: Route, key_event: Any, value_event: Any
    ) -> None:
        """Tells of a key that stands twice. What only the second has is kept, so that what refers
        to it is not an error as well."""
        self._report_repeated(key, (*route, key), key_event)
        scalar = value_event.__class__ is ScalarEvent
        again = None if scalar else self._value(value_event, (*route, key))
        kept = found[key]
        if isinstance(again, dict) and isinstance(kept, dict):
            found[key] = again | kept

    def _report_repeated(self, key: str, route: Route, event: Any) -> None:
        if self.events is not None:  # this is the reading that the place of the first comes from
            return
        first = find_positions(self._data, self._parser)[route].key
        message = f"The key {quote(key)} stands twice in this mapping."
        related = (("it stands here first", _placed(self.raw, first)),) if first else ()
        self._add(codes_yaml.DUPLICATE_KEY.at(self._place(event), message, related=related))


def _placed(raw: RawText, span: Span) -> Place:
    """The first line of a span."""
    one_line = span.line == span.end_line
    return raw.place(span.line, span.column, span.end_column - span.column if one_line else 1)


def _shown_tag(event: Any) -> str:
    return str(event.tag).replace("tag:yaml.org,2002:", "!!").replace(HIDDEN_COLON, ":")
