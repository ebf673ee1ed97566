"""Real git repositories to try things on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

AUTHOR = {
    "GIT_AUTHOR_NAME": "Alice Ng",
    "GIT_AUTHOR_EMAIL": "alice@example.com",
    "GIT_COMMITTER_NAME": "Alice Ng",
    "GIT_COMMITTER_EMAIL": "alice@example.com",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@dataclass(frozen=True)
class Work:
    """A person's working copy, `git init` and all."""

    path: Path

    def git(self, *words: str, data: bytes | None = None) -> str:
        """What the git program answers."""
        done = subprocess.run(
            ["git", "-C", os.fspath(self.path), *words],
            input=data,
            capture_output=True,
            env={**os.environ, **AUTHOR},
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Writes files by their paths."""
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes] | None = None, say: str = "Edit") -> str:
        """Writes files and commits everything that changed; the commit's id."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", say)
        return self.git("rev-parse", "HEAD")

    def push(self, bare: Path, *options: str) -> None:
        """Pushes main to a bare repository."""
        self.git("push", "--quiet", *options, os.fspath(bare), "main")


def new_work(path: Path) -> Work:
    """An empty working copy at a path."""
    path.mkdir(parents=True, exist_ok=True)
    work = Work(path)
    work.git("init", "--quiet", "--initial-branch=main")
    return work


def new_bare(path: Path) -> Path:
    """An empty bare repository at a path."""
    path.mkdir(parents=True)
    Work(path).git("init", "--quiet", "--bare", "--initial-branch=main")
    return path
