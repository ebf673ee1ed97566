"""What tests on workplaces share: where an account stands, and waiting until something is so."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenants.lab.workplace import Workplace, git
from tenants.ledger import Ledger
from tenants.ledger.database import FILE
from tenants.ledger.records import Refusal
from tenants.repository.location import Location
from tenants.repository.repository import Repository

LONGEST = 60.0


@dataclass(frozen=True)
class Child:
    """A child's own repository, with a working copy beside it; its branch is `main`."""

    folder: Path
    repository: Path

    @classmethod
    def of(cls, place: Workplace, account: str) -> Child:
        """Moves an account's folder into a repository of its own."""
        repository, folder = place.folder / f"{account}.git", place.folder / account
        git("init", "--quiet", "--bare", "-b", "main", str(repository))
        git("clone", "--quiet", str(repository), str(folder))
        for file in (place.work / "accounts" / account).iterdir():
            file.rename(folder / file.name)
        (place.work / "accounts" / account).rmdir()
        child = cls(folder, repository)
        child.push("as it is")
        return child

    def edit(self, old: str, new: str) -> None:
        """Writes something else in its file. ValueError where `old` isn't there."""
        file = self.folder / "account.yaml"
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} doesn't stand in {file}.")
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def push(self, message: str, *options: str, before: tuple[str, ...] = ()) -> str:
        """Commits everything and pushes it; the commit. `before` stands before `commit`."""
        here = ("-C", str(self.folder))
        git(*here, "add", "-A")
        git(*here, *before, "commit", "--quiet", "--allow-empty", "-m", message)
        git(*here, "push", "--quiet", *options, "origin", "HEAD:main")
        return git(*here, "rev-parse", "HEAD")


def line_out() -> str:
    """The far end of the carrier's line: an address of this process alone."""
    return f"127.104.{101 + os.getpid() % 100}.31"


def wait_until(place: Workplace, condition: Callable[[], bool], timeout: float = LONGEST) -> None:
    """Waits until something is so. TimeoutError with the log's end where it doesn't become so."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline or not place.serving:
            raise TimeoutError(place.log()[-3000:])
        time.sleep(0.02)


def live(place: Workplace, account: str) -> Mapping[str, str]:
    """The generation that an account has live, by node."""
    if not (place.state / FILE).exists():
        return {}
    with closing(Ledger.open(place.state)) as ledger:
        found = ledger.accounts.find(account)
        places = ledger.places(found.id) if found else ()
        return {one.node: one.live for one in places if one.live and one.is_served}


def refusal(place: Workplace, account: str) -> Refusal | None:
    """What is refused of an account now."""
    with closing(Ledger.open(place.state)) as ledger:
        found = ledger.accounts.find(account)
        return ledger.refusals.last(found.id if found else account)


def note(place: Workplace, commit: str, repository: str = "") -> str:
    """What is noted about a commit; empty for nothing."""
    where = Location(repository or str(place.repository))
    return Repository.open(where, place.state / "none").notes(commit)


def rename(place: Workplace, account: str, old: str, new: str) -> None:
    """Something that callers notice: somebody has another name."""
    place.edit(f"accounts/{account}/account.yaml", f"name: {old}", f"name: {new}")


def health(web: int) -> tuple[int, dict[str, Any]]:
    """What `/healthz` answers, and its status; 0 where nobody listens yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{web}/healthz", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def figure(web: int, name: str) -> float:
    """One of the figures for Prometheus; 0 where it isn't there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{web}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return next(
        (float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0
    )
