"""Diagnostics as people and programs read them: text with carets, JSON, or GitHub annotations."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compiler.diagnostics import (
    Diagnostic,
    Locator,
    Place,
    sort_diagnostics,
    tally,
)

JSON_VERSION = 1
LONGEST_LINE = 160
CONTEXT_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Palette:
    """What is put around the parts of a text to colour them. `PLAIN` colours nothing."""

    error: str = ""
    warning: str = ""
    frame: str = ""
    help: str = ""
    bold: str = ""
    end: str = ""


PLAIN = Palette()
ANSI = Palette("\x1b[1;31m", "\x1b[1;33m", "\x1b[34m", "\x1b[36m", "\x1b[1m", "\x1b[0m")


def render_text(
    diagnostics: Iterable[Diagnostic], locator: Locator, palette: Palette = PLAIN
) -> str:
    """All findings with their lines and carets, and a line that counts them."""
    found = sort_diagnostics(diagnostics, locator)
    parts = ["\n".join(_told(diagnostic, locator, palette)) for diagnostic in found]
    return "\n\n".join([*parts, summary(found)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many errors and warnings there are, in one line."""
    return f"{tally(diagnostics)}"


def render_json(diagnostics: Iterable[Diagnostic], locator: Locator) -> str:
    """All findings as a JSON document: `{"version": 1, "diagnostics": [...], ...}`."""
    found = sort_diagnostics(diagnostics, locator)
    counted = tally(found)
    document = {
        "version": JSON_VERSION,
        "diagnostics": [_as_json(diagnostic, locator) for diagnostic in found],
        "errors": counted.errors,
        "warnings": counted.warnings,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def render_github(diagnostics: Iterable[Diagnostic], locator: Locator) -> str:
    """All findings as workflow commands, which GitHub shows beside the lines of a change."""
    found = sort_diagnostics(diagnostics, locator)
    return "".join(f"{_annotation(diagnostic, locator)}\n" for diagnostic in found)


# --- text ---------------------------------------------------------------------------------------


def _told(diagnostic: Diagnostic, locator: Locator, palette: Palette) -> Iterator[str]:
    colour = palette.error if diagnostic.severity == "error" else palette.warning
    head = f"{colour}{diagnostic.severity}[{diagnostic.code}]{palette.end}"
    yield f"{head} {palette.bold}{diagnostic.name}{palette.end}: {visible(diagnostic.message)}"
    place = locator.place(diagnostic.origin, diagnostic.pointing)
    yield from _shown(place, "-->", "^", colour, palette)
    for words, origin in diagnostic.related:
        yield f"  {palette.frame}={palette.end} {visible(words)}:"
        yield from _shown(locator.place(origin, "key"), "-->", "-", palette.frame, palette)
    if diagnostic.help:
        yield f"  {palette.help}help:{palette.end} {visible(diagnostic.help)}"


def _shown(place: Place, arrow: str, caret: str, colour: str, palette: Palette) -> Iterator[str]:
    """A place: the arrow with file and line, and the line itself with carets below."""
    yield f" {palette.frame}{arrow}{palette.end} {where(place)}"
    if not place.line or not place.line_text.strip():
        return
    text, start, length = _excerpt(place)
    number = str(place.line)
    gutter = " " * len(number)
    carets = " " * _width(text[:start]) + caret * max(1, _width(text[start : start + length]))
    bar = f"{palette.frame}|{palette.end}"
    yield f"  {palette.frame}{number}{palette.end} {bar} {text}"
    yield f"  {gutter} {bar} {colour}{carets}{palette.end}"


def where(place: Place) -> str:
    """A place as editors understand it: `file:line:column`, or the file alone."""
    file = visible(place.file)
    return f"{file}:{place.line}:{place.column}" if place.line else file


def visible(text: str) -> str:
    """A text without anything that moves a cursor or hides: such characters become a blank."""
    return "".join(c if c.isprintable() else " " for c in text)


def _excerpt(place: Place) -> tuple[str, int, int]:
    """The part of the line that is worth showing, and where the carets begin and how many."""
    text, start = visible(place.line_text.rstrip()), place.column - 1
    if len(text) <= LONGEST_LINE:
        return text, start, place.length
    cut = max(0, start - CONTEXT_BEFORE)
    shown = text[cut : cut + LONGEST_LINE]
    return shown, start - cut, min(place.length, LONGEST_LINE - (start - cut))


def _width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


# --- json ---------------------------------------------------------------------------------------


def _as_json(diagnostic: Diagnostic, locator: Locator) -> dict[str, object]:
    origin = diagnostic.origin
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "account": None if isinstance(origin, Place) else origin.account,
        "route": None if isinstance(origin, Place) else list(origin.route),
        "place": _place_as_json(locator.place(origin, diagnostic.pointing)),
        "related": [
            {"message": words, "place": _place_as_json(locator.place(related, "key"))}
            for words, related in diagnostic.related
        ],
        "help": diagnostic.help,
    }


def _place_as_json(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "length": place.length,
        "text": place.line_text,
    }


# --- github -------------------------------------------------------------------------------------


def _annotation(diagnostic: Diagnostic, locator: Locator) -> str:
    place = locator.place(diagnostic.origin, diagnostic.pointing)
    parts = {"file": place.file, "line": str(place.line), "col": str(place.column)}
    if not place.line:
        parts = {"file": place.file}
    parts["title"] = f"{diagnostic.code} {diagnostic.name}"
    properties = ",".join(f"{key}={_property(value)}" for key, value in parts.items())
    message = " ".join(filter(None, (diagnostic.message, diagnostic.help)))
    return f"::{diagnostic.severity} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """A message as GitHub's command parser wants it: `%`, CR and LF escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property, where `:` and `,` separate and so are escaped as well."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
