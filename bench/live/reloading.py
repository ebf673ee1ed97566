"""What the usual way costs for the same change: all files written, then a full reload.

The platform runs as `pbxc compile` writes it, as plain files. One account is changed, what differs
is written, and the dialplan, the phones and the mailboxes are read again. Compiling isn't counted.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.live.ear import call_to, wait_for_news
from bench.live.edits import EDITS
from bench.live.pushes import Customer, customers
from compiler import Compiled
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.layout import Layout
from targets.asterisk.live.node_link import Door, NodeLink
from tenants.lab.instance import Instance
from tenants.lab.site import loopback_inventory, silent_audio, write_bundle
from tenants.lab.tree import HOME
from tenants.loading import load
from tenants.secrets import DEMO_KEY, DerivedSecrets, mailbox_numbers

COMMANDS = ("dialplan reload", "module reload res_pjsip.so", "module reload app_voicemail.so")
BOOTING = 300.0


@dataclass(frozen=True)
class Reloaded:
    """One full reload: after how many milliseconds it was heard, how long all of it took, and how
    long the call that waited longest waited."""

    heard: float
    whole: float
    longest_call: float


RELOADING = 300.0
"""Seconds that a full reload may take until it is heard."""


class PlainSwitch:
    """An Asterisk that runs a platform from plain files; a context manager."""

    def __init__(self, name: str, work: Path, folder: Path) -> None:
        self.name = name
        self._work = work
        self._tree = folder / "plain"
        compiled = load(str(work))
        if compiled.inventory is None:
            raise ValueError("What has errors can't be run.")
        self._inventory = loopback_inventory(compiled.inventory)
        self._bundle = self._emit(compiled)
        write_bundle(self._bundle, self._tree)
        self.switch = Instance(name, self._tree)
        self.booting = 0.0

    def __enter__(self) -> Self:
        began = time.monotonic()
        self.switch.start(BOOTING)
        self.booting = time.monotonic() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.switch.discard()

    def link(self) -> NodeLink:
        """A way to its manager interface."""
        door = self.switch.door
        return NodeLink(Door("127.0.0.1", door.port, door.user, door.secret), answering=120)

    def reload(self, turn: int) -> Reloaded:
        """Changes a ring time of the first account, and reloads everything."""
        customer = customers(self._work)[0]
        self._edit(customer, turn)
        bundle = self._emit(load(str(self._work)))
        with _Caller(self.link(), customer.number) as caller:
            ear = call_to(self.link(), customer.number)
            before = ear()
            time.sleep(0.5)
            began = time.monotonic()
            self._write(bundle)
            commands = threading.Thread(target=self._give, args=(COMMANDS,))
            commands.start()
            heard = wait_for_news(ear, before, RELOADING)
            commands.join()
            whole = time.monotonic() - began
        return Reloaded(1000 * (heard - began), 1000 * whole, 1000 * caller.longest)

    def _edit(self, customer: Customer, turn: int) -> None:
        edit = next(one for one in EDITS if one.name == "a ring time")
        file = customer.folder / edit.file
        file.write_text(edit.of(file.read_text(encoding="utf-8"), turn), encoding="utf-8")

    def _emit(self, compiled: Compiled) -> Bundle:
        assert compiled.program is not None
        secrets = DerivedSecrets(DEMO_KEY, taken=mailbox_numbers(self._inventory.mailboxes))
        layout = Layout(etc=f"{HOME}/{self.name}/etc", mailer="/bin/true")
        audio = silent_audio(compiled.program, self._inventory)
        return emit(compiled.program, self._inventory, secrets, audio, layout)

    def _write(self, bundle: Bundle) -> None:
        """Writes what differs, as `pbxc compile` does into a tree that is there."""
        for path, content in bundle.files.items():
            if self._bundle.files.get(path) != content:
                file = self.switch.home / "etc" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        self._bundle = bundle

    def _give(self, commands: tuple[str, ...]) -> None:
        link = self.link()
        for command in commands:
            link.ask("Command", {"Command": command})
        link.close()


class _Caller:
    """Calls a number again and again, and knows how long the slowest call took to be set up."""

    def __init__(self, link: NodeLink, number: str) -> None:
        self.longest = 0.0
        self._call = call_to(link, number)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            began = time.monotonic()
            self._call()
            self.longest = max(self.longest, time.monotonic() - began)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
