"""A channel while it runs through the dialplan: what it knows, where it is, what was told of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from compiler.simulate import Call, LiveName, World
from compiler.story import Event
from targets.asterisk.reader.dialplan import Dialplan
from targets.asterisk.reader.tell import Lexicon, Memory
from targets.asterisk.reader.unreadable import Unreadable

NEVER = 1 << 60
LONGEST_VALUE = 4095  # bytes; Asterisk cuts a longer one without a word
MOST_STEPS = 60_000
SPEECH = 2_000
"""Milliseconds that speech lasts of which the world says nothing."""


@dataclass(slots=True)
class Membership:
    """A channel's place in a group of a category, from one moment until another."""

    category: str
    group: str
    since: int
    until: int = NEVER


@dataclass(slots=True)
class Course:
    """What all channels of one call share."""

    dialplan: Dialplan
    call: Call
    world: World
    lexicon: Lexicon
    steps: int = MOST_STEPS
    drawn: int = 0
    thrown: int = 0
    members: list[Membership] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable's value. `depth` is how many `_` it was set with: two are inherited for good."""

    value: str
    depth: int = 0


@dataclass(slots=True)
class Frame:
    """A Gosub to return from: where to, and the variables it hides, by name."""

    context: str
    extension: str
    priority: int
    hidden: dict[str, Variable | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Party:
    """What a called party sees of the caller."""

    name: str = ""
    number: str = ""
    shown: str = "allowed"

    def __str__(self) -> str:
        if self.shown.startswith("prohib") or not (self.name or self.number):
            return "anonymous"
        return f"{self.name} <{self.number}>".strip()


Place: TypeAlias = tuple[str, str, int]

HOME: Place = ("", "", 0)
"""Where a routine returns to that Dial runs on a line: nowhere, the line is Dial's again."""


@dataclass(slots=True)
class Channel:
    """One channel. `technology` is `PJSIP` or `Local`; `deadline` the moment from which nobody
    waits for it any more; `answered` the moment it was answered or, for a leg, took the call."""

    course: Course
    technology: str
    place: Place
    party: Party
    now: int = 0
    deadline: int = NEVER
    branch: str = ""
    endpoint: str = ""
    presses: tuple[str, ...] = ()
    variables: dict[str, Variable] = field(default_factory=dict)
    live: dict[LiveName, str] = field(default_factory=dict)
    writes: list[tuple[int, LiveName, str]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    groups: dict[str, Membership] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    timeouts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    turn: int = 0
    answered: int | None = None
    ended: bool = False
    cause: int = 0
    """The cause this channel was hung up with."""
    peer_cause: int = 0
    """`HANGUPCAUSE`: the cause of the line that was hung up last."""

    def read(self, name: str) -> str:
        """The value of a variable; of all channels where this one doesn't have it."""
        found = self.variables.get(name)
        return found.value if found else self.course.dialplan.globals.get(name, "")

    def write(self, name: str, value: str) -> None:
        """Sets a variable; `_` or `__` before its name say that it is inherited."""
        if len(value.encode()) > LONGEST_VALUE:
            raise Unreadable("a value", value[:60], f"{name} would be cut")
        plain = name.lstrip("_")
        self.variables[plain] = Variable(value, len(name) - len(plain))

    def hide(self, name: str, value: str) -> None:
        """Sets a variable until the routine returns, as LOCAL does."""
        if not self.frames:
            raise Unreadable("a variable", name, "LOCAL outside a Gosub")
        self.frames[-1].hidden.setdefault(name, self.variables.get(name))
        self.write(name, value)

    def restore(self, frame: Frame) -> None:
        """Gives the variables back that a routine has hidden."""
        for name, before in frame.hidden.items():
            if before is None:
                self.variables.pop(name, None)
            else:
                self.variables[name] = before

    def inherited(self) -> dict[str, Variable]:
        """The variables that a channel made by this one begins with."""
        return {
            name: replace(variable, depth=variable.depth - (variable.depth == 1))
            for name, variable in self.variables.items()
            if variable.depth
        }

    def tell(self, events: tuple[Event, ...]) -> None:
        """Adds events at this moment; recordings follow each other."""
        at = self.now
        for event in events:
            self.events.append(replace(event, at=at, branch=self.branch))
            if event.verb == "plays":
                at += self.duration(event.subject)
            elif event.verb == "answers":
                self.take_call()

    def duration(self, media: str) -> int:
        """Milliseconds that a recording lasts."""
        seconds = self.course.world.durations.get(media)
        return SPEECH if seconds is None else milliseconds(str(seconds))

    def take_call(self) -> None:
        """Answered: from here on no ring gives this channel up."""
        self.memory = replace(self.memory, answered=True)
        if self.answered is None:
            self.answered = self.now
            self.deadline = NEVER

    def hang_up(self, cause: int) -> None:
        """Ends the channel."""
        self.ended = True
        self.cause = cause


def milliseconds(seconds: str) -> int:
    """A duration in seconds as Asterisk takes it, whole milliseconds; no number is no time."""
    try:
        return max(0, int(float(seconds or "0") * 1000 + 0.5))
    except (ValueError, OverflowError) as error:
        raise Unreadable("a duration", seconds, "it is no number of seconds") from error
