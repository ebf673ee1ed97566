"""A site: a compiled platform on a real Asterisk, and a second one that plays all around it.

The switch runs the emitted bundle as it stands, but for its ports and the addresses of carriers:
each gateway has a loopback address of its own here, so sites run side by side on one machine. The
second Asterisk registers every phone with its derived password and is every carrier's far end.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from compiler import Compiled
from schema.inventory import Edge, GatewayLine, Inventory
from schema.program import Media, Program
from schema.secret import Secrets
from schema.tree import Tree
from targets.asterisk.bundle import Bundle, emit
from targets.asterisk.layout import Layout
from targets.asterisk.reader.tell import Lexicon, lexicon_of
from targets.asterisk.recordings import silence
from targets.asterisk.used import used_media
from tenants.lab.instance import Instance
from tenants.lab.phone_tree import Site as Ports
from tenants.lab.phones import Behaviour, Carrier, Phone, Phones
from tenants.lab.recorder import Recorder
from tenants.lab.tree import HOME
from tenants.secrets import DEMO_KEY, DerivedSecrets, mailbox_numbers

USUAL_PHONE = Behaviour("answer", 2, "w1", 0.7)
USUAL_NUMBER = Behaviour("answer", 4, "w1", 0.7)
HELD = "lab"
"""The context and extension where calls wait that only have to be there."""

_ADDRESSES = count(101)


class Site:
    """The running switch of a compiled tree with its phones and carriers; a context manager."""

    def __init__(
        self,
        name: str,
        compiled: Compiled,
        folder: Path,
        *,
        secrets: Secrets | None = None,
        audio: Mapping[Media, bytes] | None = None,
        certificate: tuple[str, str] = ("", ""),
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        """`certificate` and its key are files as the switch sees them; with them it listens on TLS.
        Phones that are `elsewhere` (by endpoint) are nobody's here: a test brings its own."""
        if compiled.tree is None or compiled.program is None or compiled.inventory is None:
            raise ValueError("What has errors can't be run.")
        self.tree: Tree = compiled.tree
        self.program: Program = compiled.program
        self.inventory: Inventory = loopback_inventory(compiled.inventory, certificate)
        boxes = mailbox_numbers(self.inventory.mailboxes)
        self.secrets = secrets or DerivedSecrets(DEMO_KEY, taken=boxes)
        layout = Layout(etc=f"{HOME}/{name}/etc", mailer="/bin/true")
        heard = audio if audio is not None else silent_audio(self.program, self.inventory)
        self.bundle: Bundle = emit(self.program, self.inventory, self.secrets, heard, layout)
        write_bundle(self.bundle, folder / "switch")
        self.switch = Instance(name, folder / "switch")
        self.phones = self._play(f"{name}-phones", folder / "phones", elsewhere)
        self.recorder = Recorder(self.switch)

    def _play(self, name: str, folder: Path, elsewhere: frozenset[str]) -> Phones:
        edge = self.inventory.edge
        ports = Ports(edge.udp_port, free_port(), free_port(), edge.rtp_last + 1)
        phones = [
            Phone(
                phone_name(endpoint.id),
                endpoint.device,
                endpoint.realm,
                self.secrets.text(endpoint.secret).reveal(),
            )
            for endpoint in self.inventory.endpoints
            if endpoint.id not in elsewhere
        ]
        carriers = [Carrier(line.id, line.host, line.port) for line in self.inventory.gateways]
        return Phones(name, folder, ports, phones, carriers)

    @property
    def lexicon(self) -> Lexicon:
        """What the names in the bundle stand for."""
        phones = frozenset(endpoint.id for endpoint in self.inventory.endpoints)
        return lexicon_of(self.bundle.symbols, self.bundle.source_map, phones)

    def start(self) -> Self:
        """Start both, wait until every phone is registered, and listen."""
        self.switch.start()
        try:
            self.phones.start()
            self.phones.behave_usually(USUAL_PHONE, USUAL_NUMBER)
            self.phones.wait_registered()
            self.recorder.start()
            self._make_waiting_room()
        except BaseException:
            self.stop()
            raise
        return self

    def restart_switch(self) -> None:
        """Restart the switch with its state kept, and wait until the phones are back."""
        self.recorder.stop()
        self.switch.restart()
        self.recorder = Recorder(self.switch).start()
        self._make_waiting_room()
        for phone in self.phones.phones:
            self.phones.register(phone)
        self.phones.wait_registered()

    def stop(self) -> None:
        """Stop all and leave nothing."""
        self.recorder.stop()
        self.phones.stop()
        self.phones.instance.discard()
        self.switch.discard()

    def _make_waiting_room(self) -> None:
        fields = {
            "Context": HELD, "Extension": HELD, "Priority": "1", "Application": "Wait",
            "ApplicationData": "600",
        }  # fmt: skip
        reply = self.recorder.session.call("DialplanExtensionAdd", fields)
        if not reply.ok:
            raise RuntimeError(f"The switch has no room for waiting calls: {reply.message}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def loopback_inventory(inventory: Inventory, certificate: tuple[str, str] = ("", "")) -> Inventory:
    """The same platform listening on this machine only, with its carriers here too. With files of a
    certificate and its key it listens on TLS."""
    lines = tuple(_loopback_line(line) for line in inventory.gateways)
    first = 30_000 + os.getpid() % 40 * 400
    edge: Edge = replace(
        inventory.edge,
        sip_address="127.0.0.1",
        udp_port=free_port(),
        tcp_port=free_port(),
        tls_port=free_port() if all(certificate) else 0,
        tls_certificate=certificate[0],
        tls_key=certificate[1],
        external_address="",
        rtp_first=first,
        rtp_last=first + 199,
        ami_port=free_port(),
    )
    rules = tuple(
        replace(one, udp_port=edge.udp_port, tcp_port=edge.tcp_port, tls_port=edge.tls_port)
        for one in inventory.phone_rules
    )
    return replace(inventory, edge=edge, gateways=lines, phone_rules=rules)


def _loopback_line(line: GatewayLine) -> GatewayLine:
    """Three digits in each part: an address can be told by its digits alone."""
    own = os.getpid() % 10_000
    address = f"127.{101 + own // 100}.{101 + own % 100}.{next(_ADDRESSES)}"
    return replace(line, host=address, port=5060, transport="udp", register=False,
                   from_ip=(address,))  # fmt: skip


def phone_name(endpoint: str) -> str:
    """A phone's name at the second Asterisk, where `@` would end the name."""
    return endpoint.replace("@", ".")


def silent_audio(program: Program, inventory: Inventory) -> dict[Media, bytes]:
    """A second of silence for each recording that can be heard."""
    music = {media for one in inventory.hold_music for media in one.files}
    return dict.fromkeys((one for one in used_media(program) | music if one.owner), silence())


def write_bundle(bundle: Bundle, folder: Path) -> None:
    """Write the files of a bundle into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in bundle.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=bundle.mode(path))
        file.write_bytes(content)


def free_port() -> int:
    """A port that nobody uses now, neither for UDP nor for TCP.

    It is below those that the kernel gives to whoever connects: while a switch is down, somebody who
    tries to reach it again and again could otherwise be given its own port, and keep it.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
