"""What must be on the disk, and when: read from the order of a controller's system calls.

A power cut loses what was written and not brought to the disk. Nobody cuts the power here; instead
the order is looked at: a file of the tree is written beside its place and synced before it takes its
name, then its folder is; and the ledger is synced before Asterisk is told anything more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

OBJECTS = "objects.sqlite3-wal"
_BESIDE = re.compile(r".*/\.[^/]+-[0-9a-f]{8}")


@dataclass
class _Disk:
    """What was written and isn't on the disk yet."""

    tree: str
    state: str
    files: set[str] = field(default_factory=set)
    names: bool = False
    rows: bool = True

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
                self.rows = self.rows or file.endswith(OBJECTS)
                self.names = self.names and not file.startswith(self.tree)
            case "renameat":
                yield from (f"{one} takes its name before it is on the disk"
                            for one in self.files if one.startswith(self.tree))  # fmt: skip
                self.names = True
            case "unlinkat":
                self.names = True
            case "sendto":
                if self.names:
                    yield "a folder isn't on the disk when Asterisk is told more"
                yield from self._look_at_rows()
                yield from (f"{one} isn't on the disk when Asterisk is told more"
                            for one in self.files if one.startswith(self.state))  # fmt: skip

    def _look_at_rows(self) -> Iterator[str]:
        """That Asterisk was told to forget objects needn't be kept: it can be told again. What comes
        before it, the change itself, must be."""
        written = next((one for one in self.files if one.endswith(OBJECTS)), "")
        if written and not self.rows:
            yield "rows that were changed aren't on the disk when Asterisk is told to forget them"
        if written:
            self.rows = False
            self.files.discard(written)


def undurable(trace: Iterable[tuple[str, str]], tree: str, state: str) -> list[str]:
    """What could get lost. `tree` and `state` are the node's tree and the controller's folder."""
    disk = _Disk(tree, state)
    return list(dict.fromkeys(one for name, file in trace for one in disk.follow(name, file)))
