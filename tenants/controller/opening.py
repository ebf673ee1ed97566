"""Opening an installation: its ledger, its repositories and its nodes, from its settings."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.cold_node import ColdNode
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_link import Door
from targets.asterisk.live.node_rows import Token
from targets.asterisk.live.place import Place
from targets.asterisk.settings import MANAGER, MANAGER_SECRET
from tenants.audio.recordings import cache_folder
from tenants.controller.desk import Desk, Tools
from tenants.controller.shelf import Shelf
from tenants.given_secrets import read_given
from tenants.installation import Installation, NodeSetting
from tenants.key_file import root_key
from tenants.ledger import Fence, Ledger
from tenants.provisioning.told import passwords_over
from tenants.repository.mounts import Mount
from tenants.repository.resolving import Repositories, platform_mount
from tenants.secrets import DerivedSecrets

RECORDINGS = "recordings"
MIRRORS = "mirrors"


@dataclass(frozen=True)
class Site:
    """A node of the installation: its settings, and how its Asterisk is reached, running or not."""

    name: str
    setting: NodeSetting
    place: Place
    token: Token

    def running(self) -> AsteriskNode:
        """The node with a running Asterisk. Nothing is asked of it yet."""
        return AsteriskNode.at(self.place, self.token)

    def cold(self) -> ColdNode:
        """The node while its Asterisk doesn't run."""
        return ColdNode.at(self.place, self.token)

    def files(self) -> TreeFiles:
        """Its configuration tree."""
        return TreeFiles(self.place.tree, self.place.recordings)


@dataclass(frozen=True)
class Opened:
    """An installation at work. `sites` are its nodes by name."""

    installation: Installation
    ledger: Ledger
    desk: Desk
    repositories: Repositories
    shelf: Shelf
    platform: Mount
    sites: Mapping[str, Site]


@contextmanager
def opened(
    installation: Installation, environment: Mapping[str, str], who: str
) -> Iterator[Opened]:
    """The installation, taken for us alone. Held where another controller has it; Refused."""
    with ExitStack() as stack:
        fence = stack.enter_context(Fence.take(installation.state, who))
        ledger = Ledger.open(installation.state, fence)
        stack.callback(ledger.close)
        yield open_with(installation, environment, ledger, fence.epoch)


@contextmanager
def looked_into(installation: Installation, environment: Mapping[str, str]) -> Iterator[Opened]:
    """The installation, to look at only: what is written to its ledger or its nodes is refused."""
    ledger = Ledger.open(installation.state)
    try:
        yield open_with(installation, environment, ledger, 0)
    finally:
        ledger.close()


def open_with(
    installation: Installation, environment: Mapping[str, str], ledger: Ledger, epoch: int
) -> Opened:
    """The installation around a ledger that is open."""
    key = root_key(installation.key, may_make=False).data
    given = read_given(installation.given, environment)
    shelf = Shelf(installation.state / RECORDINGS)
    repositories = Repositories(installation.state / MIRRORS, given.find)
    platform = _platform(installation, environment)
    layouts = {name: node.layout() for name, node in installation.nodes.items()}
    cache = cache_folder(environment)
    over = partial(passwords_over, installation.state)
    tools = Tools(platform, repositories, key, given, layouts, shelf, cache, over)
    token = Token(ledger.id, epoch)
    sites = {
        name: Site(name, node, _place(name, node, installation, key), token)
        for name, node in installation.nodes.items()
    }
    return Opened(installation, ledger, Desk(tools), repositories, shelf, platform, sites)


def _platform(installation: Installation, environment: Mapping[str, str]) -> Mount:
    signers: tuple[str, ...] = ()
    if installation.signers is not None:
        lines = installation.signers.read_text(encoding="utf-8").splitlines()
        signers = tuple(line for line in lines if line.strip() and not line.startswith("#"))
    return platform_mount(installation.location(environment), installation.branch, "", signers)


def _place(name: str, node: NodeSetting, installation: Installation, key: bytes) -> Place:
    secret = DerivedSecrets(key).text(MANAGER_SECRET).reveal()
    tls = None
    if node.ami.tls:
        authority = str(node.ami.authority) if node.ami.authority else None
        tls = ssl.create_default_context(cafile=authority)
    return Place(
        name,
        Path(node.folder),
        node.seen(node.layout().objects),
        installation.state / RECORDINGS,
        Door(node.ami.host, node.ami.port, MANAGER, secret, tls),
    )
