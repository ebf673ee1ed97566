"""A node with a real Asterisk: its tree, its database and its manager interface as one port."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Self

from targets.asterisk.delivery.generation import Act, Line, Row, RowKey, Spot
from targets.asterisk.delivery.lamps import lamp_commands
from targets.asterisk.live.afterwards import Afterwards
from targets.asterisk.live.ami import Packet
from targets.asterisk.live.modules_reread import reload_all
from targets.asterisk.live.node import NodeRefused, Probe, Trial
from targets.asterisk.live.node_dialplan import GENERATION, NodeDialplan
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.live.node_proof import NodeProof
from targets.asterisk.live.node_rows import NodeRows, Token
from targets.asterisk.live.place import Place
from targets.asterisk.live.reopening import require_open

CACHES = {
    "ps_endpoints": "res_pjsip/endpoint",
    "ps_aors": "res_pjsip/aor",
    "ps_auths": "res_pjsip/auth",
}
"""Where Asterisk remembers the rows of a table; what isn't named here is looked up each time."""

_GEN = re.compile(rb"\r\nChanVariable: GEN=([^\r\n]*)")


class AsteriskNode:
    """A node with a running Asterisk; implements `live.node.Node`. Close it after use."""

    def __init__(self, name: str, files: TreeFiles, rows: NodeRows, link: NodeLink) -> None:
        self._name = name
        self._files = files
        self._rows = rows
        self._link = link
        self._dialplan = NodeDialplan(link)
        self._proof = NodeProof(link)
        self.afterwards = Afterwards(link.door)

    @classmethod
    def at(cls, place: Place, token: Token | None) -> Self:
        """The node at a place, taken with the right that a token is; without one it is only looked
        at. Nothing is asked yet."""
        files = TreeFiles(place.tree, place.recordings)
        if token is not None:
            files.sweep()
        return cls(place.name, files, NodeRows(place.objects, token), NodeLink(place.door))

    @property
    def name(self) -> str:
        """Its name in the platform's settings."""
        return self._name

    def close(self) -> None:
        """End the session with Asterisk and close the database."""
        self._link.close()
        self._rows.close()

    def take_mishaps(self) -> tuple[str, ...]:
        """What was found and repaired at this node since it was asked last, for people."""
        told, self._rows.mishaps = tuple(self._rows.mishaps), []
        return told

    # --- files

    def read_file(self, path: str) -> bytes | None:
        """A file's content, None where there is none. NodeLost where that can't be said."""
        return self._files.read(path)

    def list_files(self, folder: str) -> frozenset[str]:
        """The paths of the files in a folder of the tree."""
        return self._files.list(folder)

    def write_file(self, path: str, content: bytes) -> None:
        """A file with this content, durable on return; readers see the old or the new one."""
        self._files.write(path, content)

    def remove_file(self, path: str) -> None:
        """No such file, durable on return."""
        self._files.remove(path)

    def place_recording(self, path: str, digest: str) -> None:
        """The recording of this SHA-256, durable on return. Nothing to do where it is there."""
        self._files.place(path, digest)

    # --- the database of objects

    def read_rows(self, account: str) -> Mapping[RowKey, Row]:
        """All rows of an account, after Asterisk has forgotten what it remembers of older ones."""
        if self._rows.token is not None:
            self._have_forgotten(self._rows.unread())
        return self._rows.read(account)

    def change_rows(
        self, account: str, put: Mapping[RowKey, Row], drop: Collection[RowKey]
    ) -> None:
        """One transaction, durable on return; then Asterisk forgets what it knew of these."""
        lamps = lamp_commands(put, self._rows.find(put))
        self._rows.change(account, put, drop)
        self._have_forgotten(self._rows.unread())
        self.afterwards.add(lamps)

    def _have_forgotten(self, keys: Collection[RowKey]) -> None:
        if not keys:
            return
        require_open(self._link, self._files, self._rows.opened)
        self._forget(keys)
        self._rows.forgotten(keys)

    def _forget(self, keys: Collection[RowKey]) -> None:
        """Asterisk reads these anew when it needs them. What it doesn't remember needs nothing."""
        asked = [
            ("SorceryMemoryCacheExpireObject", {"Cache": CACHES[key.table], "Object": key.id})
            for key in keys
            if key.table in CACHES
        ]
        for reply in self._link.ask_all(asked):
            if not reply.ok and "could not be expired" not in reply.message:
                raise NodeRefused(f"Asterisk doesn't forget objects that changed: {reply.message}")

    # --- the running dialplan

    def read_contexts(self, names: Collection[str]) -> Mapping[str, tuple[Line, ...]]:
        """What the running Asterisk has of contexts; one that it doesn't know is left out."""
        return self._dialplan.read(names)

    def list_contexts(self) -> frozenset[str]:
        """The names of all contexts of generations that the running Asterisk knows."""
        return self._dialplan.generations()

    def add_context(self, name: str, lines: Sequence[Line]) -> None:
        """Add a context that nothing leads to yet."""
        self._dialplan.add(name, lines)

    def remove_context(self, name: str) -> None:
        """Remove a context that nothing leads to any more."""
        self._dialplan.remove(name)

    def read_entries(
        self, contexts: Collection[str], spots: Collection[Spot]
    ) -> Mapping[Spot, Act]:
        """Every entry of these contexts, and those at these spots of others."""
        return self._dialplan.read_entries(contexts, spots)

    def change_entries(self, put: Mapping[Spot, Act], drop: Collection[Spot]) -> None:
        """Replace, add, then remove single steps; each one is atomic for calls."""
        self._dialplan.change(put, drop)

    def reload(self, paths: Collection[str]) -> None:
        """Have the modules that read these files read them again."""
        reload_all(self._link, {path: self._files.read(path) for path in paths})

    # --- proof

    def ask(self, probes: Sequence[Probe], trials: Sequence[Trial]) -> tuple[str, ...]:
        """What is wrong, in words, one for each that failed; none where all is as it should be."""
        return self._proof.ask(probes, trials)

    def check_rows(self, keys: Collection[RowKey]) -> tuple[str, ...]:
        """What is wrong with these objects as Asterisk sees them; none where it has them all."""
        there = self._rows.find(keys)
        wrong = self._proof.wrong_rows({key: there.get(key) for key in keys})
        if wrong:
            # It may have read a row just before it changed, and remembered it just after.
            self._forget(wrong)
            wrong = self._proof.wrong_rows({key: there.get(key) for key in wrong})
        return tuple(wrong.values())

    def calls(self) -> Mapping[str, int]:
        """How many channels belong to each generation's context."""
        counted: dict[str, int] = {}
        for event in self._link.ask("CoreShowChannels").events:
            if event.get("Event") == "CoreShowChannel":
                for name in _generations_of(event):
                    counted[name] = counted.get(name, 0) + 1
        return counted

    def is_running(self) -> str:
        """What tells this run of Asterisk from the one before. NodeLost if it is down."""
        return self._link.run()


def _generations_of(event: Packet) -> frozenset[str]:
    """The one that a call entered, and the one it is in, were it another."""
    named = {found.decode("utf-8", "replace") for found in _GEN.findall(event.raw)}
    named.add(event.get("Context"))
    return frozenset(name for name in named if GENERATION.fullmatch(name))
