"""The recordings of accounts at the commits they were read from."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.sources import GRANTS
from tenants.account_tree import MEDIA, joined
from tenants.repository.mounts import Mount
from tenants.repository.objects import Objects
from tenants.repository.reading import GitFiles


class CommittedRecordings:
    """Recordings as git has them, by account and name. Read when they are asked for."""

    def __init__(self) -> None:
        self._homes: dict[str, tuple[GitFiles, str]] = {}

    def add(self, mount: Mount, objects: Objects, tree: str, accounts: Iterable[str]) -> None:
        """The recordings of accounts that were read from a folder of a repository."""
        label = f"{mount.label}{mount.path}/" if mount.path else mount.label
        files = GitFiles(objects, tree, label)
        for account in accounts:
            below = account[len(mount.account) :].strip("/")
            parts = [part for slug in below.split("/") if slug for part in (GRANTS, slug)]
            self._homes[account] = (files, joined(*parts))

    def shown(self, account: str, file: str) -> str:
        """A recording as people find it in the repository."""
        files, folder = self._homes[account]
        return files.shown(joined(folder, MEDIA, file))

    def id_of(self, account: str, file: str) -> str:
        """What tells the content of a recording from any other; empty where there is none."""
        if account not in self._homes:
            return ""
        files, folder = self._homes[account]
        return files.id_of(joined(folder, MEDIA, file))

    def read(self, account: str, file: str, limit: int) -> tuple[bytes, int]:
        """The bytes of a recording and its size; no bytes where it is larger than `limit`. OSError
        where it can't be read."""
        if account not in self._homes:
            raise FileNotFoundError(f"there is no account {account}")
        files, folder = self._homes[account]
        return files.read(joined(folder, MEDIA, file), limit)
