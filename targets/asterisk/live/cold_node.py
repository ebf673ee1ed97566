"""A node whose Asterisk isn't running: its tree and its database are made ready for the next start.

It is the same port, so the same engine prepares a machine that was never started, or one that is
being upgraded: what it would load into a running Asterisk is in the files by then, and nothing is
asked of anybody. Whatever is settled here is looked at again by the running node.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Self

from targets.asterisk.delivery.generation import Act, Line, Row, RowKey, Spot
from targets.asterisk.delivery.tree_files import DOORS, GENERATIONS, context_path
from targets.asterisk.live.node import Probe, Trial
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_rows import NodeRows, Token
from targets.asterisk.live.place import Place
from targets.asterisk.live.written import entries_in, lines_in


class ColdNode:
    """A node without a running Asterisk; implements `live.node.Node`. Close it after use."""

    def __init__(self, name: str, files: TreeFiles, rows: NodeRows) -> None:
        self._name = name
        self._files = files
        self._rows = rows
        self._run = f"cold-{secrets.token_hex(8)}"
        self._doors: dict[str, dict[Spot, Act]] = {}

    @classmethod
    def at(cls, place: Place, token: Token) -> Self:
        """The node at a place, taken with the right that a token is."""
        files = TreeFiles(place.tree, place.recordings)
        files.sweep()
        return cls(place.name, files, NodeRows(place.objects, token))

    @property
    def name(self) -> str:
        """Its name in the platform's settings."""
        return self._name

    def close(self) -> None:
        """Close the database."""
        self._rows.close()

    # --- files

    def read_file(self, path: str) -> bytes | None:
        """A file's content, None where there is none. NodeLost where that can't be said."""
        return self._files.read(path)

    def list_files(self, folder: str) -> frozenset[str]:
        """The paths of the files in a folder of the tree."""
        return self._files.list(folder)

    def write_file(self, path: str, content: bytes) -> None:
        """A file with this content, durable on return; readers see the old or the new one."""
        self._doors.pop(path, None)
        self._files.write(path, content)

    def remove_file(self, path: str) -> None:
        """No such file, durable on return."""
        self._doors.pop(path, None)
        self._files.remove(path)

    def place_recording(self, path: str, digest: str) -> None:
        """The recording of this SHA-256, durable on return. Nothing to do where it is there."""
        self._files.place(path, digest)

    # --- the database of objects

    def read_rows(self, account: str) -> Mapping[RowKey, Row]:
        """All rows of an account."""
        return self._rows.read(account)

    def change_rows(
        self, account: str, put: Mapping[RowKey, Row], drop: Collection[RowKey]
    ) -> None:
        """One transaction, durable on return."""
        self._rows.change(account, put, drop)

    # --- the dialplan that the next start loads

    def read_contexts(self, names: Collection[str]) -> Mapping[str, tuple[Line, ...]]:
        """What the files have of contexts; one that has none is left out."""
        contents = {name: self._files.read(context_path(name)) for name in names}
        return {name: lines_in(data) for name, data in contents.items() if data is not None}

    def list_contexts(self) -> frozenset[str]:
        """The names of all contexts of generations that have a file."""
        paths = self._files.list(GENERATIONS)
        return frozenset(path.rpartition("/")[2].removesuffix(".conf") for path in paths)

    def add_context(self, name: str, lines: Sequence[Line]) -> None:
        """Nothing to do: its file says it."""

    def remove_context(self, name: str) -> None:
        """Nothing to do: its file is gone."""

    def read_entries(
        self, contexts: Collection[str], spots: Collection[Spot]
    ) -> Mapping[Spot, Act]:
        """Every entry of these contexts, and those at these spots of others."""
        wanted = set(spots)
        return {
            spot: act
            for entries in self._all_doors().values()
            for spot, act in entries.items()
            if spot.context in contexts or spot in wanted
        }

    def _all_doors(self) -> Mapping[str, dict[Spot, Act]]:
        """The entries of each file of doors. One is read once; who writes one has it read again."""
        paths = self._files.list(DOORS)
        for path in paths - self._doors.keys():
            self._doors[path] = entries_in(self._files.read(path) or b"")
        for path in self._doors.keys() - paths:
            del self._doors[path]
        return self._doors

    def change_entries(self, put: Mapping[Spot, Act], drop: Collection[Spot]) -> None:
        """Nothing to do: the files of the doors say it."""

    def reload(self, paths: Collection[str]) -> None:
        """Nothing to do: they are read at the start."""

    # --- proof

    def ask(self, probes: Sequence[Probe], trials: Sequence[Trial]) -> tuple[str, ...]:
        """Nobody is there to be asked."""
        return ()

    def check_rows(self, keys: Collection[RowKey]) -> tuple[str, ...]:
        """Nobody is there to see them."""
        return ()

    def calls(self) -> Mapping[str, int]:
        """There are none."""
        return {}

    def is_running(self) -> str:
        """A name for the time until the next start."""
        return self._run
