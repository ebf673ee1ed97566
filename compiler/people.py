"""`users.csv`: a table of people becomes entries of the section `users`.

The columns are `first_name`, `last_name`, `email` and `extension`; `number`, `mac`, `model`,
`device` and `pin_required` may follow. An empty cell says nothing.

A person is named by first and last name in small letters: `Anna Berg` is `user.anna-berg`. Accents
fall away (`René` is `rene`), whatever else is no letter or digit becomes one hyphen, and the name
ends after 40 characters. The second person of a name has the extension behind it
(`anna-berg-117`), so that nobody who was there before is renamed; without an extension, or where
that is taken too, a number from 2. A name without a single Latin letter is `user-<extension>`.

`device` is the device's name, `desk` where the column is missing or empty; a person has a device if
one of `mac`, `model` and `device` is filled. `pin_required` is the `require_pin` of hot-desking.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from compiler import codes_yaml
from compiler.diagnostics import Diagnostic
from compiler.raw_text import RawText, read_text
from schema.program import Route
from schema.reading import did_you_mean, quote

REQUIRED = ("first_name", "last_name", "email", "extension")
OPTIONAL = ("number", "mac", "model", "device", "pin_required")
CELL = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*(?=,|$)|([^",]*)(?=,|$)|([^,]*)')
LONGEST_NAME = 40
MOST_FINDINGS = 100

Cells: TypeAlias = "dict[str, Cell]"
Person: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: its text, and where it begins, counted from 0."""

    text: str
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class People:
    """The entries of a table, the cell that each route comes from, and what is wrong with it."""

    users: Mapping[str, Person]
    cells: Mapping[Route, Cell]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_people(data: bytes, file: str) -> People:
    """The users of a table, as they would stand in YAML."""
    raw = read_text(data, file)
    lines = raw.cleaned.split("\n")
    found: list[Diagnostic] = list(raw.diagnostics)
    header, *rows = [_cells(line, number) for number, line in enumerate(lines)]
    wrong = tuple(_wrong_header(raw, header)) if raw.typed else ()
    if wrong or not raw.typed:
        return People({}, {}, (*found, *wrong))
    columns = [cell.text for cell in header]
    users: dict[str, Person] = {}
    cells: dict[Route, Cell] = {}
    used: Counter[str] = Counter()
    for row in rows:
        if len(found) >= MOST_FINDINGS:
            break
        wrong_row = tuple(_wrong_row(raw, row, columns))
        found.extend(wrong_row)
        person = {c: cell for c, cell in zip(columns, row, strict=False) if cell.text}
        if person and not wrong_row:
            name = _free_name(person, users, used)
            users[name] = _Entry(name, person, cells).read()
    return People(users, cells, tuple(found))


def name_of_person(first: str, last: str) -> str:
    """The name of a person as references write it; empty where no letter of it can be kept."""
    decomposed = unicodedata.normalize("NFKD", f"{first} {last}".casefold())
    plain = decomposed.encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:LONGEST_NAME].strip("-")


def _free_name(person: Cells, taken: Mapping[str, Person], used: Counter[str]) -> str:
    """The best name that is free. `used` says how many numbers each name has given out."""
    name = name_of_person(_text(person, "first_name"), _text(person, "last_name"))
    extension = name_of_person(_text(person, "extension"), "")[:20]
    base = name or "user"
    with_extension = f"{base[: LONGEST_NAME - len(extension) - 1].strip('-')}-{extension}"
    for wanted in filter(None, (name, with_extension if extension else "")):
        if wanted not in taken:
            return wanted
    used[base] += 1 if used[base] or not name else 2
    while (numbered := f"{base[: LONGEST_NAME - 7].strip('-')}-{used[base]}") in taken:
        used[base] += 1
    return numbered


def _text(person: Cells, column: str) -> str:
    return person[column].text if column in person else ""


@dataclass(slots=True)
class _Entry:
    """The entry that one row becomes, and the cell behind each of its routes."""

    name: str
    person: Cells
    cells: dict[Route, Cell]

    def read(self) -> Person:
        """The entry, as it would stand in YAML."""
        names = [self.person[c] for c in ("first_name", "last_name") if c in self.person]
        self._note(names[0], "name")
        entry: Person = {"name": " ".join(cell.text for cell in names)}
        if email := self.person.get("email"):
            self._note(email, "email")
            entry["email"] = email.text
        for column, field in (("extension", "extensions"), ("number", "numbers")):
            if cell := self.person.get(column):
                self._note(cell, field, 0)
                entry[field] = [cell.text]
        if devices := self._devices():
            entry["devices"] = devices
        if pin := self.person.get("pin_required"):
            self._note(pin, "hotdesk", "require_pin")
            entry["hotdesk"] = {"require_pin": pin.text}
        return entry

    def _devices(self) -> Person:
        fields = {key: self.person[key] for key in ("mac", "model") if key in self.person}
        named = self.person.get("device")
        if not fields and not named:
            return {}
        name = named.text if named else "desk"
        self._note(named or next(iter(fields.values())), "devices", name)
        for key, cell in fields.items():
            self._note(cell, "devices", name, key)
        return {name: {key: cell.text for key, cell in fields.items()}}

    def _note(self, cell: Cell, *fields: str | int) -> None:
        """Remembers the cell for a route, and for what leads to it and has none yet."""
        route: Route = ("users", self.name)
        for end in range(len(fields)):
            self.cells.setdefault((*route, *fields[:end]), cell)
        self.cells[(*route, *fields)] = cell


def _cells(line: str, number: int) -> list[Cell]:
    """The cells of a line. One whose quotes are wrong has the length 0, and is the last."""
    cells: list[Cell] = []
    at = 0
    while at <= len(line) and (found := CELL.match(line, at)):
        group = found.lastindex or 0
        typed, start = found[group], found.start(group)
        text = typed.replace('""', '"') if group == 1 else typed
        indent = len(typed) - len(typed.lstrip())
        length = 0 if group == 3 else max(1, len(typed.strip()))
        cells.append(Cell(text.strip(), number, start + indent if length > 1 else start, length))
        if group == 3:
            break
        at = found.end() + 1
    return cells


def _wrong_header(raw: RawText, header: list[Cell]) -> Iterator[Diagnostic]:
    names = [cell.text for cell in header]
    if len(names) == 1 and ";" in names[0]:
        message = "The columns are separated by semicolons; commas are expected."
        yield codes_yaml.CSV_HEADER.at(raw.place(0, 0), message, "Save the table with commas.")
        return
    for index, cell in enumerate(header):
        place = raw.place(0, cell.column, cell.length)
        if cell.text not in REQUIRED + OPTIONAL:
            hint = did_you_mean(cell.text, REQUIRED + OPTIONAL)
            message = f"The column {quote(cell.text)} is not known."
            yield codes_yaml.CSV_HEADER.at(place, message, hint)
        elif cell.text in names[:index]:
            message = f"The column {quote(cell.text)} is there twice."
            yield codes_yaml.CSV_HEADER.at(place, message)
    for missing in (name for name in REQUIRED if name not in names):
        message = f"The column {quote(missing)} is missing."
        yield codes_yaml.CSV_HEADER.at(raw.place(0, 0, len(raw.lines[0])), message)


def _wrong_row(raw: RawText, row: list[Cell], columns: list[str]) -> Iterator[Diagnostic]:
    for cell in (cell for cell in row if not cell.length):
        message = "A quote is not closed on this line, or stands in the middle of a cell."
        hint = 'A quote inside a quoted cell is written "".'
        yield codes_yaml.CSV_ROW.at(raw.place(cell.line, cell.column), message, hint)
    for cell in [cell for cell in row[len(columns) :] if cell.text][:1]:
        message = f"The cell {quote(cell.text)} has no column: there are only {len(columns)}."
        hint = "A comma inside a cell needs quotes around the cell."
        yield codes_yaml.CSV_ROW.at(raw.place(cell.line, cell.column, cell.length), message, hint)
    person = {column: cell for column, cell in zip(columns, row, strict=False) if cell.text}
    if person and not {"first_name", "last_name"} & set(person):
        message = "This line has neither a first name nor a last name."
        yield codes_yaml.CSV_ROW.at(raw.place(row[0].line, 0, 80), message)
