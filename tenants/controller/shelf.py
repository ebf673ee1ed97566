"""Recordings that are ready for nodes, by their SHA-256. One that is there is never written again."""

from __future__ import annotations

import os
import tempfile
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

    def keep_only(self, digests: Collection[str]) -> None:
        """Takes away what no generation that is kept needs any more."""
        for file in self.folder.glob("*"):
            if file.name not in digests:
                file.unlink(missing_ok=True)
