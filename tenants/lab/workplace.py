"""A workplace: a reseller's repository, an installation of pbxc, an Asterisk, and phones around it.

Everything is real and small: `git push` goes into a bare repository, `pbxc serve` is a process of its
own, the node is an Asterisk of the lab that nobody has configured by hand. What is missing of the real
world is only the network between.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from schema.inventory import Inventory
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.settings import MANAGER, MANAGER_SECRET
from tenants.key_file import root_key
from tenants.lab.phone_tree import Site as Ports
from tenants.lab.phones import Carrier, Phone, Phones
from tenants.lab.root import ready_root
from tenants.lab.site import free_port, phone_name
from tenants.lab.workplace_node import WorkplaceNode
from tenants.secrets import DerivedSecrets

WHO = ("-c", "user.name=Ida Stone", "-c", "user.email=ida@example.org")
MAIN = ("main",)
"""The nodes of a platform that names none."""

RTP_PORTS = 20

MakePhones = Callable[[str, Path, Ports, Iterable[Phone], Iterable[Carrier]], Phones]


@dataclass(frozen=True, slots=True)
class Ending:
    """What a command said, and its status."""

    status: int
    said: str
    complained: str


class Workplace:
    """A platform whose accounts stand in `tree`, and its nodes; a context manager that ends what it
    started. What is asked of a node is asked of the first one where none is named."""

    def __init__(self, name: str, tree: Path, folder: Path, *, root: Path | None = None,
                 nodes: tuple[str, ...] = MAIN) -> None:  # fmt: skip
        self.name = name
        self.folder = folder
        self.root = root or ready_root()
        self.repository = folder / "platform.git"
        self.work = folder / "work"
        self.config = folder / "pbxc.yaml"
        self.state = folder / "state"
        self.nodes = {node: self._node(node, nodes) for node in nodes}
        self._main = self.nodes[nodes[0]]
        self._controller: subprocess.Popen[bytes] | None = None
        self._phones: Phones | None = None
        self._set_up(tree)

    @property
    def home(self) -> Path:
        """The folder of the first node."""
        return self._main.home

    @property
    def ami_port(self) -> int:
        """Where the first node's manager interface listens."""
        return self._main.ami_port

    @property
    def sip_port(self) -> int:
        """Where the first node listens for phones."""
        return self._main.sip_port

    # --- git ----------------------------------------------------------------------------------

    def git(self, *words: str) -> str:
        """What git answers in the working copy."""
        return git("-C", str(self.work), *words)

    def edit(self, file: str, old: str, new: str) -> None:
        """Writes something else in a file of the working copy. ValueError where `old` isn't there."""
        path = self.work / file
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} doesn't stand in {file}.")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def push(self, message: str) -> str:
        """Commits everything and pushes it. The commit, when the push has returned."""
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        self.git("push", "--quiet", "origin", "HEAD:main")
        return self.git("rev-parse", "HEAD")

    # --- the controller -----------------------------------------------------------------------

    def serve(self, *before: str) -> None:
        """Starts `pbxc serve`; `before` is a program that runs it, such as strace with its options."""
        command = [
            *before,
            sys.executable,
            "-m",
            "tenants.cli",
            "serve",
            "--config",
            str(self.config),
        ]
        with (self.folder / "serve.log").open("ab") as log:
            self._controller = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, start_new_session=True,
            )  # fmt: skip

    def stop_serving(self, number: int = signal.SIGTERM) -> int:
        """Ends `pbxc serve` by a signal. Its status."""
        if self._controller is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._controller.pid, number)
        status = self._controller.wait(90)
        self._controller = None
        return status

    @property
    def serving(self) -> bool:
        """Whether `pbxc serve` runs."""
        return self._controller is not None and self._controller.poll() is None

    @property
    def controller(self) -> int:
        """The process id of `pbxc serve`; 0 where none runs."""
        return self._controller.pid if self._controller and self.serving else 0

    @property
    def environment(self) -> dict[str, str]:
        """The environment of commands: nothing of the machine's own settings."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {**kept, "PBXC_CONFIG": str(self.config), "PYTHONPATH": os.pathsep.join(sys.path)}

    def pbxc(self, *words: str) -> Ending:
        """Runs a command of pbxc."""
        done = subprocess.run(
            [sys.executable, "-m", "tenants.cli", *words], env=self.environment, check=False,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return Ending(done.returncode, done.stdout, done.stderr)

    def log(self) -> str:
        """What the controller has logged."""
        file = self.folder / "serve.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def wait_logged(self, text: str, timeout: float = 60, after: int = 0) -> int:
        """Waits until the log holds a text behind a place in it. The place behind it. TimeoutError."""
        deadline = time.monotonic() + timeout
        while (at := self.log().find(text, after)) < 0:
            if time.monotonic() > deadline or not self.serving:
                raise TimeoutError(f"{text!r} was not logged:\n{self.log()[after:][-3000:]}")
            time.sleep(0.02)
        return at + len(text)

    # --- Asterisk and phones ------------------------------------------------------------------

    def link(self, node: str = "") -> NodeLink:
        """A way to a node's manager interface, as the controller has it."""
        secret = DerivedSecrets(self._key()).text(MANAGER_SECRET).reveal()
        return NodeLink(Door("127.0.0.1", self._at(node).ami_port, MANAGER, secret))

    def asterisk(self, node: str = "") -> int:
        """The process id of a node's Asterisk; 0 where none runs."""
        return self._at(node).process()

    def start_asterisk(self, node: str = "") -> None:
        """Starts a node's Asterisk, as its service manager would."""
        self._at(node).start()

    def kill_asterisk(self, number: int = signal.SIGKILL, node: str = "") -> None:
        """Ends a node's Asterisk and waits until it is gone."""
        self._at(node).kill(number)

    def start_phones(self, inventory: Inventory, make: MakePhones = Phones) -> Phones:
        """Every phone of the accounts, registered, and every carrier's far end. `make` sets them up."""
        secrets = DerivedSecrets(self._key())
        ports = Ports(self.sip_port, free_port(), free_port(), 45_000)
        phones = [
            Phone(phone_name(one.id), one.device, one.realm, secrets.text(one.secret).reveal())
            for one in inventory.endpoints
        ]
        carriers = [Carrier(line.id, line.host, line.port) for line in inventory.gateways]
        self._phones = make(f"{self.name}-phones", self.folder / "phones", ports, phones, carriers)
        self._phones.start()
        self._phones.wait_registered()
        return self._phones

    # --- setting up, taking down --------------------------------------------------------------

    def _at(self, node: str) -> WorkplaceNode:
        return self.nodes[node] if node else self._main

    def _node(self, node: str, nodes: tuple[str, ...]) -> WorkplaceNode:
        alone = len(nodes) == 1
        ports = RTP_PORTS // len(nodes)
        first = 43_000 + os.getpid() % 100 * RTP_PORTS + nodes.index(node) * ports
        return WorkplaceNode(
            node, self.root, self.name if alone else f"{self.name}-{node}",
            self.folder / ("start.sh" if alone else f"start-{node}.sh"),
            free_port(), free_port(), first, first + ports - 2,
        )  # fmt: skip

    def _set_up(self, tree: Path) -> None:
        for node in self.nodes.values():
            node.set_up()
        git("init", "--bare", "-b", "main", str(self.repository))
        git("clone", str(self.repository), str(self.work))
        shutil.copytree(tree, self.work, dirs_exist_ok=True)
        self._move_here()
        root_key(self.folder / "key", may_make=True)
        self._write_config()

    def _move_here(self) -> None:
        """Has the platform's nodes listen on this machine only, at ports that are free."""
        said = f"edge: {{{self._main.edge()}}}"
        if tuple(self.nodes) != MAIN:
            edges = (f"{name}: {{{node.edge()}}}" for name, node in self.nodes.items())
            said = f"nodes: {{{', '.join(edges)}}}"
        file = self.work / "account.yaml"
        text = file.read_text(encoding="utf-8")
        moved, found = re.subn(r"platform: \{", f"platform: {{{said}, ", text, count=1)
        if not found:
            raise ValueError("The root account's platform is not written in one line.")
        file.write_text(moved, encoding="utf-8")

    def _write_config(self) -> None:
        nodes = "".join(node.setting() for node in self.nodes.values())
        self.config.write_text(
            f"repository: {self.repository}\nstate: {self.state}\nkey: {self.folder}/key\n"
            f"nodes:\n{nodes}"
        )

    def _key(self) -> bytes:
        return root_key(self.folder / "key", may_make=False).data

    def stop(self) -> None:
        """Ends everything and leaves nothing in the lab's root."""
        if self._phones is not None:
            self._phones.stop()
            self._phones.instance.discard()
        try:
            self.stop_serving()
        except subprocess.TimeoutExpired:
            self.stop_serving(signal.SIGKILL)
            raise
        finally:
            for node in self.nodes.values():
                node.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def git(*words: str) -> str:
    """What git answers, as somebody with a name. CalledProcessError."""
    done = subprocess.run(["git", *WHO, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()
