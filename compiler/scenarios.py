"""An account's own tests: a call in a world, and what is expected of its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from compiler.simulate import simulate
from compiler.simulation.world import Call, World
from compiler.story import Event, Story, clock, words
from schema.program import Program

WORTH_TELLING = frozenset(
    {
        "plays",
        "asks",
        "rings",
        "dials",
        "connects",
        "leaves_message",
        "reads_messages",
        "ends",
    }
)
"""The verbs that an exact expectation must name one by one."""

Names: TypeAlias = Callable[[Event], str]
"""What people call the subject of an event: `closed`, `mailbox.front-desk`, `anna-desk`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a story is the expected one; if not, what was expected and what happened instead,
    in one plain sentence."""

    passed: bool
    sentence: str
    story: Story


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of `expect`: a verb, the name of its subject, and a detail where one is written."""

    verb: str
    subject: str
    detail: str | None = None

    def fits(self, event: Event, names: Names) -> bool:
        """Whether an event is the one that was expected."""
        if event.verb != self.verb or self.detail not in (None, event.detail):
            return False
        return names(event) == self.subject

    def __str__(self) -> str:
        return f'"{words(self.verb, self.subject, self.detail or "")}"'


def expectation(line: Mapping[str, str]) -> Expectation:
    """One line of `expect` as a value: `{plays: closed}`, or with a `detail` beside it.

    ValueError where a line doesn't have exactly one verb.
    """
    verbs = [verb for verb in line if verb != "detail"]
    if len(verbs) != 1:
        raise ValueError(f"an expectation names one thing that happens, not {len(verbs)}")
    return Expectation(verbs[0], line[verbs[0]], line.get("detail"))


def check_scenario(
    program: Program,
    call: Call,
    world: World,
    expect: Sequence[Mapping[str, str]],
    names: Names,
    exact: bool = False,
) -> Verdict:
    """Simulates a call and judges its story."""
    return judge(simulate(program, call, world), expect, names, exact)


def judge(
    story: Story, expect: Sequence[Mapping[str, str]], names: Names, exact: bool = False
) -> Verdict:
    """Holds a story, wherever it comes from, against what is expected of it.

    Expectations are met in order; other events may come between them. `exact` allows no other event
    between them that is worth telling: everything that is played, asked, rung, dialled, connected,
    left, read, and the end.
    """
    expected = [expectation(line) for line in expect]
    told = _Told(_worth_judging(story, expected, exact), names)
    sentence = told.against_all(expected) if exact else told.against_some(expected)
    return Verdict(not sentence, sentence, story)


def _worth_judging(story: Story, expected: Sequence[Expectation], exact: bool) -> tuple[Event, ...]:
    """The events that count: in an exact scenario those worth telling, and the verbs it names."""
    if not exact:
        return story.events
    verbs = WORTH_TELLING | {line.verb for line in expected}
    return tuple(event for event in story.events if event.verb in verbs)


@dataclass(frozen=True, slots=True)
class _Told:
    """The events that count, with people's names."""

    events: tuple[Event, ...]
    names: Names

    def against_some(self, expected: Sequence[Expectation]) -> str:
        """What is wrong where the expectations must be met in order; empty if nothing is."""
        place = 0
        for number, line in enumerate(expected):
            found = self._find(line, place)
            if found is None:
                after = f" after {expected[number - 1]}" if number else ""
                return f"expected {line}{after}, but {self._instead(line, place)}"
            place = found + 1
        return ""

    def against_all(self, expected: Sequence[Expectation]) -> str:
        """What is wrong where expectations and events must match one to one."""
        for number, line in enumerate(expected):
            after = f" after {expected[number - 1]}" if number else " first"
            if number == len(self.events):
                return f"expected {line}{after}, but there was nothing more"
            if not line.fits(self.events[number], self.names):
                return f"expected {line}{after}, but {self._quote(number)} came instead"
        if len(self.events) > len(expected):
            after = f" after {expected[-1]}" if expected else ""
            return f"expected nothing more{after}, but {self._quote(len(expected))} came"
        return ""

    def _find(self, line: Expectation, place: int) -> int | None:
        found = range(place, len(self.events))
        return next((i for i in found if line.fits(self.events[i], self.names)), None)

    def _quote(self, place: int) -> str:
        event = self.events[place]
        said = words(event.verb, self.names(event), event.detail)
        return f'"{said}" (at {clock(event.at)})'

    def _instead(self, line: Expectation, place: int) -> str:
        """The nearest thing that did happen: the same too early, the same verb, the same subject,
        or simply what came next."""
        early = self._find(line, 0)
        if early is not None:
            return f"that came earlier, at {clock(self.events[early].at)}"
        later = range(place, len(self.events))
        alike = [i for i in later if self.events[i].verb == line.verb]
        alike += [i for i in later if self.names(self.events[i]) == line.subject]
        alike += [i for i in later if self.events[i].verb in WORTH_TELLING]
        if alike:
            return f"{self._quote(alike[0])} came instead"
        return "there was nothing more"
