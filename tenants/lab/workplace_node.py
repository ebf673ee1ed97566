"""A node of a workplace: an Asterisk of the lab that nobody has configured by hand."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tenants.lab.tree import HOME

FOLDERS = ("etc", "lib/keys", "db", "spool", "run", "log")
LONGEST_LIFE = 3600
"""Seconds after which an Asterisk that nobody has stopped ends by itself."""


@dataclass(frozen=True, slots=True)
class WorkplaceNode:
    """Where its Asterisk lives: `lives_in` is its folder in the lab's root, `start_file` the command
    that starts it, as a service manager would."""

    name: str
    root: Path
    lives_in: str
    start_file: Path
    ami_port: int
    sip_port: int
    rtp_first: int
    rtp_last: int

    @property
    def home(self) -> Path:
        """Its folder, as we see it."""
        return self.root / HOME[1:] / self.lives_in

    def set_up(self) -> None:
        """Makes it anew: empty folders, and the command that starts it."""
        shutil.rmtree(self.home, ignore_errors=True)
        for name in FOLDERS:
            (self.home / name).mkdir(parents=True, exist_ok=True)
        etc = f"{HOME}/{self.lives_in}/etc/asterisk.conf"
        self.start_file.write_text(
            "#!/bin/sh\n"
            f"setsid chroot {self.root} /usr/bin/timeout --foreground {LONGEST_LIFE} "
            f"/usr/sbin/asterisk -f -n -C {etc} >>{self.home}/log/console 2>&1 &\n"
            f"for _ in $(seq 100); do pid=$(pgrep -f '^/usr/sbin/asterisk -f -n -C {etc}$') && break; "
            f"sleep 0.05; done\necho $pid > {self.home}/asterisk.pid\n"
        )
        self.start_file.chmod(0o755)

    def edge(self) -> str:
        """Where it listens, as the language says it: on this machine only, at ports that are free."""
        return (
            f"address: 127.0.0.1, udp_port: {self.sip_port}, tcp_port: {self.sip_port}, "
            f"ami_port: {self.ami_port}, rtp_first: {self.rtp_first}, rtp_last: {self.rtp_last}"
        )

    def setting(self) -> str:
        """Its lines in the installation's settings."""
        modules = next(self.root.glob("usr/lib/*/asterisk/modules")).relative_to(self.root)
        here = f"{HOME}/{self.lives_in}"
        places = {
            "modules": f"/{modules}", "lib": f"{here}/lib", "keys": f"{here}/lib",
            "database": f"{here}/db", "spool": f"{here}/spool", "run": f"{here}/run",
            "log": f"{here}/log", "objects": f"{here}/objects.sqlite3", "mailer": "/bin/true",
        }  # fmt: skip
        listed = ", ".join(f"{key}: {path}" for key, path in places.items())
        return (
            f"  {self.name}:\n    folder: {self.home}/etc\n    root: {self.root}\n"
            f"    ami: {{port: {self.ami_port}}}\n    start: [{self.start_file}]\n"
            f"    directories: {{{listed}}}\n"
        )

    def process(self) -> int:
        """The process id of its Asterisk; 0 where none runs."""
        try:
            pid = int((self.home / "asterisk.pid").read_text())
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return 0
        return pid if f"/{self.lives_in}/etc/asterisk.conf".encode() in words else 0

    def start(self) -> None:
        """Starts its Asterisk."""
        subprocess.run([str(self.start_file)], check=True)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Ends its Asterisk and waits until it is gone."""
        pid = self.process()
        if not pid:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + 10
        while self.process() and time.monotonic() < deadline:
            time.sleep(0.01)

    def discard(self) -> None:
        """Ends it, and leaves nothing of it in the lab's root."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
