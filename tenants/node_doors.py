"""How to enter the nodes of an installation: as whom, and with which secret."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.settings import MANAGER, MANAGER_SECRET, WATCHER, WATCHER_SECRET
from tenants.installation import AmiSetting, Installation
from tenants.key_file import Refused, root_key
from tenants.secrets import DerivedSecrets


def node_door(installation: Installation, node: str) -> Door:
    """Where and as whom we sign in at a node. Refused where the key or the certificates can't be
    read."""
    return _door(installation, node, MANAGER, MANAGER_SECRET)


def watching_door(installation: Installation, node: str) -> Door:
    """The same for whoever only hears what calls do."""
    return _door(installation, node, WATCHER, WATCHER_SECRET)


def _door(installation: Installation, node: str, user: str, secret: str) -> Door:
    ami = installation.nodes[node].ami
    secrets = DerivedSecrets(root_key(installation.key, may_make=False).data)
    return Door(ami.host, ami.port, user, secrets.text(secret).reveal(), _tls(ami))


@contextmanager
def node_link(installation: Installation, node: str) -> Iterator[NodeLink]:
    """A way to a node's Asterisk, which is opened when something is asked."""
    link = NodeLink(node_door(installation, node))
    try:
        yield link
    finally:
        link.close()


def _tls(ami: AmiSetting) -> ssl.SSLContext | None:
    if not ami.tls:
        return None
    try:
        return ssl.create_default_context(cafile=ami.authority)
    except (OSError, ssl.SSLError) as error:
        raise Refused(f"{ami.authority} holds no certificates that can be read.") from error
