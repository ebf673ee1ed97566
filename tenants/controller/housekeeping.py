"""Housekeeping: old generations that nobody needs are forgotten, and recordings that none of those that
are kept names."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field

from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.node import NodeError
from tenants.controller.logs import tell
from tenants.controller.opening import Opened, Site
from tenants.controller.shelf import Shelf
from tenants.ledger import Ledger
from tenants.ledger.generations import LEAST_KEPT, Key

EVERY = 3600.0
"""Seconds between one time and the next."""

YOUNGEST = 3600.0
"""Seconds that a recording stays on the shelf, whoever names it: it may be for what comes next."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was taken away."""

    generations: int = 0
    recordings: int = 0


@dataclass
class Housekeeping:
    """One installation's. `loaded` are the contexts that nodes have (NodeLost), `counted_on` the
    recordings that are needed next, by SHA-256; `turn` is held by whoever works at the desk."""

    ledger: Ledger
    shelf: Shelf
    loaded: Callable[[], Collection[str]]
    counted_on: Callable[[], Collection[str]]
    turn: AbstractContextManager[bool]
    log: logging.Logger
    least: int = LEAST_KEPT
    youngest: float = YOUNGEST
    _named: dict[Key, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, at: Opened, turn: AbstractContextManager[bool], log: logging.Logger
    ) -> Housekeeping:
        """That of an installation at work."""
        sounds = at.desk.sounds
        return cls(
            at.ledger, at.shelf, lambda: loaded_on(at.sites.values()), lambda: sounds.on_shelf,
            turn, log,
        )  # fmt: skip

    def run(self, stop: threading.Event, every: float = EVERY) -> None:
        """Does it every now and then, until it is told to stop."""
        while not stop.wait(every):
            try:
                done = self.tidy()
            except Exception:  # what is left lying about harms nobody
                self.log.exception("the housekeeping failed")
                continue
            if done != Tidied():
                tell(self.log, "what nobody needs any more was forgotten",
                     generations=done.generations, recordings=done.recordings)  # fmt: skip

    def tidy(self) -> Tidied:
        """Does it once. While a node can't be asked what calls may be in, nothing is forgotten."""
        generations = self.ledger.generations
        try:
            in_use = frozenset(self.loaded()) - generations.standing_contexts()
        except NodeError:
            return Tidied()
        gone = [
            name
            for account in generations.crowded(self.least)
            for name in generations.prune(account, in_use, self.least)
        ]
        return Tidied(len(gone), self._clear_shelf())

    def _clear_shelf(self) -> int:
        generations = self.ledger.generations
        keys = generations.all_keys()
        new = [key for key in keys if key not in self._named]
        self._named = {key: self._named[key] for key in keys if key in self._named}
        self._named |= {key: generations.recordings(*key) for key in new}
        with self.turn:
            named = {digest for several in self._named.values() for digest in several}
            return self.shelf.keep_only({*named, *self.counted_on()}, self.youngest)


def loaded_on(sites: Iterable[Site]) -> Collection[str]:
    """The contexts of generations that any of these nodes has loaded. NodeLost where one is down."""
    loaded: set[str] = set()
    for site in sites:
        with closing(AsteriskNode.at(site.place, None)) as node:
            loaded |= node.list_contexts()
    return loaded
