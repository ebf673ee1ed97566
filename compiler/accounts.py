"""The linking pass: documents become accounts, and accounts a tree.

A thing that can't be read is left out and remembered, so that everything else is still checked and
one run tells of all mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from compiler.diagnostics import Diagnostic
from compiler.holidays import holiday_dates
from compiler.shapes import read_shape_errors, route_of
from compiler.source import Tree as Written
from compiler.sources import Sources
from schema.document import DocumentBase, document_model
from schema.grant import Grant
from schema.program import Route
from schema.things import sections
from schema.tree import Account, Tree


@dataclass(frozen=True, slots=True)
class Linked:
    """The tree of what could be read. `incomplete` are the accounts of which something could not."""

    tree: Tree | None
    incomplete: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, eq=False)
class Understood:
    """What the files of one account say, as models, and what is wrong with them.

    `unread` are the references of things that were left out. Of some files not even a part can be
    understood; there is no document then.
    """

    written: Mapping[str, Written]
    document: DocumentBase | None
    grant: Grant
    recordings: Mapping[str, str]
    holidays: Mapping[str, tuple[date, ...]]
    unread: frozenset[str]
    granted: bool
    diagnostics: tuple[Diagnostic, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing had to be left out."""
        return self.document is not None and not self.diagnostics and not self.unread


def understand(sources: Sources, path: str, before: Understood | None = None) -> Understood:
    """What the files of an account say. Entries that are written as `before` are taken from there."""
    written, grant_written = sources.documents[path], sources.grants.get(path)
    document, found, unread = _document(written, path, before)
    grant, more = _grant(grant_written, path)
    return Understood(
        written=written,
        document=document,
        grant=grant,
        recordings=_recordings(sources.media.get(path, ())),
        holidays=_holidays(document) if document else {},
        unread=frozenset(unread),
        granted=not path or grant_written is not None,
        diagnostics=(*found, *more),
    )


def place_account(
    understood: Understood, path: str, slug: str, parent: Account | None
) -> Account | None:
    """The account of what was understood, below its parent; None where nothing was."""
    if understood.document is None:
        return None
    return Account(
        path=path,
        slug=slug,
        grant=understood.grant,
        document=understood.document,
        parent=parent,
        recordings=understood.recordings,
        holidays=understood.holidays,
        unread=understood.unread,
        granted=understood.granted,
    )


def link_accounts(
    sources: Sources,
    root_slug: str,
    understand: Callable[[Sources, str], Understood] = understand,
    place: Callable[[Understood, str, str, Account | None], Account | None] = place_account,
) -> Linked:
    """The account tree of all sources. Who keeps what was understood and placed before gives other
    ways to ask for it."""
    found: list[Diagnostic] = list(sources.diagnostics)
    accounts: dict[str, Account] = {}
    incomplete = set(sources.broken)
    for path in sorted(sources.documents, key=lambda path: (path.count("/"), path)):
        parent_path, _, slug = path.rpartition("/")
        parent = accounts.get(parent_path) if path else None
        if path and parent is None:
            continue
        understood = understand(sources, path)
        account = place(understood, path, slug or root_slug, parent)
        found += understood.diagnostics
        if not understood.whole:
            incomplete.add(path)
        if account is not None:
            accounts[path] = account
    tree = Tree(accounts) if "" in accounts else None
    return Linked(tree, frozenset(incomplete), tuple(found))


def _document(
    written: Mapping[str, Written], path: str, before: Understood | None
) -> tuple[DocumentBase | None, list[Diagnostic], set[str]]:
    """The document, what is wrong with it, and the references of things that were left out."""
    model = document_model()
    if before is not None and before.whole:
        try:
            return model.model_validate(_half_read(written, before)), [], set()
        except ValidationError:
            pass  # what is wrong is told in the words of what was written
    try:
        return model.model_validate(written), [], set()
    except ValidationError as error:
        found = list(read_shape_errors(error, model, written, path))
        routes = [route_of(one, written) for one in error.errors()]
    pruned, left_out = _pruned(written, routes)
    try:
        return model.model_validate(pruned), found, left_out or {"account"}
    except ValidationError:
        return None, found, left_out


def _half_read(written: Mapping[str, Written], before: Understood) -> dict[str, Any]:
    """What was written, with the models from before for all that has not changed since: pydantic
    takes those as they are."""
    return {
        section: _known(section, content, before) if section in before.written else content
        for section, content in written.items()
    }


def _known(section: str, content: Written, before: Understood) -> Any:
    read, earlier = getattr(before.document, section), before.written[section]
    if content == earlier:
        return read
    thing = sections().get(section)
    by_name = section == "scenarios" or (thing is not None and not thing.listed)
    if not (by_name and isinstance(content, dict) and isinstance(earlier, dict)):
        return content
    same = {name for name, entry in content.items() if name in earlier and earlier[name] == entry}
    return {
        name: read.get(name, entry) if name in same else entry for name, entry in content.items()
    }


def _pruned(
    written: Mapping[str, Written], routes: list[Route]
) -> tuple[dict[str, Written], set[str]]:
    """What was written without the entries that errors stand in."""
    entries = {route[:2] for route in routes if len(route) >= 2}
    whole = {route[0] for route in routes if len(route) == 1}
    left_out = {_reference(*map(str, route)) for route in entries}
    result: dict[str, Any] = {}
    for section, content in written.items():
        if section in whole:
            continue
        if isinstance(content, dict):
            result[section] = {
                name: value for name, value in content.items() if (section, name) not in entries
            }
        elif isinstance(content, list):
            result[section] = [
                value for index, value in enumerate(content) if (section, index) not in entries
            ]
        else:
            result[section] = content
    return result, left_out


def _reference(section: str, name: str) -> str:
    thing = sections().get(section)
    return f"{thing.kind if thing else section}.{name}"


def _grant(written: Mapping[str, Written] | None, path: str) -> tuple[Grant, list[Diagnostic]]:
    if written is None:
        return Grant(), []
    try:
        return Grant.model_validate(written), []
    except ValidationError as error:
        parent, _, child = path.rpartition("/")
        found = read_shape_errors(error, Grant, written, parent, ("accounts", child))
        return Grant(), list(found)


def _recordings(media: tuple[str, ...]) -> dict[str, str]:
    """The recordings of a media folder by name: the file's name without its ending."""
    return {name.rpartition("/")[2].rpartition(".")[0].lower(): name for name in sorted(media)}


def _holidays(document: DocumentBase) -> dict[str, tuple[date, ...]]:
    """The public holidays that each schedule observes. Unknown countries are told by a rule."""
    return {name: dates for name, dates in _observed(document) if dates}


def _observed(document: DocumentBase) -> Iterator[tuple[str, tuple[date, ...]]]:
    for name, schedule in document.section("schedules").items():
        if schedule.holidays.country:
            dates, _ = holiday_dates(schedule.holidays.country, schedule.holidays.region or "")
            yield name, tuple(sorted(dates))
