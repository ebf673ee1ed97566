"""One switch of the lab: an Asterisk that runs a given configuration tree until we say stop.

Several run side by side from one root, each with its own folders below `/run/pbxc/<name>`.
A switch ends with the program that started it, however that one ends: the kernel is asked to
see to it. (It watches the starting thread, so start switches from one that lasts.)
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from targets.asterisk.live.ami import AmiError, AmiLinkLost, AmiSession, AmiTimeout
from tenants.lab.root import ready_root
from tenants.lab.tree import HOME, WARNINGS, Door, settle_tree

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")

SLOWEST = 30.0
"""Seconds that the lab waits for what takes a moment: what isn't there then will not come."""


class StartFailed(Exception):
    """The switch didn't come up; the message ends with the last things it said."""


class Instance:
    """A switch by name, started from a tree. Use it as a context manager.

    `state` False (the usual) begins with empty spool and database, as on a new machine.
    """

    def __init__(self, name: str, tree: Path, *, root: Path | None = None) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} can't name a switch: use small letters and digits.")
        self.name = name
        self.tree = tree
        self.root = root or ready_root()
        self.home = self.root / HOME[1:] / name
        self._process: subprocess.Popen[bytes] | None = None
        self._door: Door | None = None
        self._lock: IO[str] | None = None

    @property
    def spool(self) -> Path:
        """The spool folder, where voicemail and recordings lie."""
        return self.home / "spool"

    @property
    def voicemail(self) -> Path:
        """The folder of the voicemail boxes: `<context>/<box>/INBOX/msg0000.txt`."""
        return self.spool / "voicemail"

    @property
    def pid(self) -> int:
        """The process id of the running switch."""
        if self._process is None:
            raise StartFailed(f"{self.name} isn't running.")
        return self._process.pid

    @property
    def door(self) -> Door:
        """Where and as whom to enter the manager interface."""
        if self._door is None:
            raise StartFailed(f"{self.name} isn't running.")
        return self._door

    @property
    def running(self) -> bool:
        """Whether the switch's process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self, timeout: float = 60, *, state: bool = False) -> Self:
        """Start and wait until Asterisk says it is fully booted."""
        self._take_name()
        try:
            if not state:
                shutil.rmtree(self.home, ignore_errors=True)
            self.home.mkdir(parents=True, exist_ok=True)
            self._door = settle_tree(self.tree, self.root, self.name)
            _name_hosts(self.root)
            self._spawn()
            self._wait_booted(time.monotonic() + timeout)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, timeout: float = 5) -> None:
        """End the switch and its calls: politely, and after `timeout` seconds by force."""
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """End the switch at once, as a power cut does."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def discard(self) -> None:
        """Stop, and leave nothing of the switch in the root."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.with_name(f"{self.name}.lock").unlink(missing_ok=True)

    def restart(self, tree: Path | None = None) -> Self:
        """Stop and start again with its state kept, from a new tree if one is given."""
        self.stop()
        self.tree = tree or self.tree
        return self.start(state=True)

    def resume(self, timeout: float = 60) -> Self:
        """Start again with everything as it stands: its tree as it was changed since, its state."""
        self.stop()
        self._take_name()
        try:
            self._spawn()
            self._wait_booted(time.monotonic() + timeout)
        except BaseException:
            self.kill()
            raise
        return self

    def ami(self, *, events: bool = False, timeout: float = SLOWEST) -> AmiSession:
        """A new manager session with every right; close it after use."""
        door = self.door
        return AmiSession.connect(
            "127.0.0.1", door.port, door.user, door.secret, events=events, timeout=timeout
        )

    def command(self, words: str) -> str:
        """What the switch's console answers to a command."""
        with self.ami() as session:
            return "\n".join(session.call("Command", {"Command": words}).output)

    def log_lines(self) -> list[str]:
        """The warnings and errors that Asterisk has logged since the state was last empty."""
        file = self.home / "log" / WARNINGS
        if not file.exists():
            return []
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if " WARNING[" in line or " ERROR[" in line]

    def said(self) -> str:
        """What Asterisk wrote to its console, most of it before its logs were open."""
        file = self.home / "log" / "console"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def _take_name(self) -> None:
        """Hold the name as long as we run, so no second program starts the same switch."""
        if self.running:
            raise StartFailed(f"{self.name} is running already.")
        self.home.parent.mkdir(parents=True, exist_ok=True)
        lock = (self.home.parent / f"{self.name}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise StartFailed(f"Another program runs the switch {self.name}.") from None
        self._lock = lock

    def _spawn(self) -> None:
        """Start Asterisk in its own session, bound to our life."""
        etc = f"{HOME}/{self.name}/etc/asterisk.conf"
        command = ["setpriv", "--pdeathsig", "KILL", "chroot", str(self.root)]
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
        with (self.home / "log" / "console").open("ab") as console:
            self._process = subprocess.Popen(
                [*command, "/usr/sbin/asterisk", "-f", "-n", "-C", etc],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                env=environment, start_new_session=True,
            )  # fmt: skip

    def _wait_booted(self, deadline: float) -> None:
        """Wait for FullyBooted; a switch that ends before has failed."""
        while time.monotonic() < deadline:
            if not self.running:
                raise StartFailed(f"{self.name} ended while starting.\n{self._last_words()}")
            try:
                with self.ami(events=True, timeout=deadline - time.monotonic()) as session:
                    return session.wait_booted(deadline - time.monotonic())
            except AmiLinkLost:
                time.sleep(0.05)  # its manager doesn't listen yet
            except AmiTimeout:
                break
            except AmiError as refused:
                raise StartFailed(f"{self.name}: {refused}\n{self._last_words()}") from refused
        raise StartFailed(f"{self.name} wasn't ready in time.\n{self._last_words()}")

    def _last_words(self) -> str:
        return "\n".join((self.said().splitlines() + self.log_lines())[-15:])

    def __enter__(self) -> Self:
        return self if self.running else self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def _name_hosts(root: Path) -> None:
    """Answer look-ups that Asterisk makes for its own address, which stall without a resolver."""
    servers = [f"{letter}.root-servers.net" for letter in "abcdefghijklm"]
    names = " ".join(["localhost", socket.gethostname(), *servers])
    text = f"127.0.0.1 {names}\n::1 ip6-localhost\n"
    file = root / "etc/hosts"
    if not file.exists() or file.read_text() != text:
        fresh = file.with_name(f"hosts.{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(file)
