"""What must be on the disk, and when: read from the order of a controller's system calls.

A power cut loses what was written and not brought to the disk. Nobody cuts the power here; instead
the order is looked at: a file of the tree is written beside its place and synced before it takes its
name, then its folder is; and the ledger is synced before Asterisk is told anything more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_BESIDE = re.compile(r".*/\.[^/]+-[0-9a-f]{8}")


@dataclass
class _Disk:
    """What was written and isn't on the disk yet."""

    tree: str
    state: str
    files: set[str] = field(default_factory=set)
    names: bool = False
    objects: bool = False

    def follow(self, name: str, file: str) -> Iterator[str]:
        """What is wrong with the next call."""
        match name:
            case "write" | "pwrite64":
                if file.startswith(f"{self.tree}/") and not _BESIDE.fullmatch(file):
                    yield f"{file} is written in its place"
                if file.startswith(self.tree) or file.endswith("-wal"):
                    self.files.add(file)
            case "fsync" | "fdatasync":
                self.files.discard(file)
                self.names = self.names and not file.startswith(self.tree)
                self.objects = self.objects or file.endswith("objects.sqlite3-wal")
            case "renameat":
                yield from (f"{one} takes its name before it is on the disk"
                            for one in self.files if one.startswith(self.tree))  # fmt: skip
                self.names = True
            case "unlinkat":
                self.names = True
            case "sendto":
                if self.names:
                    yield "a folder isn't on the disk when Asterisk is told more"
                yield from (f"{one} isn't on the disk when Asterisk is told more"
                            for one in self.files if one.startswith(self.state))  # fmt: skip


def undurable(trace: Iterable[tuple[str, str]], tree: str, state: str) -> list[str]:
    """What could get lost. `tree` and `state` are the node's tree and the controller's folder."""
    disk = _Disk(tree, state)
    trace = list(trace)
    wrong = dict.fromkeys(one for name, file in trace for one in disk.follow(name, file))
    written = any(file.endswith("objects.sqlite3-wal") for name, file in trace if name == "pwrite64")
    if written and not disk.objects:
        wrong["rows that were changed are never brought to the disk"] = None
    return list(wrong)
