"""Where a node is: what the installation's settings say of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from targets.asterisk.live.node_link import Door


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is: its configuration tree, its database of objects, its manager interface, and
    the folder where recordings are kept by their SHA-256."""

    name: str
    tree: Path
    objects: Path
    recordings: Path
    door: Door
