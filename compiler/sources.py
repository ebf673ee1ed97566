"""All files of all accounts: one merged document for each account, and the way back to the lines.

The folder of an account arrives as bytes (from a disk or from git, it makes no difference). Its
YAML files and `users.csv` are merged: a section may be spread over files, a name stands in one of
them. What a parent grants a child is a document of its own; its routes are the parent's, below
`accounts`: `Origin("north", ("accounts", "harbour", "limits"))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from compiler import codes_yaml
from compiler.diagnostics import Diagnostic, Place, Pointing, has_errors
from compiler.people import People, read_people
from compiler.raw_text import RawText, read_text
from compiler.source import Position, Reading, Span, Tree, find_positions, read_yaml
from schema.program import Origin, Route
from schema.reading import quote

YAML_ENDINGS = (".yaml", ".yml")
PEOPLE = "users.csv"
GRANTS = "accounts"
SCENARIOS = "scenarios"

Document = Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of an account. `file` is its path as the user would type it, `path` the one inside the
    account's folder."""

    file: str
    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountFolder:
    """The folder of one account: its files, the grants to its children (`accounts/<child>.yaml`),
    and the names of its recordings, relative to `media/`."""

    account: str
    files: tuple[SourceFile, ...]
    grants: tuple[SourceFile, ...] = ()
    media: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class AccountSources:
    """What was written in the folder of one account, and where each part of it stands.

    `grants` is by the path of the child. `readings` are the single files by their paths, each with
    what was read of it.
    """

    folder: AccountFolder
    document: Document
    grants: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    readings: Mapping[str, tuple[SourceFile, Reading]] = field(repr=False)
    _places: dict[tuple[Route, Pointing], Place] = field(default_factory=dict, repr=False)

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """Every file: its own, then what it grants."""
        return (*self.folder.files, *self.folder.grants)

    @cached_property
    def attachments(self) -> Mapping[tuple[str, str], bytes]:
        """The files that are only kept, by account and path."""
        account, files = self.folder.account, self.folder.files
        return {(account, file.path): file.data for file in files if reader_of(file) is None}

    @cached_property
    def media(self) -> tuple[str, ...]:
        """The names of the recordings, sorted."""
        return tuple(sorted(self.folder.media))

    def place(self, route: Route, pointing: Pointing = "value") -> Place:
        """The place of a route, or of its longest part that was written (see `Sources.place`);
        looked for once, since files are read anew for it."""
        key = (route, pointing)
        if key not in self._places:
            self._places[key] = self._place(route, pointing)
        return self._places[key]

    def _place(self, route: Route, pointing: Pointing) -> Place:
        found = self._longest(route)
        if found is None:
            return self._beginning()
        file, part, position = found
        whole = len(part) == len(self._written(route))
        value = pointing == "value" and position.plain and whole
        span = position.value if value or position.key is None else position.key
        return _placed(file, span)

    def value_place(self, route: Route) -> Place:
        """The place where the value of a route begins, also where it is a mapping or a list."""
        found = self._longest(route)
        return _placed(found[0], found[2].value) if found else self.place(route)

    def _longest(self, route: Route) -> tuple[SourceFile, Route, Position] | None:
        written = self._written(route)
        for length in range(len(written), 0, -1):
            part = written[:length]
            for file in self.files:
                position = positions_of(file).get(part)
                if position:
                    return file, part, position
        return None

    def _written(self, route: Route) -> Route:
        """A route without what only a model knows: fields of a short form, tags of a union."""
        node: Any = self.document
        if route[:1] == (GRANTS,) and GRANTS not in node:
            return route
        found: list[str | int] = []
        for key in route:
            here = isinstance(node, Mapping) and key in node
            there = isinstance(node, list) and isinstance(key, int) and key < len(node)
            if here or there:
                found.append(key)
                node = node[key]
        return tuple(found)

    def _beginning(self) -> Place:
        main = [file for file in self.files if file.path in ("account.yaml", "account.yml")]
        for file in (*main, *self.files):
            return _raw(file).place(0, 0)
        return Place(self.folder.account or "the account")


@dataclass(frozen=True, slots=True)
class Sources:
    """What was written, by account path, and where each part of it stands.

    `grants` is by the path of the child. `attachments` are the other files (lists, calendars), by
    account and path. `broken` names the accounts whose files hold errors, so that their documents
    lack something. Locates diagnostics (`compiler.diagnostics.Locator`).
    """

    accounts: Mapping[str, AccountSources]
    documents: Mapping[str, Document]
    grants: Mapping[str, Document]
    attachments: Mapping[tuple[str, str], bytes]
    media: Mapping[str, tuple[str, ...]]
    broken: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, tuple[SourceFile, ...]] = field(repr=False)

    def place(self, at: Origin | Place, pointing: Pointing = "value") -> Place:
        """The place of a route, or of its longest part that was written.

        The value, if it is a single one and not empty; else the key. With `pointing="key"` always
        the key. The entry of a list has no key.
        """
        if isinstance(at, Place):
            return at
        own = self.accounts.get(at.account)
        return own.place(at.route, pointing) if own else Place(at.account or "the account")

    def key_place(self, at: Origin | Place) -> Place:
        """The place of the key of a route."""
        return self.place(at, "key")

    def value_place(self, at: Origin | Place) -> Place:
        """The place where the value of a route begins, also where it is a mapping or a list."""
        own = None if isinstance(at, Place) else self.accounts.get(at.account)
        if isinstance(at, Place) or own is None:
            return self.place(at)
        return own.value_place(at.route)


def read_sources(folders: Iterable[AccountFolder]) -> Sources:
    """The documents of all accounts, and every mistake of their files."""
    return gather_sources(map(read_account, folders))


def read_account(folder: AccountFolder, before: AccountSources | None = None) -> AccountSources:
    """What stands in one account's folder. A file that is as it was `before` is not read again."""
    merge = _Merge(folder, before.readings if before else {})
    merge.run()
    found = tuple(merge.diagnostics)
    return AccountSources(folder, merge.document, merge.grants, found, merge.readings)


def gather_sources(read: Iterable[AccountSources]) -> Sources:
    """The sources of all accounts, sorted by path."""
    accounts = {one.folder.account: one for one in sorted(read, key=lambda r: r.folder.account)}
    return Sources(
        accounts=accounts,
        documents={path: one.document for path, one in accounts.items()},
        grants={child: grant for one in accounts.values() for child, grant in one.grants.items()},
        attachments={k: data for one in accounts.values() for k, data in one.attachments.items()},
        media={path: one.media for path, one in accounts.items()},
        broken=frozenset(path for path, one in accounts.items() if has_errors(one.diagnostics)),
        diagnostics=tuple(found for one in accounts.values() for found in one.diagnostics),
        files={path: one.files for path, one in accounts.items()},
    )


def reader_of(file: SourceFile) -> Callable[[SourceFile], Reading] | None:
    """How a file is read; None for one that is only kept, such as a calendar."""
    if file.path.endswith(YAML_ENDINGS):
        return _read_yaml
    return _read_people if file.path == PEOPLE else None


def child_of(grant: SourceFile) -> str:
    """The child that a grant file speaks of: `harbour` for `accounts/harbour.yaml`."""
    return grant.path.removeprefix(f"{GRANTS}/").rpartition(".")[0]


def is_grant(file: SourceFile) -> bool:
    """Whether a file is what a parent gives a child."""
    return file.path.startswith(f"{GRANTS}/")


def _read_yaml(file: SourceFile) -> Reading:
    return read_yaml(file.data, file.file)


def _read_people(file: SourceFile) -> Reading:
    people = read_people(file.data, file.file)
    return Reading({"users": dict(people.users)}, people.diagnostics)


class _Merge:
    """The merging of one account's files, in the order of their paths."""

    def __init__(
        self, folder: AccountFolder, before: Mapping[str, tuple[SourceFile, Reading]]
    ) -> None:
        self.document: dict[str, Tree] = {}
        self.grants: dict[str, Document] = {}
        self.diagnostics: list[Diagnostic] = []
        self.readings: dict[str, tuple[SourceFile, Reading]] = {}
        self._folder = folder
        self._before = before
        self._earlier: list[SourceFile] = []

    def run(self) -> None:
        """Reads and merges all files."""
        for file in sorted(self._folder.files, key=lambda file: file.path):
            read = reader_of(file)
            if read:
                self._add(file, self._read(file, read))
                self._earlier.append(file)
        for file in sorted(self._folder.grants, key=lambda file: file.path):
            self._add_grant(file)

    def _read(self, file: SourceFile, read: Callable[[SourceFile], Reading]) -> Reading:
        before, reading = self._before.get(file.path, (None, None))
        if reading is None or before != file:
            reading = read(file)
        self.readings[file.path] = (file, reading)
        return reading

    def _add(self, file: SourceFile, reading: Reading) -> None:
        self.diagnostics.extend(reading.diagnostics)
        only_scenarios = file.path.startswith(f"{SCENARIOS}/")
        for section, tree in reading.tree.items():
            if only_scenarios and section != SCENARIOS:
                message = f"The section {quote(section)} stands in the folder of the scenarios."
                place = _place_in(file, (section,))
                self.diagnostics.append(codes_yaml.NOT_A_SCENARIO.at(place, message))
                continue
            self._add_section(file, section, tree)

    def _add_section(self, file: SourceFile, section: str, tree: Tree) -> None:
        there = self.document.get(section)
        if there is None:
            self.document[section] = tree
        elif isinstance(there, dict) and isinstance(tree, dict):
            for name in (name for name in tree if name in there):
                self._report(file, (section, name))
            self.document[section] = tree | there
        elif tree is not None:
            self._report(file, (section,))

    def _add_grant(self, file: SourceFile) -> None:
        reading = self._read(file, _read_yaml)
        self.diagnostics.extend(reading.diagnostics)
        child = "/".join(filter(None, (self._folder.account, child_of(file))))
        if child in self.grants:
            message = f"The grant of {quote(child_of(file))} is written in two files."
            place = _raw(file).place(0, 0)
            self.diagnostics.append(codes_yaml.DUPLICATE_NAME.at(place, message))
        else:
            self.grants[child] = reading.tree

    def _report(self, file: SourceFile, route: Route) -> None:
        """Tells of a name that an earlier file has too."""
        first = next(earlier for earlier in self._earlier if route in positions_of(earlier))
        named = f"The name {quote(route[-1])} in {route[0]}"
        if len(route) == 1:
            named = f"The section {quote(route[0])}"
        elif route[0] == "account":
            named = f"The field {quote(route[-1])} of the account"
        message = f"{named} is already in {first.file}."
        related = (("it stands here first", _place_in(first, route)),)
        place = _place_in(file, route)
        self.diagnostics.append(codes_yaml.DUPLICATE_NAME.at(place, message, related=related))


# --- places -------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def positions_of(file: SourceFile) -> Mapping[Route, Position]:
    """Where everything in a file stands, by the routes of its account."""
    if is_grant(file):
        below = (GRANTS, child_of(file))
        found = {(*below, *route): p for route, p in find_positions(file.data).items()}
        top = Span(0, 0, 0, 1)
        return {below: Position(top, top, False)} | found
    if file.path == PEOPLE:
        return dict(_people_positions(read_people(file.data, file.file)))
    return find_positions(file.data) if file.path.endswith(YAML_ENDINGS) else {}


def _people_positions(people: People) -> Iterator[tuple[Route, Position]]:
    for route, cell in people.cells.items():
        span = Span(cell.line, cell.column, cell.line, cell.column + cell.length)
        yield route, Position(span, span, True)


@lru_cache(maxsize=64)
def _raw(file: SourceFile) -> RawText:
    return read_text(file.data, file.file)


def _place_in(file: SourceFile, route: Route) -> Place:
    """The place of a key of a file."""
    position = positions_of(file)[route]
    return _placed(file, position.key or position.value)


def _placed(file: SourceFile, span: Span) -> Place:
    one_line = span.line == span.end_line and span.end_column > span.column
    length = span.end_column - span.column if one_line else 1
    return _raw(file).place(span.line, span.column, length)
