"""A platform's repository and those of its tenants, to be resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic
from tenants.repository.location import Location
from tenants.repository.lock import Lock
from tenants.repository.mounts import Mount
from tenants.repository.resolving import Repositories, Resolved, platform_mount, resolve
from tests.tenants.repository.gits import Work, new_bare, new_work

RULES = "account: {name: Platform, platform: {domain: t.example, repository: {rewrites: allow}}}\n"


@dataclass
class Town:
    """A platform's repository and those of its tenants, each with a working copy and a bare one,
    and what was live last."""

    folder: Path
    repositories: Repositories
    live: Lock

    def url(self, name: str) -> str:
        """Where a repository is: reached by a mirror."""
        return f"file://{self.folder}/{name}.git"

    def work(self, name: str) -> Work:
        """A person's working copy of a repository."""
        if (self.folder / name).exists():
            return Work(self.folder / name)
        new_bare(self.folder / f"{name}.git")
        return new_work(self.folder / name)

    def push(self, name: str, files: Mapping[str, str | bytes], *options: str) -> str:
        """Commits files and pushes them; the commit."""
        work = self.work(name)
        commit = work.commit(files)
        work.push(self.folder / f"{name}.git", *options)
        return commit

    def grant(self, name: str, **more: str) -> str:
        """A grant that names a repository."""
        said = "".join(f"  {key}: {value}\n" for key, value in more.items())
        return f"repository:\n  url: {self.url(name)}\n{said}"

    @property
    def platform(self) -> Mount:
        """The platform's repository as an installation names it."""
        return platform_mount(Location(self.url("platform")))

    def resolve(self) -> Resolved:
        """What is there now."""
        return resolve(self.platform, self.repositories, self.live)

    def go_live(self) -> Resolved:
        """What is there now, which is live from now on."""
        resolved = self.resolve()
        self.live = resolved.lock
        return resolved


def rewrite(town: Town, name: str, files: Mapping[str, str | bytes]) -> str:
    """Writes the last commit of a repository anew, with other files."""
    work = town.work(name)
    work.write(files)
    work.git("add", "--all")
    work.git("commit", "--quiet", "--amend", "--message", "Rewritten")
    work.push(town.folder / f"{name}.git", "--force")
    return work.git("rev-parse", "HEAD")


def codes(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    """The codes of findings, and how bad they are."""
    return [(diagnostic.code, diagnostic.severity) for diagnostic in found]


def text_of(resolved: Resolved, account: str) -> str:
    """The first file of an account."""
    return next(f.files[0].data.decode() for f in resolved.folders if f.account == account)
