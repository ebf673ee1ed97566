"""Folders watched for changes: the one door to watchdog. A hint that something may be new, no more.

Events are lost when the kernel's queue is full, and on network file systems there are none, so whoever
watches compares what is there, and looks from time to time without being told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

# Without a filter the opening of files is told too: our own reading would wake us.
KINDS: list[type[FileSystemEvent]] = [
    FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent,
]  # fmt: skip
REFS = ("refs/heads", "packed-refs")
LOCK = ".lock"
"""How the file of a branch that is being written ends; no branch is named so (git-check-ref-format)."""


class RefWatch:
    """Calls `ring` when a branch of a bare repository may have moved, from a thread of its own."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._observer = Observer()
        self._bell = _Bell(ring)
        self._watches: dict[Path, list[ObservedWatch]] = {}

    def watch(self, repository: Path) -> None:
        """Watch the branches of one more repository, or of another one that has taken its place.
        OSError where its folder can't be watched."""
        heads, packed = (repository / name for name in REFS)
        for old in self._watches.pop(repository, ()):
            self._observer.unschedule(old)
        # The file of packed branches is replaced as a whole: its folder tells.
        self._watches[repository] = [
            self._observer.schedule(self._bell, str(heads), recursive=True, event_filter=KINDS),
            self._observer.schedule(self._bell, str(packed.parent), event_filter=KINDS),
        ]

    def start(self) -> None:
        """Begin."""
        self._observer.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(2)


class _Bell(FileSystemEventHandler):
    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A branch is written to a lock file that is then moved: as long as there is only the lock
        file, nothing is new yet, and who looked then would have to look again. Objects are of no
        interest."""
        path = str(event.dest_path or event.src_path)
        if path.endswith(LOCK):
            return
        if "/refs/heads" in path or path.endswith("packed-refs"):
            self._ring()
