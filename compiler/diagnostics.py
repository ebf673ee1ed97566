"""What is wrong with what was written, as values: never an exception, all of them in one run.

A diagnostic says one plain sentence that quotes what was found, and where. The place is a route of
keys (`schema.program.Origin`), which becomes file, line and column when it is printed, or already
a place in a file where there are no keys yet, as in a file that is no YAML at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from schema.program import Origin

Severity: TypeAlias = Literal["error", "warning"]
Pointing: TypeAlias = Literal["value", "key"]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line of a file. Lines and columns count from 1, in characters.

    `file` is the path as the user would type it. Line 0 means the file or folder as a whole.
    """

    file: str
    line: int = 0
    column: int = 0
    line_text: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a stable code, its name, a sentence, the place, and what would mend it.

    `pointing` says what the caret shows where the place is a route: the value that stands there,
    or the key itself.
    """

    code: str
    name: str
    message: str
    origin: Origin | Place
    related: tuple[tuple[str, Origin | Place], ...] = ()
    help: str = ""
    severity: Severity = "error"
    pointing: Pointing = "value"


class Locator(Protocol):
    """Whatever turns a route of keys into a place in a file: `compiler.source.Sources`."""

    def place(self, at: Origin | Place, pointing: Pointing = "value") -> Place:
        """The place of a route; of a place, itself."""
        ...


@dataclass(frozen=True, slots=True)
class Routeless:
    """A locator for where no folder could be read: a route shows as its keys joined by dots."""

    files: Mapping[str, str]

    def place(self, at: Origin | Place, pointing: Pointing = "value") -> Place:
        """The file known for the account, or the route itself in the place of a file name."""
        if isinstance(at, Place):
            return at
        route = ".".join(map(str, at.route))
        return Place(self.files.get(at.account, at.account or route or "the account"))


def sort_diagnostics(diagnostics: Iterable[Diagnostic], locator: Locator) -> tuple[Diagnostic, ...]:
    """The findings in reading order: by file, line and column. Equal ones are told once."""

    def order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
        place = locator.place(diagnostic.origin, diagnostic.pointing)
        return (place.file, place.line, place.column, diagnostic.code, diagnostic.message)

    return tuple(sorted(dict.fromkeys(diagnostics), key=order))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of the findings forbids to go on."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many errors and warnings there are."""

    errors: int
    warnings: int

    def __str__(self) -> str:
        counts = ((self.errors, "error"), (self.warnings, "warning"))
        said = [f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts if n]
        return " and ".join(said) or "no errors"


def tally(diagnostics: Iterable[Diagnostic]) -> Tally:
    """The findings counted by severity."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    return Tally(severities.count("error"), severities.count("warning"))
