"""The changes of one account, and accounts that are new or gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compiler.difference.facts import At, Fact, Mark
from compiler.difference.lines import Change, Subject, is_for_help, joined_changes
from compiler.difference.renames import Renamed, renamed_document
from compiler.difference.things import (
    listed_facts,
    ordered_sections,
    summary,
    thing_facts,
    thing_words,
)
from compiler.difference.values import mapping_facts, model_facts
from compiler.difference.words import counted
from schema.document import DocumentBase
from schema.feature_codes import FeatureCodes
from schema.program import Origin
from schema.things import sections
from schema.tree import Account

COUNTED = ("users", "numbers", "groups", "menus", "callflows", "trunks")


def account_changes(old: Account, new: Account) -> Iterator[Change]:
    """Every change of an account; what concerns calls for help comes first."""
    found = list(_changes(old, new))
    yield from (change for change in found if change.emergency)
    yield from (change for change in found if not change.emergency)


def new_account(account: Account) -> Change:
    """The one line of an account that wasn't there."""
    said = f"account {account_name(account)} is new{_counts(account)}"
    return _subject(account).change("added", said, _origin(account))


def gone_account(account: Account) -> Change:
    """The one line of an account that isn't there any more."""
    said = f"account {account_name(account)} is gone{_counts(account)}"
    return _subject(account).change("removed", said, _origin(account), emergency=True)


def account_name(account: Account) -> str:
    """An account for people: its path; the root's own name."""
    return account.path or account.document.account.name


def _subject(account: Account) -> Subject:
    return Subject(account.path, "account", "", "account")


def _origin(account: Account) -> Origin:
    return Origin(account.path, ("account", "name"))


def _counts(account: Account) -> str:
    counts = {name: len(account.document.section(name)) for name in COUNTED}
    counts = {"users": counts.pop("users"), "devices": len(account.devices), **counts}
    said = [counted(n, name.removesuffix("s")) for name, n in counts.items() if n]
    return f" ({', '.join(said)})" if said else ""


def _changes(old: Account, new: Account) -> Iterator[Change]:
    yield from _grant_changes(old, new)
    if old.document != new.document:
        before = renamed_document(old.document, new.document)
        yield from _settings_changes(before.document, new)
        for section in ordered_sections():
            yield from _section_changes(section, before, old, new)
    yield from _folder_changes(old, new)


def _grant_changes(old: Account, new: Account) -> Iterator[Change]:
    """What the parent gives. It is written in the parent's folder."""
    if new.parent is None or old.grant == new.grant:
        return
    at = At(("accounts", new.slug))
    subject = Subject(new.path, "grant", "", "granted")
    yield from joined_changes(subject, model_facts(old.grant, new.grant, at), new.parent.path)


def _settings_changes(old: DocumentBase, new: Account) -> Iterator[Change]:
    for section, words in (("account", "account"), ("dialing", "dialing")):
        subject = Subject(new.path, section, "", words)
        facts = model_facts(old.section(section), new.document.section(section), At((section,)))
        yield from joined_changes(subject, facts)
    restrict = mapping_facts("restrict", old.restrict, new.document.restrict, At(("restrict",)))
    yield from joined_changes(Subject(new.path, "restrict", "", "account"), restrict)
    codes = _code_facts(old.feature_codes, new.document.feature_codes)
    yield from joined_changes(Subject(new.path, "feature_codes", "", "star codes"), codes)


def _code_facts(old: FeatureCodes, new: FeatureCodes) -> Iterator[Fact]:
    """What features are reached with; how that is written doesn't matter."""
    was = {name: str(code) for name, code in old.codes().items()}
    now = {name: str(code) for name, code in new.codes().items()}
    yield from mapping_facts("feature_codes", was, now, At(("feature_codes",)))


def _section_changes(section: str, before: Renamed, old: Account, new: Account) -> Iterator[Change]:
    was, now = before.document.section(section), new.document.section(section)
    if sections()[section].listed:
        subject = Subject(new.path, section, "", "routing")
        yield from joined_changes(subject, listed_facts(section, was, now))
        return
    names = {after: name for name, after in before.things.get(section, {}).items()}
    for name in sorted({*was, *now}):
        if name in names:
            yield _renamed(section, names[name], name, new.path)
        yield from _thing_changes(section, name, was.get(name), now.get(name), new.path)


def _renamed(section: str, was: str, name: str, path: str) -> Change:
    subject = Subject(path, section, name, thing_words(section, was))
    return subject.change(
        "changed", f"{subject.words} is now called {name}", Origin(path, (section, name))
    )


def _thing_changes(section: str, name: str, was: Any, now: Any, path: str) -> Iterator[Change]:
    for_help = any(getattr(one, "emergency", False) for one in (was, now))
    subject = Subject(path, section, name, thing_words(section, name), for_help)
    origin = Origin(path, (section, name))
    if was is None:
        about = summary(now)
        said = f"{subject.words} added{f' ({about})' if about else ''}"
        yield subject.change("added", said, origin, for_help or is_for_help(origin.route))
    elif now is None:
        for_help = for_help or is_for_help(origin.route)
        yield subject.change("removed", f"{subject.words} removed", origin, for_help)
    elif was != now:
        yield from joined_changes(subject, thing_facts(was, now, (section, name)))


def _folder_changes(old: Account, new: Account) -> Iterator[Change]:
    """What isn't written in any document: recordings of the media folder, public holidays."""
    for name in sorted(old.recordings.keys() ^ new.recordings.keys()):
        subject = Subject(new.path, "media", name, f"recording {name}")
        mark: Mark = "added" if name in new.recordings else "removed"
        yield subject.change(mark, f"{subject.words} {mark}", Origin(new.path))
    written = [one.document.section("schedules") for one in (old, new)]
    for name, dates in new.holidays.items():
        was = set(old.holidays.get(name, dates))
        if was != set(dates) and written[0].get(name) == written[1].get(name):
            yield _other_holidays(name, len(set(dates) - was), len(was - set(dates)), new.path)


def _other_holidays(name: str, more: int, fewer: int, path: str) -> Change:
    """Nobody wrote them: a newer calendar of public holidays says so."""
    subject = Subject(path, "schedules", name, f"schedule {name}")
    said = f"{subject.words}: its country's public holidays are others ({more} new, {fewer} gone)"
    return subject.change("changed", said, Origin(path, ("schedules", name)))
