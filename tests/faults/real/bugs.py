"""Bugs seeded into the controller that only the real thing shows, each of which must be found.

Each is one change of one source file, made in a copy of the program that the controllers then run;
what looks at them stays as it is.

    python -m tests.faults.real.bugs [NAME]
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.real.__main__ import memory
from tests.faults.real.points import Choosing
from tests.faults.real.torture import Torture

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGES = ("schema", "compiler", "targets", "tenants", "tests")
LIVE = "targets/asterisk/live"
LIMIT = 40
"""Pushes in which a bug must be found."""


@dataclass(frozen=True)
class Bug:
    """In `file`, `old` becomes `new`; faults of these kinds find it, or none are needed."""

    name: str
    file: str
    old: str
    new: str
    kinds: tuple[str, ...] = ()


BUGS = (
    Bug("a file is not synced", f"{LIVE}/node_files.py",
        "            os.fsync(descriptor)\n", ""),
    Bug("a folder is not synced", f"{LIVE}/node_files.py",
        "        raise\n    os.fsync(folder)\n", "        raise\n"),
    Bug("a removal is not synced", f"{LIVE}/node_files.py",
        "os.unlink(name, dir_fd=folder)\n                os.fsync(folder)",
        "os.unlink(name, dir_fd=folder)"),
    Bug("the ledger is not synced", "tenants/ledger/database.py",
        "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF"),
    Bug("rows are not synced", f"{LIVE}/node_rows.py",
        "'FULL' if durable else 'NORMAL'", "'OFF'"),
    Bug("a file is written in its place", f"{LIVE}/node_files.py",
        '    beside = f".{name}-{secrets.token_hex(4)}"\n',
        '    beside = name\n    with contextlib.suppress(OSError):\n'
        "        os.unlink(name, dir_fd=folder)\n"),
    Bug("remembered objects are not forgotten", f"{LIVE}/asterisk_node.py",
        "        self._forget(keys)\n        self._rows", "        self._rows",
        ("kill",),
    ),
    Bug("what is to be forgotten is not noted", f"{LIVE}/node_rows.py",
        "(*put, *drop)\n            )",
        "()\n            )", ("kill",)),
    Bug("modules are not told to read again", f"{LIVE}/asterisk_node.py",
        "        reload_all(self._link, {path: self._files.read(path) for path in paths})",
        "        return None"),
    Bug("what is to be read again is not noted", f"{LIVE}/settling.py",
        "if not unread.issubset(noted):", "if False:", ("kill",)),
    Bug("left over files are not swept", f"{LIVE}/node_files.py",
        "for name in filter(_LEFT_OVER.fullmatch, files):", "for name in ():", ("kill",)),
    Bug("a database in another's place is not noticed", f"{LIVE}/reopening.py",
        "    if opened:\n        _reopen(link, files)\n", "", ("hand",)),
    Bug("a run of Asterisk is like any other", f"{LIVE}/node_link.py",
        "    def run(self) -> str:", "    def run(self) -> str:\n        return '1'\n\n"
        "    def _run_(self) -> str:", ("asterisk",)),
    Bug("a stale controller goes on", "tenants/ledger/fence.py",
        "if epoch_in(connection) != self.epoch:", "if False:", ("rival",)),
)  # fmt: skip


def find(bug: Bug, folder: Path) -> str:
    """What was found of a bug; nothing where it got through."""
    program = folder / "program"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in PACKAGES:
        shutil.copytree(REPOSITORY / name, program / name, ignore=ignored)
    file = program / bug.file
    text = file.read_text(encoding="utf-8")
    if bug.old not in text:
        return f"STALE: {bug.file} has no such text any more"
    file.write_text(text.replace(bug.old, bug.new, 1), encoding="utf-8")
    with Torture(f"bug-{os.getpid()}", folder, 1, 6, program) as torture:
        return _found(torture, bug)


def _found(torture: Torture, bug: Bug) -> str:
    wrongs = torture.tally.wrongs
    for _ in range(4):
        torture.check_durable()
        torture.push([])
        if wrongs:
            return wrongs[0]
    if not bug.kinds:
        return ""
    choosing = Choosing(1, bug.kinds, torture.places())
    for _ in range(LIMIT):
        if torture.push([choosing.next()]):
            return wrongs[0]
    return ""


def main() -> int:
    """The status: 0 where all were found."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # nothing is left behind
    missed = 0
    for bug in BUGS:
        if len(sys.argv) > 1 and sys.argv[1] not in bug.name:
            continue
        with tempfile.TemporaryDirectory(prefix="pbxc-bug-", dir=memory()) as folder:
            found = find(bug, Path(folder))
        missed += not found or found.startswith("STALE")
        print(f"{'found ' if found else 'MISSED'} {bug.name}: {found[:150]}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
