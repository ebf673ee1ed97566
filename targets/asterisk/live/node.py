"""The port to one node: an Asterisk, its configuration tree and its database of objects.

The engine that moves accounts (`live.move`) knows a node by this alone, so that it is tried by the
million against a model in memory and by the thousand against the real thing. An operation either
does what it says, or raises; after `NodeLost` nobody knows whether it was done, and one looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from targets.asterisk.delivery.generation import Act, Line, Row, RowKey, Spot


class NodeError(Exception):
    """Something at a node went otherwise than it should; the message is for a technician."""


class NodeLost(NodeError):
    """The node doesn't answer, or stopped answering: what was asked may have been done or not."""


class NodeRefused(NodeError):
    """The node answered, and the answer is no; or what it holds isn't what it was given."""


class NodeTaken(NodeError):
    """Another controller has taken the node over; `epoch` is the number of its right."""

    def __init__(self, message: str, epoch: int = 0) -> None:
        super().__init__(message)
        self.epoch = epoch


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the dialplan: what it does with a number dialled in a context.

    `leads_to` is the data of the step that must stand at this priority: where it goes. `what` names
    it for people: "an emergency call (911)", "a call to +19025550100".
    """

    context: str
    number: str
    priority: int
    leads_to: str
    what: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A synthetic call to a number, which must come as far as this generation's context."""

    number: str
    leads_to: str


class Node(Protocol):
    """One node. Paths are relative to its configuration tree."""

    @property
    def name(self) -> str:
        """Its name in the platform's settings."""
        ...

    # --- files: each written whole and durably, or not at all

    def read_file(self, path: str) -> bytes | None:
        """A file's content, None where there is none. NodeLost where that can't be said."""
        ...

    def list_files(self, folder: str) -> frozenset[str]:
        """The paths of the files in a folder of the tree."""
        ...

    def write_file(self, path: str, content: bytes) -> None:
        """A file with this content, durable on return; readers see the old or the new one."""
        ...

    def remove_file(self, path: str) -> None:
        """No such file, durable on return."""
        ...

    def place_recording(self, path: str, digest: str) -> None:
        """The recording of this SHA-256, durable on return. Nothing to do where it is there."""
        ...

    # --- the database of objects

    def read_rows(self, account: str) -> Mapping[RowKey, Row]:
        """All rows of an account. Columns that are the owner's (a PIN) are as the owner left them."""
        ...

    def change_rows(
        self, account: str, put: Mapping[RowKey, Row], drop: Collection[RowKey]
    ) -> None:
        """One transaction, durable on return; then Asterisk forgets what it knew of these.

        In a row that is there already its owner's columns stay as they are at that moment; one that
        is dropped too is made anew.
        """
        ...

    # --- the running dialplan

    def read_contexts(self, names: Collection[str]) -> Mapping[str, tuple[Line, ...]]:
        """What the running Asterisk has of contexts; one that it doesn't know is left out."""
        ...

    def list_contexts(self) -> frozenset[str]:
        """The names of all contexts of generations that the running Asterisk knows."""
        ...

    def add_context(self, name: str, lines: Sequence[Line]) -> None:
        """Add a context that nothing leads to yet."""
        ...

    def remove_context(self, name: str) -> None:
        """Remove a context that nothing leads to any more."""
        ...

    def read_entries(
        self, contexts: Collection[str], spots: Collection[Spot]
    ) -> Mapping[Spot, Act]:
        """Every entry of these contexts, and those at these spots of others."""
        ...

    def change_entries(self, put: Mapping[Spot, Act], drop: Collection[Spot]) -> None:
        """Replace, add, then remove single steps; each one is atomic for calls."""
        ...

    def reload(self, paths: Collection[str]) -> None:
        """Have the modules that read these files read them again."""
        ...

    # --- proof

    def ask(self, probes: Sequence[Probe], trials: Sequence[Trial]) -> tuple[str, ...]:
        """What is wrong, in words, one for each that failed; none where all is as it should be."""
        ...

    def check_rows(self, keys: Collection[RowKey]) -> tuple[str, ...]:
        """What is wrong with these objects as Asterisk sees them; none where it has them all."""
        ...

    def calls(self) -> Mapping[str, int]:
        """How many channels belong to each generation's context."""
        ...

    def is_running(self) -> str:
        """What tells this run of Asterisk from the one before (its start). NodeLost if down."""
        ...
