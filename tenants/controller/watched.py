"""The repositories on this machine, watched: a push to any of them rings the bell at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tenants.repository.repository import Repository
from tenants.watching import REFS, RefWatch

MOST_WATCHED = 40
"""The kernel gives each user a small number of watchers, and others need some too. What is beyond is
looked at from time to time, and when a hook says so."""


class Watched:
    """Follows which repositories there are. For one thread."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._watch = RefWatch(ring)
        self._ring = ring
        self._seen: dict[Path, tuple[int, int]] = {}

    def start(self) -> None:
        """Begin."""
        self._watch.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        self._watch.stop()

    def follow(self, repositories: Iterable[Repository]) -> None:
        """Watches those that are on this machine and weren't watched yet, or have become others. The
        bell is rung for them: something may have come just before."""
        local = [git_folder(one.path) for one in repositories if not one.is_mirror]
        for folder in local[:MOST_WATCHED]:
            there = _identity(folder / REFS[0])
            if there is None or self._seen.get(folder) == there:
                continue
            try:
                self._watch.watch(folder)
            except OSError:
                continue  # it is looked at from time to time
            self._seen[folder] = there
            self._ring()


def git_folder(path: Path) -> Path:
    """Where git keeps its own of a repository, with or without a working copy."""
    return path / ".git" if (path / ".git").is_dir() else path


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino
