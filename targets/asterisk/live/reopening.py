"""Having Asterisk open its database of objects anew after another file was put in its place.

Asterisk opens the database once. Where a copy was restored, or a damaged one set aside, it goes on
reading the old file, which has no name any more. It opens another only if its settings name another:
so they name the same file in another way for a moment.
"""

from __future__ import annotations

import re

from targets.asterisk.live.node import NodeRefused
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_link import NodeLink

SETTINGS = "res_config_sqlite3.conf"
MODULE = "res_config_sqlite3.so"
OPENED = "Q_OBJECTS"
"""The variable of Asterisk that tells which file it has open."""

_FILE = re.compile(rb"(?m)^(dbfile *=>? *)(/.*)/([^/\n]+)$")


def require_open(link: NodeLink, files: TreeFiles, file: str) -> bool:
    """Makes sure that Asterisk has this file open. Whether it had another. NodeRefused, NodeLost."""
    opened = link.ask("Getvar", {"Variable": OPENED}).response.get("Value")
    if opened == file:
        return False
    if opened:
        _reopen(link, files)
    link.ask("Setvar", {"Variable": OPENED, "Value": file})
    return bool(opened)


def _reopen(link: NodeLink, files: TreeFiles) -> None:
    settings = files.read(SETTINGS) or b""
    other = _FILE.sub(rb"\1\2/./\3", settings)
    if other == settings:
        raise NodeRefused(f"{SETTINGS} names no database that could be opened anew.")
    try:
        files.write(SETTINGS, other)
        _reload(link)
    finally:
        files.write(SETTINGS, settings)
    _reload(link)


def _reload(link: NodeLink) -> None:
    reply = link.ask("Reload", {"Module": MODULE})
    if not reply.ok:
        raise NodeRefused(f"Asterisk doesn't open its database anew: {reply.message}")
