"""The linking pass: documents become accounts, and accounts a tree.

A thing that can't be read is left out and remembered, so that everything else is still checked and
one run tells of all mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def link_accounts(sources: Sources, root_slug: str) -> Linked:
    """The account tree of all sources."""
    found: list[Diagnostic] = list(sources.diagnostics)
    accounts: dict[str, Account] = {}
    incomplete = set(sources.broken)
    for path in sorted(sources.documents, key=lambda path: (path.count("/"), path)):
        parent_path, _, slug = path.rpartition("/")
        parent = accounts.get(parent_path) if path else None
        if path and parent is None:
            continue
        account, more, unread = _account(sources, path, slug or root_slug, parent)
        found += more
        if unread or account is None:
            incomplete.add(path)
        if account is not None:
            accounts[path] = account
    tree = Tree(accounts) if "" in accounts else None
    return Linked(tree, frozenset(incomplete), tuple(found))


def _account(
    sources: Sources, path: str, slug: str, parent: Account | None
) -> tuple[Account | None, list[Diagnostic], bool]:
    document, found, unread = _document(sources.documents[path], path)
    grant, more = _grant(sources.grants.get(path), path)
    if document is None:
        return None, found + more, True
    account = Account(
        path=path,
        slug=slug,
        grant=grant,
        document=document,
        parent=parent,
        recordings=_recordings(sources.media.get(path, ())),
        holidays=_holidays(document),
        unread=frozenset(unread),
        granted=not path or path in sources.grants,
    )
    return account, found + more, bool(unread or more)


def _document(
    written: Mapping[str, Written], path: str
) -> tuple[DocumentBase | None, list[Diagnostic], set[str]]:
    """The document, what is wrong with it, and the references of things that were left out."""
    model = document_model()
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
