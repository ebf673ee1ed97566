"""Keeping one node: its base is written, its Asterisk is started where that is ours to do, and then
every account is brought to where it is wanted, for as long as the controller runs."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from targets.asterisk.delivery.base import Base
from targets.asterisk.live.node import NodeError, NodeLost
from targets.asterisk.live.starting import start_asterisk, write_base
from tenants.controller.events import Event, Tell
from tenants.controller.opening import Site
from tenants.controller.station import Condition, Station, Wanted
from tenants.ledger import Ledger

BEFORE = "before"
"""The folder in the state folder where foreign files go that stood in a node's tree."""

LONGEST_PAUSE = 5.0


class Keeper:
    """One node's thread. `want` may be called from any other."""

    def __init__(self, site: Site, ledger: Ledger, tell: Tell, state: Path) -> None:
        self.site = site
        self.node = site.running()
        self.station = Station(self.node, ledger, tell)
        self._ledger = ledger
        self._tell = tell
        self._state = state
        self._base: Base | None = None
        self._ready = False
        self._wake = threading.Event()
        self._failures = 0

    @property
    def condition(self) -> Condition:
        """How the node is."""
        return self.station.condition

    def want(self, base: Base, wanted: Iterable[Wanted]) -> None:
        """From now on this is wanted of the node."""
        if self._base is None or self._base.files != base.files:
            self._base, self._ready = base, False
        self.station.want(wanted)
        self.wake()

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Works until it is told to stop; what is under way is finished."""
        while not stop.is_set():
            self._wake.clear()
            pause = self.step()
            if pause > 0 and not stop.is_set():
                self._wake.wait(min(pause, LONGEST_PAUSE))
        self.node.close()

    def step(self) -> float:
        """Does the most urgent thing. Seconds until it makes sense to call again."""
        try:
            if not self._ready and not self._make_ready():
                return LONGEST_PAUSE
        except NodeError as error:
            return self.station.lose(error)
        pause = self.station.step()
        return 0.0 if self._was_mended() else pause

    def _was_mended(self) -> bool:
        """Whether something at the node had to be made anew: then every account is looked at before
        anything else is done."""
        mishaps = self.node.take_mishaps()
        for one in mishaps:
            self._tell(Event("mended", self.site.name, why=one))
        if mishaps:
            self.station.mend()
        return bool(mishaps)

    # --- getting it ready ---------------------------------------------------------------------

    def _make_ready(self) -> bool:
        """The base is written, and Asterisk runs with it. False where nothing is known yet."""
        if self._base is None:
            return False
        known = self._ledger.nodes.of(self.site.name).base
        changed = self._write_base(self._base, is_first=not known)
        try:
            self.node.is_running()
        except NodeLost:
            if not self._may_start(is_first=not known):
                raise
            self._start_cold()
        else:
            if changed:
                why = f"restart Asterisk for {', '.join(changed)}"
                self._tell(Event("restart-needed", self.site.name, why=why))
        self._ledger.nodes.remember(self.site.name, base="written")
        self._ready = True
        return True

    def _write_base(self, base: Base, *, is_first: bool) -> tuple[str, ...]:
        if is_first:
            self._set_aside(base)
        return write_base(self.site.files(), base.files, base.private)

    def _set_aside(self, base: Base) -> None:
        """What somebody else wrote where our files go is kept: nothing is lost."""
        place = self._state / BEFORE / self.site.name
        files = self.site.files()
        for path, content in base.files.items():
            there = files.read(path)
            if there is None or there == content or (place / path).exists():
                continue
            (place / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (place / path).touch(mode=0o600)
            (place / path).write_bytes(there)

    def _may_start(self, *, is_first: bool) -> bool:
        """Whether Asterisk surely doesn't run, or runs with what somebody else wrote and is to be
        taken over. One that runs and doesn't answer is left alone: calls may be in it."""
        return bool(self.site.setting.start) and (is_first or self.is_down())

    def is_down(self) -> bool:
        """Whether no Asterisk listens at its own console's socket."""
        console = self.site.setting.seen(f"{self.site.setting.layout().run}/asterisk.ctl")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            try:
                link.settimeout(1)
                link.connect(str(console))
            except OSError:
                return True
        return False

    def _start_cold(self) -> None:
        """Everything is written first, then Asterisk starts and comes up with all of it."""
        cold = self.site.cold()
        began = time.monotonic()
        try:
            self.station.work_through(cold)
        finally:
            cold.close()
        start_asterisk(self.site.setting.start, self.site.place.door)
        with contextlib.suppress(NodeError):
            self.node.is_running()
        self._tell(Event("started", self.site.name, seconds=time.monotonic() - began))
