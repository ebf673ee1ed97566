"""What the ledger knows, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.move import Course

What: TypeAlias = Literal["push", "apply", "rollback", "return"]
"""Why an account was moved: a push that was seen, somebody's `pbxc apply` or `pbxc rollback`, or the
way back of what nobody confirmed in time."""

Result: TypeAlias = Literal[
    "under way", "going back", "live", "provisional", "refused", "overtaken", "not confirmed"
]
"""What came of a move."""


@dataclass(frozen=True, slots=True)
class Push:
    """Why generations are wanted: a commit, who wrote it, who asked for it, the plan's hash.

    `commits` says of every repository which of its commits this was made of. `confirm_within` are
    the seconds in which somebody must confirm it, or none.
    """

    commit: str = ""
    author: str = ""
    what: What = "push"
    who: str = ""
    plan: str = ""
    commits: tuple[tuple[str, str], ...] = ()
    confirm_within: int = 0


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push that was written down: its number and its time."""

    number: int
    push: Push
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands on a node, told without the generations themselves.

    `since` is when the live one went live, `pushed` what led to it last.
    """

    node: str
    account: str
    live: str | None
    tried: str | None
    course: Course
    why: str
    since: datetime | None
    pushed: Pushed | None = None

    @property
    def is_served(self) -> bool:
        """Whether the node holds anything of it. What was taken away is still known here, so that it
        can be brought back."""
        return bool(self.live) and self.live != Generation(self.account).id


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the history. `took_ms` is None while it is under way."""

    number: int
    node: str
    account: str
    generation: str
    previous: str | None
    result: Result
    why: str
    began: datetime
    took_ms: int | None
    pushed: Pushed | None = None


@dataclass(frozen=True, slots=True)
class Provisional:
    """A generation that is live until a moment, unless somebody confirms it."""

    node: str
    account: str
    generation: str
    previous: str | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """A commit that an account can't have, and why: in a sentence, and as it was told in full."""

    account: str
    commit: str
    generation: str
    why: str
    at: datetime
    diagnostics: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pause:
    """Somebody has asked to leave an account (or, with an empty one, all) as it is for a while."""

    account: str
    until: datetime
    why: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NodeMemory:
    """What is remembered of a node: the hash of the base files that were written to it, the run of
    Asterisk that was seen last, and whether it has pushes to catch up with."""

    name: str
    base: str = ""
    run: str = ""
    catching_up: bool = False
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """Something at a node wasn't as it should be: what, and whether it was brought back."""

    node: str
    account: str
    what: str
    healed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountName:
    """What people call an account: its path (empty for the root), and its name."""

    id: str
    path: str
    name: str

    @property
    def label(self) -> str:
        """Its path as it is typed and logged: `.` for the root."""
        return self.path or "."


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation as it is listed: when it was made first, and what led to it last."""

    account: str
    id: str
    at: datetime
    pushed: Pushed | None = None


__all__ = [
    "AccountName",
    "Course",
    "Drift",
    "Generation",
    "Kept",
    "Move",
    "NodeMemory",
    "Pause",
    "Place",
    "Provisional",
    "Push",
    "Pushed",
    "Refusal",
    "Result",
    "What",
]
