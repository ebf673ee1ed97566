"""A generation: everything that a node holds for one account at one state.

It is immutable and named by its content, so the same commit gives the same name on any machine, and
going back is going to a name. What is in it is of five kinds, each moved in its own way:

- *contexts* never change; a change is a new context beside the old, which calls in progress keep;
- *entries* are single steps of contexts that never change their names: the doors, the numbers, the
  hints. To flip one is to replace one step;
- *rows* are objects of the node's database: phones, carriers, mailboxes;
- *files* are read by a module that is told to read them again;
- *recordings* are named by their content too; their bytes are kept apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from schema.program import PLATFORM
from targets.asterisk.names import STABLE_KINDS, stable_context

FORMAT = 1
"""The version of the JSON form."""

HINT = 0
"""The priority that stands for a hint: its application is the list of devices."""

__all__ = ["FORMAT", "HINT", "PLATFORM", "Act", "Generation", "Line", "RowKey", "Spot"]


class Line(NamedTuple):
    """One priority of a context, its data as Asterisk holds it (no escapes)."""

    extension: str
    priority: int
    application: str
    data: str


class Spot(NamedTuple):
    """Where an entry stands; priority `HINT` is the extension's hint."""

    context: str
    extension: str
    priority: int


class Act(NamedTuple):
    """What is done at a spot: an application and its data."""

    application: str
    data: str


class RowKey(NamedTuple):
    """An object of the node's database: its table, and its id there."""

    table: str
    id: str


Row = tuple[tuple[str, str], ...]
"""Columns and values, sorted by column; a column that isn't there is empty."""


@dataclass(frozen=True)
class Generation:
    """What a node holds for an account. `account` is its id, or `platform` for what all share.

    `contexts` are the account's own and those it leads into, in loading order of their lines.
    `recordings` are the SHA-256 of each by path. `places` is the source map of its contexts (JSON);
    it says where things were written, so it is no part of the name.
    """

    account: str
    contexts: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    entries: Mapping[Spot, Act] = field(default_factory=dict)
    rows: Mapping[RowKey, Row] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    recordings: Mapping[str, str] = field(default_factory=dict)
    places: str = field(default="", compare=False, repr=False)

    @cached_property
    def id(self) -> str:
        """The generation's name: `g` and 12 hexadecimal digits of its content."""
        head = json.dumps(self.head(), sort_keys=True, separators=(",", ":"))
        return "g" + hashlib.sha256(head.encode()).hexdigest()[:12]

    def head(self) -> dict[str, Any]:
        """The JSON form without the contexts' lines: their names stand for them."""
        return {
            "format": FORMAT,
            "account": self.account,
            "contexts": list(self.contexts),
            "entries": [[*spot, *act] for spot, act in self.entries.items()],
            "rows": [[*key, [list(pair) for pair in row]] for key, row in self.rows.items()],
            "files": {path: data.decode() for path, data in self.files.items()},
            "recordings": dict(self.recordings),
        }

    @classmethod
    def from_head(
        cls, head: Mapping[str, Any], contexts: Mapping[str, tuple[Line, ...]], places: str = ""
    ) -> Generation:
        """The generation of a JSON form; `contexts` are the lines by name. KeyError, ValueError."""
        if head["format"] != FORMAT:
            raise ValueError(f"a generation of form {head['format']} can't be read here")
        return cls(
            account=head["account"],
            contexts={name: contexts[name] for name in head["contexts"]},
            entries={Spot(c, e, p): Act(a, d) for c, e, p, a, d in head["entries"]},
            rows={RowKey(t, i): tuple((k, v) for k, v in row) for t, i, row in head["rows"]},
            files={path: text.encode() for path, text in head["files"].items()},
            recordings=head["recordings"],
            places=places,
        )

    @cached_property
    def doors(self) -> frozenset[str]:
        """The stable contexts that are this account's alone, those that nothing stands in too."""
        if self.account == PLATFORM:
            return frozenset()
        return frozenset(stable_context(self.account, kind) for kind in STABLE_KINDS)

    def owns(self, context: str) -> bool:
        """Whether a stable context is this account's alone, and not that of all carriers."""
        return context in self.doors
