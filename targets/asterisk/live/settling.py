"""Bringing one account on one node to a generation, whatever is there.

    stage files ─▶ load beside ─▶ read back ─▶ objects ─▶ doors' file ─▶ flip ─▶ verify

Nothing is assumed of what the node holds: each step looks, and changes only what differs. So what
was cut off anywhere is taken up by doing it again, what drifted is healed by settling it where it
is, and doing it twice does nothing. What a caller can reach changes in the flip alone, one step of
the dialplan at a time; whoever is in a call stays in the contexts that the call is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from targets.asterisk.delivery.generation import Act, Generation, Line, Row, RowKey, Spot
from targets.asterisk.delivery.rows import keep_owned, same_row
from targets.asterisk.delivery.tree_files import context_file, context_path, doors_file, doors_path
from targets.asterisk.live.node import Node, NodeRefused
from targets.asterisk.live.proofs import probes_of, trials_of


class Fence(Protocol):
    """The right to change a node: that of one controller at a time."""

    def require(self) -> None:
        """Raises where another controller has taken over since."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """What a settling changed; nothing where all was as it should be."""

    contexts: tuple[str, ...] = ()
    entries: tuple[Spot, ...] = ()
    rows: tuple[RowKey, ...] = ()
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contexts or self.entries or self.rows or self.files)


@dataclass(frozen=True, slots=True)
class Settling:
    """One account, one node, one generation to reach.

    `before` are the generations that may have left something: the live one, one that was tried.
    `sound` are contexts that this run of Asterisk was seen to hold right; what is found so is added.
    """

    node: Node
    fence: Fence
    wanted: Generation
    before: tuple[Generation, ...] = ()
    sound: set[str] = field(default_factory=set)

    def settle(self) -> Changes:
        """Does it. NodeRefused where the node can't hold it, NodeLost where it went away."""
        written = self._write_files(self._context_files())
        self._place_recordings()
        loaded = self._load_contexts()
        rows = self._change_rows()
        written += self._write_files(self.wanted.files)
        written += self._remove_files()
        self._reload(written)
        written += self._write_files(self._door_files())
        entries = self._flip()
        self._verify(entries, rows)
        return Changes(loaded, entries, rows, written)

    # --- files ------------------------------------------------------------------------------

    def _context_files(self) -> Mapping[str, bytes]:
        contexts = self.wanted.contexts.items()
        return {context_path(name): context_file(name, lines) for name, lines in contexts}

    def _door_files(self) -> Mapping[str, bytes]:
        entries = self.wanted.entries
        return {doors_path(self.wanted.account): doors_file(entries)} if entries else {}

    def _write_files(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Writes what differs, and says which."""
        differing = [path for path, data in files.items() if self.node.read_file(path) != data]
        for path in differing:
            self.fence.require()
            self.node.write_file(path, files[path])
        return tuple(differing)

    def _remove_files(self) -> tuple[str, ...]:
        """Removes what an earlier generation had and this one hasn't."""
        old = {path for one in self.before for path in one.files} - set(self.wanted.files)
        if not self.wanted.entries:
            old.add(doors_path(self.wanted.account))
        gone = [path for path in sorted(old) if self.node.read_file(path) is not None]
        for path in gone:
            self.fence.require()
            self.node.remove_file(path)
        return tuple(gone)

    def _place_recordings(self) -> None:
        for path, digest in self.wanted.recordings.items():
            self.fence.require()
            self.node.place_recording(path, digest)

    def _reload(self, paths: Iterable[str]) -> None:
        known = {path for one in (self.wanted, *self.before) for path in one.files}
        if changed := [path for path in paths if path in known]:
            self.fence.require()
            self.node.reload(changed)

    # --- contexts ---------------------------------------------------------------------------

    def _load_contexts(self) -> tuple[str, ...]:
        """Adds the contexts that aren't there, mends those that differ, and reads all of it back."""
        doubtful = [name for name in self.wanted.contexts if name not in self.sound]
        there = self.node.read_contexts(doubtful)
        differing = [name for name in doubtful if not self._is_right(name, there)]
        for name in differing:
            self.fence.require()
            self._load_context(name, there.get(name))
        again = self.node.read_contexts(differing)
        for name in differing:
            if not self._is_right(name, again):
                raise NodeRefused(f"Asterisk doesn't hold the context {name} as it was given.")
        self.sound.update(doubtful)
        return tuple(differing)

    def _is_right(self, name: str, there: Mapping[str, tuple[Line, ...]]) -> bool:
        return name in there and sorted(there[name]) == sorted(self.wanted.contexts[name])

    def _load_context(self, name: str, there: tuple[Line, ...] | None) -> None:
        """A context that is there already may carry calls: it is mended step by step."""
        wanted = self.wanted.contexts[name]
        if not there:
            self.node.add_context(name, wanted)
            return
        put = {Spot(name, one.extension, one.priority): Act(one.application, one.data)
               for one in set(wanted) - set(there)}  # fmt: skip
        kept = {(one.extension, one.priority) for one in wanted}
        strange = [one for one in there if (one.extension, one.priority) not in kept]
        drop = [Spot(name, one.extension, one.priority) for one in strange]
        self.node.change_entries(put, drop)

    # --- objects ----------------------------------------------------------------------------

    def _change_rows(self) -> tuple[RowKey, ...]:
        there = self.node.read_rows(self.wanted.account)
        wanted = {key: self._row(key, row, there) for key, row in self.wanted.rows.items()}
        put = {key: row for key, row in wanted.items() if not same_row(key, row, there.get(key))}
        drop = [key for key in there if key not in wanted]
        if put or drop:
            self.fence.require()
            self.node.change_rows(self.wanted.account, put, drop)
        return (*put, *drop)

    def _row(self, key: RowKey, row: Row, there: Mapping[RowKey, Row]) -> Row:
        """A row with what its owner changed since, unless git says anew what it is at first."""
        said = [one.rows[key] for one in self.before if key in one.rows]
        if key in there and all(same_row(key, keep_owned(key, row, old), row) for old in said):
            return keep_owned(key, row, there[key])
        return row

    # --- the doors --------------------------------------------------------------------------

    def _flip(self) -> tuple[Spot, ...]:
        """What calls can reach changes here, and only here."""
        there = self._read_entries()
        wanted = self.wanted.entries
        put = {spot: act for spot, act in wanted.items() if there.get(spot) != act}
        drop = [spot for spot, act in there.items() if spot not in wanted and self._left(spot, act)]
        if put or drop:
            self.fence.require()
            # An extension's later steps first: its first one opens it.
            self.node.change_entries(dict(sorted(put.items(), key=_later_first)), sorted(drop))
        return (*put, *drop)

    def _read_entries(self) -> Mapping[Spot, Act]:
        all_of_them = (self.wanted, *self.before)
        doors = frozenset(name for one in all_of_them for name in one.doors)
        spots = {spot for one in all_of_them for spot in one.entries if spot.context not in doors}
        return self.node.read_entries(doors, spots)

    def _left(self, spot: Spot, act: Act) -> bool:
        """Whether an entry was left by us: a number may have moved to another account since."""
        if self.wanted.owns(spot.context):
            return True
        return any(one.entries.get(spot) == act for one in self.before)

    # --- proof ------------------------------------------------------------------------------

    def _verify(self, entries: tuple[Spot, ...], rows: tuple[RowKey, ...]) -> None:
        """Reads all of it back and asks Asterisk what it would do. NodeRefused."""
        there = self._read_entries()
        for spot, act in self.wanted.entries.items():
            if there.get(spot) != act:
                where = f"{spot.extension} of {spot.context}"
                raise NodeRefused(f"Asterisk doesn't hold the entry {where} as it was given.")
        wrong = self.node.check_rows([key for key in rows if key in self.wanted.rows])
        wrong += self.node.ask(probes_of(self.wanted), trials_of(self.wanted, entries))
        if wrong:
            raise NodeRefused(" ".join(wrong))


def _later_first(entry: tuple[Spot, Act]) -> tuple[str, str, int]:
    spot = entry[0]
    return (spot.context, spot.extension, -spot.priority)
