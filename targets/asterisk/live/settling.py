"""Bringing one account on one node to a generation, whatever is there.

    stage files ─▶ load beside ─▶ read back ─▶ objects ─▶ doors' file ─▶ flip ─▶ verify ─▶ tidy up

Nothing is assumed of what the node holds: each step looks, and changes only what differs. So what
was cut off anywhere is taken up by doing it again, what drifted is healed by settling it where it
is, and doing it twice does nothing. What a caller can reach changes in the flip alone, one step of
the dialplan at a time; whoever is in a call stays in the contexts that the call is in. What can't be
brought back, and what the old doors still lead to, goes when the new ones are proven.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from targets.asterisk.delivery.generation import Act, Generation, Line, Row, RowKey, Spot
from targets.asterisk.delivery.rows import rows_to_change
from targets.asterisk.delivery.tree_files import (
    context_file,
    context_path,
    doors_file,
    doors_path,
    untold_path,
)
from targets.asterisk.live.laps import Laps
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

    `live` is what was last confirmed, `tried` are those that may have left something since. `sound`
    are contexts that needn't be looked at: callers are in them, and they were seen to be right.
    `laps` is told how long each stage took.
    """

    node: Node
    fence: Fence
    wanted: Generation
    live: Generation | None = None
    tried: tuple[Generation, ...] = ()
    sound: Collection[str] = ()
    laps: Laps = field(default_factory=Laps, compare=False)

    def settle(self) -> Changes:
        """Does it. NodeRefused where the node can't hold it, NodeLost where it went away."""
        written = self._write_files(self._context_files())
        self._place_recordings()
        self.laps.lap("files")
        loaded = self._load_contexts()
        rows = rows_to_change(self.wanted, self.live, self.node.read_rows(self.wanted.account))
        self._change_rows(rows.now, ())
        self._check_rows(rows.now)
        self.laps.lap("objects")
        written += self._write_module_files()
        written += self._write_doors()
        entries = self._flip()
        self._verify(entries)
        self.laps.lap("proof")
        self._change_rows(rows.anew, (*rows.anew, *rows.gone))
        written += self._remove_module_files()
        self.laps.lap("what is left")
        return Changes(loaded, entries, (*rows.now, *rows.anew, *rows.gone), written)

    @property
    def _before(self) -> tuple[Generation, ...]:
        """The generations that may have left something."""
        return self.tried if self.live is None else (self.live, *self.tried)

    # --- files ------------------------------------------------------------------------------

    def _context_files(self) -> Mapping[str, bytes]:
        contexts = self.wanted.contexts.items()
        return {context_path(name): context_file(name, lines) for name, lines in contexts}

    def _write_files(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Writes what differs, and says which."""
        differing = self._differing(files)
        for path in differing:
            self._write_file(path, files[path])
        return differing

    def _differing(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        return tuple(path for path, data in files.items() if self.node.read_file(path) != data)

    def _write_file(self, path: str, content: bytes) -> None:
        self.fence.require()
        self.node.write_file(path, content)

    def _remove_file(self, path: str) -> None:
        self.fence.require()
        self.node.remove_file(path)

    def _place_recordings(self) -> None:
        for path, digest in self.wanted.recordings.items():
            self.fence.require()
            self.node.place_recording(path, digest)

    def _write_doors(self) -> tuple[str, ...]:
        path = doors_path(self.wanted.account)
        if self.wanted.entries:
            return self._write_files({path: doors_file(self.wanted.entries)})
        if self.node.read_file(path) is None:
            return ()
        self._remove_file(path)
        return (path,)

    # --- files of modules -------------------------------------------------------------------

    def _write_module_files(self) -> tuple[str, ...]:
        """Writes what differs and has it read again, and what an earlier settling left unread."""
        differing = self._differing(self.wanted.files)
        unread = self._announce(differing)
        for path in differing:
            self._write_file(path, self.wanted.files[path])
        self._reload(unread.intersection(self.wanted.files))
        return differing

    def _remove_module_files(self) -> tuple[str, ...]:
        """Removes what an earlier generation had and this one hasn't. A file that isn't there may
        still be known to its module, so it counts as well."""
        gone = sorted(self._module_files.difference(self.wanted.files))
        unread = self._announce(gone)
        for path in gone:
            self._remove_file(path)
        self._reload(unread.difference(self.wanted.files))
        if unread:
            self._remove_file(untold_path(self.wanted.account))
        return tuple(gone)

    @property
    def _module_files(self) -> frozenset[str]:
        return frozenset(path for one in (self.wanted, *self._before) for path in one.files)

    def _announce(self, paths: Iterable[str]) -> frozenset[str]:
        """Notes which files have to be read again before they change: a file that is as it should be
        doesn't tell whether it was read. All that have yet to be."""
        known = self._module_files
        if not known:
            return known
        path = untold_path(self.wanted.account)
        noted = (self.node.read_file(path) or b"").decode(errors="replace").splitlines()
        unread = known.intersection(noted).union(paths)
        if not unread.issubset(noted):
            self._write_file(path, "".join(f"{one}\n" for one in sorted(unread)).encode())
        return unread

    def _reload(self, paths: Collection[str]) -> None:
        if paths:
            self.fence.require()
            self.node.reload(sorted(paths))

    # --- contexts ---------------------------------------------------------------------------

    def _load_contexts(self) -> tuple[str, ...]:
        """Adds the contexts that aren't there, mends those that differ, and reads all of it back."""
        doubtful = [name for name in self.wanted.contexts if name not in self.sound]
        there = self.node.read_contexts(doubtful)
        differing = [name for name in doubtful if not self._is_right(name, there)]
        for name in differing:
            self.fence.require()
            self._load_context(name, there.get(name))
        self.laps.lap("contexts")
        again = self.node.read_contexts(differing)
        for name in differing:
            if not self._is_right(name, again):
                raise NodeRefused(f"Asterisk doesn't hold the context {name} as it was given.")
        self.laps.lap("read back")
        return tuple(differing)

    def _is_right(self, name: str, there: Mapping[str, tuple[Line, ...]]) -> bool:
        return name in there and sorted(there[name]) == sorted(self.wanted.contexts[name])

    def _load_context(self, name: str, there: tuple[Line, ...] | None) -> None:
        """A context that is there already may carry calls: it is mended step by step."""
        wanted = self.wanted.contexts[name]
        if not there:
            self.node.add_context(name, wanted)
            return
        held = set(there)
        put = {Spot(name, one.extension, one.priority): Act(one.application, one.data)
               for one in wanted if one not in held}  # fmt: skip
        kept = {(one.extension, one.priority) for one in wanted}
        strange = [one for one in there if (one.extension, one.priority) not in kept]
        drop = [Spot(name, one.extension, one.priority) for one in strange]
        self.node.change_entries(put, drop)

    # --- objects ----------------------------------------------------------------------------

    def _change_rows(self, put: Mapping[RowKey, Row], drop: Collection[RowKey]) -> None:
        if put or drop:
            self.fence.require()
            self.node.change_rows(self.wanted.account, put, drop)

    def _check_rows(self, changed: Collection[RowKey]) -> None:
        """Asks Asterisk for those that are new to it, also if a settling that was cut off put them."""
        old = self.live.rows if self.live else {}
        new = [
            key for key, row in self.wanted.rows.items() if key in changed or old.get(key) != row
        ]
        if wrong := self.node.check_rows(new):
            raise NodeRefused(" ".join(wrong))

    # --- the doors --------------------------------------------------------------------------

    def _flip(self) -> tuple[Spot, ...]:
        """What calls can reach changes here, and only here."""
        self.laps.lap("files")
        put, drop = self._misplaced()
        if put or drop:
            self.fence.require()
            # An extension's later steps first: its first one opens it.
            self.node.change_entries(dict(sorted(put.items(), key=_later_first)), drop)
        self.laps.lap("flip")
        return (*put, *drop)

    def _misplaced(self) -> tuple[Mapping[Spot, Act], tuple[Spot, ...]]:
        """The entries that are to be put, and those that are to go."""
        there, wanted = self._read_entries(), self.wanted.entries
        put = {spot: act for spot, act in wanted.items() if there.get(spot) != act}
        drop = [spot for spot, act in there.items() if spot not in wanted and self._left(spot, act)]
        return put, tuple(sorted(drop))

    def _read_entries(self) -> Mapping[Spot, Act]:
        doors = self.wanted.doors
        entries = (spot for one in (self.wanted, *self._before) for spot in one.entries)
        return self.node.read_entries(
            doors, {spot for spot in entries if spot.context not in doors}
        )

    def _left(self, spot: Spot, act: Act) -> bool:
        """Whether an entry was left by us: a number may have moved to another account since."""
        if self.wanted.owns(spot.context):
            return True
        return any(one.entries.get(spot) == act for one in self._before)

    # --- proof ------------------------------------------------------------------------------

    def _verify(self, flipped: Iterable[Spot]) -> None:
        """Reads the doors back and asks Asterisk what it would do. NodeRefused."""
        for spot in (spot for misplaced in self._misplaced() for spot in misplaced):
            where = f"{spot.extension} of {spot.context}"
            raise NodeRefused(f"Asterisk doesn't hold the entry {where} as it was given.")
        old = self.live.entries if self.live else {}
        new = [spot for spot, act in self.wanted.entries.items() if old.get(spot) != act]
        trials = trials_of(self.wanted, {*flipped, *new})
        if wrong := self.node.ask(probes_of(self.wanted), trials):
            raise NodeRefused(" ".join(wrong))


def _later_first(entry: tuple[Spot, Act]) -> tuple[str, str, int]:
    spot = entry[0]
    return (spot.context, spot.extension, -spot.priority)
