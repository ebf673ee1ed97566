"""The lines of a difference: facts of one thing put together as a reader would like them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compiler.difference.facts import Fact, Mark
from schema.program import Origin, Route

ROOM = 110
"""How long a line of several facts may become."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line: something of an account that is otherwise.

    `account` is its path, `section` and `thing` what changed, by the keys it is written under (the
    thing is empty where the section is one). `origin` is the place that says so: in the old sources
    where `mark` is removed, else in the new ones; its route is empty where nothing written says so,
    as of a recording that is only there. `emergency` says that it concerns calls for help.
    """

    account: str
    section: str
    thing: str
    mark: Mark
    sentence: str
    origin: Origin
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a line is about, and what it is called in it. `for_help`: it carries calls for help."""

    account: str
    section: str
    thing: str
    words: str
    for_help: bool = False

    def change(self, mark: Mark, sentence: str, origin: Origin, emergency: bool = False) -> Change:
        """A line about it."""
        return Change(self.account, self.section, self.thing, mark, sentence, origin, emergency)

    def concerns_help(self, fact: Fact) -> bool:
        """Whether a fact of it concerns calls for help."""
        return is_for_help(fact.route) or (self.for_help and fact.route[-1:] == ("enabled",))


def joined_changes(
    subject: Subject, facts: Iterable[Fact], owner: str | None = None
) -> Iterator[Change]:
    """The lines of a thing: small facts together, others alone. `owner` is the account in whose
    files it is written, where that is another."""
    account = subject.account if owner is None else owner
    for group in _groups(subject, facts):
        first = group[0]
        said = "; ".join(fact.said for fact in group)
        colon = " " if first.direct else ": "
        marks = {fact.mark for fact in group}
        yield subject.change(
            first.mark if len(marks) == 1 else "changed",
            f"{subject.words}{colon}{said}",
            Origin(account, next((f.route for f in group if f.mark != "removed"), first.route)),
            any(subject.concerns_help(fact) for fact in group),
        )


def _groups(subject: Subject, facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Facts that share a line: neighbours that needn't stand alone, of the same weight."""
    group: list[Fact] = []
    for fact in facts:
        if group and not _fits(subject, group, fact):
            yield group
            group = []
        group.append(fact)
    if group:
        yield group


def _fits(subject: Subject, group: list[Fact], fact: Fact) -> bool:
    same = subject.concerns_help(fact) == subject.concerns_help(group[0])
    room = sum(len(one.said) + 2 for one in (*group, fact)) <= ROOM
    return same and room and not fact.alone and not group[0].alone


HELP_KEYS = frozenset({
    "default_location", "emergency", "emergency_address", "emergency_callback", "location",
    "locations",
})  # fmt: skip
HELP_ROUTES = (("account", "country"), ("dialing", "country"), ("dialing", "outside_prefix"))


def is_for_help(route: Route) -> bool:
    """Whether what stands at a route concerns calls for help: where they go, what is told of them."""
    return bool(HELP_KEYS & {key for key in route if isinstance(key, str)}) or route in HELP_ROUTES
