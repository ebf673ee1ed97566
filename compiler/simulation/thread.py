"""A thread: one way through the program, the caller's own or that of a ringing leg.

Threads live and die inside one `simulate` call. They are the only thing in it that changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from compiler.simulation.world import Call, LiveName, World
from compiler.story import Event
from schema.program import (
    PLATFORM,
    Address,
    Block,
    Const,
    Join,
    Legs,
    Param,
    Program,
    Value,
    Var,
)

NEVER = 1 << 62
BUDGET = 5_000

Frame: TypeAlias = tuple[str, Block, int, tuple[str, ...]]
"""Where a routine returns to: unit, block, index of the next operation, arguments."""


@dataclass(slots=True)
class Claimed:
    """A place that a thread holds in a group, from one moment until another."""

    group: str
    since: int
    until: int = NEVER


@dataclass(slots=True)
class Course:
    """What all threads of one call share: what is given, and what is used up."""

    program: Program
    call: Call
    world: World
    budget: int = BUDGET
    draws: int = 0
    claims: list[Claimed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a called party sees of the caller."""

    name: str = ""
    number: str = ""
    private: bool = False

    def __str__(self) -> str:
        if self.private or not (self.name or self.number):
            return "anonymous"
        return f"{self.name} <{self.number}>".lstrip()


@dataclass(slots=True)
class Thread:
    """One way through the program, with a clock, variables and routines of its own.

    `deadline` is the moment from which nobody waits for this thread any more. `answered` is the
    moment it was answered; for a leg that is the moment it took the call. `live` are the live
    values changed in this call so far, `writes` those that this thread changed, with their moment.
    """

    course: Course
    branch: str
    now: int
    deadline: int
    unit: str
    block: Block
    variables: dict[str, str]
    live: dict[LiveName, str]
    shown: Shown
    turn: int = 0
    index: int = 0
    params: tuple[str, ...] = ()
    frames: list[Frame] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    writes: list[tuple[int, LiveName, str]] = field(default_factory=list)
    claims: dict[str, Claimed] = field(default_factory=dict)
    answered: int | None = None
    ended: bool = False
    cause: str = ""
    sip: int = 0

    @property
    def account(self) -> str:
        """The account whose data is meant here: in a routine of the platform, that of the call."""
        return self.variables.get("account", "") if self.unit == PLATFORM else self.unit

    def text(self, value: Value) -> str:
        """What a value is now. Legs are their labels joined by commas; an absent argument or
        variable is empty."""
        match value:
            case Const():
                return value.text
            case Var():
                return self.variables.get(value.name, "")
            case Param():
                return self._param(value.index)
            case Join():
                return "".join([self.text(part) for part in value.parts])
            case Legs():
                return ",".join(value.labels)
            case _:
                assert_never(value)

    def _param(self, index: int) -> str:
        return self.params[index - 1] if 0 < index <= len(self.params) else ""

    def tell(self, verb: str, subject: str, detail: str = "") -> None:
        """Adds an event to the story, at this moment and from this block."""
        event = Event(self.now, verb, subject, detail, self.branch, self.block.origin)
        self.events.append(event)

    def go(self, to: Address) -> None:
        """Goes on at another block. KeyError where the compiler itself is wrong."""
        self.block = self.course.program.units[to.unit].blocks[to.label]
        self.unit = to.unit
        self.index = 0

    def enter(self, to: Address, args: tuple[str, ...]) -> None:
        """Enters a routine."""
        self.frames.append((self.unit, self.block, self.index, self.params))
        self.params = args
        self.go(to)

    def give_back(self) -> None:
        """Returns from a routine. With nowhere to return to, the thread has run off its end."""
        if self.frames:
            self.unit, self.block, self.index, self.params = self.frames.pop()
        else:
            self.end()

    def end(self, cause: str = "", sip: int = 0) -> None:
        """Ends this thread; no cause means that of the last failure, or `normal`."""
        self.ended = True
        self.cause = cause or self.variables.get("outcome", "") or "normal"
        self.sip = sip

    def take_call(self, moment: int) -> None:
        """Answered at a moment: from here on no ring waits for this thread, it has the caller."""
        if self.answered is None:
            self.answered = moment
            self.deadline = NEVER
