"""A real Asterisk for the tests marked `lab`."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tenants.lab.instance import Instance
from tenants.lab.phone_tree import TONES
from tenants.lab.root import LabUnavailable, ready_root
from tests.lab.sites import start_sites

__all__ = ["start_sites"]

Start = Callable[..., Instance]


@pytest.fixture(scope="session")
def lab() -> Path:
    """The lab's root; without one the test is skipped, but fails where CI must have it."""
    try:
        return ready_root()
    except LabUnavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Ports that nobody listens on, each given once."""
    given: set[int] = set()

    def find() -> int:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in given:
                given.add(port)
                return port

    return find


@pytest.fixture
def start_switch(lab: Path, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Start]:
    """Start switches from a few lines of configuration; all are stopped after the test."""
    started: list[Instance] = []

    def start(name: str, files: Mapping[str, str] | None = None) -> Instance:
        tree = tmp_path / name
        write_plain_tree(tree, free_port(), files or {})
        switch = Instance(f"{name}-{os.getpid()}", tree, root=lab)
        started.append(switch)
        return switch.start()

    yield start
    for switch in started:
        switch.discard()


def write_plain_tree(tree: Path, port: int, files: Mapping[str, str]) -> None:
    """The least that Asterisk starts with: a dialplan, the console, the manager on `port`."""
    modules = "pbx_config app_verbose app_userevent app_stack func_channel func_db func_strings"
    plain = {
        "asterisk.conf": "[options]\nverbose = 0\n",
        "modules.conf": "[modules]\nautoload = no\n"
        + "".join(f"load = {name}.so\n" for name in modules.split()),
        "manager.conf": f"[general]\nenabled = yes\nport = {port}\nbindaddr = 127.0.0.1\n",
        "extensions.conf": "[lab]\nexten => 1,1,NoOp(one)\n",
        "indications.conf": TONES,
        "acl.conf": "; none\n",
    }
    plain |= {f"{name}.conf": "[general]\n" for name in ("ccss", "cdr", "cel", "features", "udptl")}
    tree.mkdir()
    for name, text in (plain | dict(files)).items():
        (tree / name).write_text(text, encoding="utf-8")
