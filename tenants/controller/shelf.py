"""Recordings that are ready for nodes, by their SHA-256. One that is there is never written again."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of recordings in the controller's state."""

    folder: Path

    def put(self, digest: str, content: bytes) -> None:
        """Keeps a recording, durable on return."""
        place = self.folder / digest
        if place.exists():
            os.utime(place)  # somebody counts on it again
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=".new-", dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, 0o644)
            os.rename(beside, place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def keep_only(self, digests: Collection[str], youngest: float = 0.0) -> int:
        """Takes away what no generation that is kept needs any more, and hasn't been asked for in the
        last `youngest` seconds. How many were taken away."""
        gone = [
            file
            for file in self.folder.glob("*")
            if file.name not in digests and time.time() - file.stat().st_mtime >= youngest
        ]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)
