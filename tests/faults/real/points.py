"""A fault as it is named: its kind, what exactly, where, and the seed of all that is left to chance.

A line such as `error ENOSPC 117 4242` says the same thing again on another day; `points.txt` keeps
those that found something.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ami_proxy import DIRECTIONS
from tests.faults.ami_proxy import KINDS as AMI_KINDS
from tests.faults.real.hands import HANDS

FOUND = Path(__file__).with_name("points.txt")

ERRORS = ("ENOSPC", "EIO", "EACCES", "EINTR", "EMFILE")
LASTING = ("ENOSPC", "EROFS", "EDQUOT", "EIO")
ASTERISK = ("killed", "stopped", "slow", "restarted")
RIVALS = ("refused", "forced", "asleep")
HEADS = ("another", "rewritten", "older", "gone")
CLOCKS = ("day", "-day", "decade", "-decade")

WHAT: dict[str, tuple[str, ...]] = {
    "kill": ("changing", "any"),
    "error": ERRORS,
    "disk": LASTING,
    "ami": tuple(f"{kind.replace(' ', '-')}/{way}" for kind in AMI_KINDS for way in DIRECTIONS),
    "asterisk": ASTERISK,
    "hand": tuple(HANDS),
    "rival": RIVALS,
    "head": HEADS,
    "clock": CLOCKS,
}
"""What there is of each kind."""

SHARES = {
    "kill": 40, "error": 22, "disk": 5, "ami": 12, "asterisk": 4, "hand": 8, "rival": 3,
    "head": 4, "clock": 2,
}  # fmt: skip
"""How many of a hundred faults are of each kind."""


@dataclass(frozen=True)
class Point:
    """A fault, and where it strikes."""

    kind: str
    what: str
    at: int
    seed: int

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.at} {self.seed}"

    @classmethod
    def read(cls, line: str) -> Point:
        """A point from its line."""
        kind, what, at, seed = line.split()
        return cls(kind, what, int(at), int(seed))


def found_points() -> list[list[Point]]:
    """What found something before: the points of one push on a line, with commas between."""
    lines = FOUND.read_text(encoding="utf-8").splitlines() if FOUND.exists() else []
    kept = (line.partition("#")[0].strip() for line in lines)
    return [[Point.read(one) for one in line.split(",")] for line in kept if line]


class Choosing:
    """Faults in an order of chance, spread over the kinds, and over all places of each."""

    def __init__(self, seed: int, kinds: tuple[str, ...], places: dict[str, int]) -> None:
        self._chance = random.Random(seed)
        self._kinds = kinds
        self._places = places
        self._left: dict[str, list[int]] = {}

    def next(self) -> Point:
        """A fault."""
        chance = self._chance
        kind = chance.choices(self._kinds, [SHARES[one] for one in self._kinds])[0]
        what = chance.choice(WHAT[kind])
        return Point(kind, what, self._place(f"{kind} {what}"), chance.randrange(1 << 30))

    def _place(self, key: str) -> int:
        """A place where this hasn't struck yet, as long as there is one."""
        kind, _, what = key.partition(" ")
        if not self._left.get(key):
            count = self._places["any" if what == "any" else kind]
            self._left[key] = self._chance.sample(range(count), count)
        return self._left[key].pop()
