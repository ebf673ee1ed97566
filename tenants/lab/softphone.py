"""A softphone in the lab: a real Linphone that knows the address of its settings and nothing else.

It runs in a root of its own, is commanded by what its user would type, and believes only the
authority that it is given.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from types import TracebackType
from typing import Self

from tenants.lab.instance import SLOWEST, StartFailed
from tenants.lab.root import ready_softphone
from tenants.lab.tree import HOME

SPEECH = "/usr/share/sounds/linphone/hello8000.wav"
_SETTING = re.compile(r"([A-Za-z0-9_.-]+)=(.*)")


class Softphone:
    """A Linphone by name; a context manager. `address` is where it gets its settings, `authority` the
    certificate (PEM) of whom it believes, `hosts` are names that lead to this machine."""

    def __init__(
        self, name: str, address: str, authority: str, *, hosts: tuple[str, ...] = ()
    ) -> None:
        self.root = ready_softphone()
        self.inside = f"{HOME}/{name}"
        self.home = self.root / self.inside[1:]
        self._address, self._authority, self._hosts = address, authority, hosts
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Start it. It fetches its settings at once."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / ".local/share/linphone").mkdir(parents=True)
        (self.home / ".config/linphone").mkdir(parents=True)
        (self.home / "authority.pem").write_text(self._authority, encoding="utf-8")
        hosts = " ".join(("localhost", *self._hosts))
        (self.root / "etc/hosts").write_text(f"127.0.0.1 {hosts}\n", encoding="utf-8")
        (self.home / "settings").write_text(
            f"[misc]\nconfig-uri={self._address}\n"
            f"[sip]\nroot_ca={self.inside}/authority.pem\n"
            "sip_port=-1\nsip_tcp_port=-1\nsip_tls_port=-1\n",
            encoding="utf-8",
        )
        try:
            self._spawn()
        except BaseException:
            self.stop()
            raise
        return self

    def restart(self) -> None:
        """End it and start it again, with what it has kept."""
        self._end()
        self._spawn()

    def _spawn(self) -> None:
        command = [
            *("setpriv", "--pdeathsig", "KILL", "chroot", str(self.root), "/usr/bin/linphonec"),
            *("-c", f"{self.inside}/settings", "-d", "6", "-l", f"{self.inside}/log"),
        ]
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": self.inside,
            "LANG": "C.UTF-8",
        }
        with (self.home / "console").open("ab") as console:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=console, stderr=console, text=True,
                env=environment, start_new_session=True,
            )  # fmt: skip
        self.enter("soundcard use files")

    def stop(self) -> None:
        """End it, and leave nothing of it."""
        self._end()
        shutil.rmtree(self.home, ignore_errors=True)

    def _end(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self.enter("quit")
                self._process.wait(2)
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def enter(self, words: str) -> None:
        """Have it do what its user types."""
        if self._process is None or self._process.stdin is None:
            raise StartFailed("The softphone isn't running.")
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()

    def call(self, dialled: str) -> None:
        """Dial, and speak once somebody answers."""
        self.enter(f"call {dialled}")

    def speak(self) -> None:
        """Say something in the call that is on."""
        self.enter(f"play {SPEECH}")

    def hang_up(self) -> None:
        """End the call that is on."""
        self.enter("terminate")

    def wait_for(self, said: str, timeout: float = SLOWEST) -> None:
        """Wait until its log has a text (a regular expression)."""
        deadline = time.monotonic() + timeout
        while not re.search(said, self.log()):
            if time.monotonic() > deadline:
                last = "\n".join(self.log().splitlines()[-15:])
                raise TimeoutError(f"The softphone didn't say {said!r} in time.\n{last}")
            time.sleep(0.05)

    def log(self) -> str:
        """All that it has logged."""
        file = self.home / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def settings(self) -> dict[str, str]:
        """What it has kept, by section and name."""
        found: dict[str, str] = {}
        section = ""
        for line in (self.home / "settings").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line[1:].partition("]")[0]
            elif match := _SETTING.fullmatch(line):
                found[f"{section}:{match[1]}"] = match[2]
        return found

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()
