"""What systemd is told by a service of type `notify` (sd_notify(3)): ready, alive, stopping."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """The socket that systemd gave us; without one, telling does nothing."""

    address: str = ""
    watchdog: float = 0.0
    """Seconds within which it wants to hear that we live; 0 where it doesn't ask."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> ServiceManager:
        """What the environment says. A watchdog that is meant for another process isn't ours."""
        meant = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        micros = environment.get("WATCHDOG_USEC", "") if meant else ""
        return cls(
            environment.get("NOTIFY_SOCKET", ""), int(micros) / 1e6 if micros.isdigit() else 0.0
        )

    def ready(self, status: str) -> None:
        """The service does its work."""
        self._tell(f"READY=1\nSTATUS={_line(status)}")

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._tell(f"STATUS={_line(status)}")

    def alive(self) -> None:
        """The service isn't stuck."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The service ends what it is at, and goes."""
        self._tell("STOPPING=1")

    def _tell(self, text: str) -> None:
        """A service manager that went away stops nobody's calls."""
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
            link.sendto(text.encode(), address)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
