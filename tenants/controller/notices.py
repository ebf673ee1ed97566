"""What whoever pushed is told: a note at each commit (`refs/notes/pbxc`), once all that follows from it
is done, and what is to be mended where it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tenants.controller.desk import Look
from tenants.controller.events import Event
from tenants.controller.station import Wanted
from tenants.repository.repository import Repository

NOTES = "notes"
"""Who rings the bell when notes are ready."""

ENDS = ("live", "refused", "undone", "kept")


@dataclass(slots=True)
class Ongoing:
    """A commit that moves are under way for: which of them aren't done, and what is to be said."""

    missing: set[tuple[str, str]] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)


class Notices:
    """Gathers what comes of commits. Events come from any thread; notes are written by one."""

    def __init__(self, name_of: Callable[[str], str]) -> None:
        self._name_of = name_of
        self._lock = threading.Lock()
        self._ongoing: dict[str, Ongoing] = {}
        self._ready: dict[str, list[str]] = {}

    def begin(self, look: Look, wanted: Mapping[str, Iterable[Wanted]]) -> None:
        """What is expected of the commits of a look."""
        heads = {entry.commit for entry in look.resolved.lock.entries}
        with self._lock:
            for commit in heads - self._ongoing.keys():
                self._ongoing[commit] = Ongoing()
            for node, ones in wanted.items():
                for one in ones:
                    self._expect(one.push.commit, (node, one.generation.account))
            for commit in tuple(self._ongoing):
                self._finish(commit)

    def _expect(self, commit: str, move: tuple[str, str]) -> None:
        """Of an account on a node the newest commit counts; nothing comes of one before any more."""
        for older, ongoing in self._ongoing.items():
            if older != commit and move in ongoing.missing:
                ongoing.missing.discard(move)
                node, account = move
                line = f"{self._name_of(account)} on {node}: overtaken by {commit[:10]}"
                ongoing.lines.append(line)
        self._ongoing.setdefault(commit, Ongoing()).missing.add(move)

    def note(self, event: Event) -> bool:
        """Takes an event in; whether a note can be written now."""
        if event.kind not in ENDS or not event.push.commit:
            return False
        line = f"{self._name_of(event.account)} on {event.node}: {_said(event)}"
        with self._lock:
            ongoing = self._ongoing.setdefault(event.push.commit, Ongoing())
            ongoing.missing.discard((event.node, event.account))
            ongoing.lines.append(line)
            return self._finish(event.push.commit)

    def say(self, commit: str, text: str) -> None:
        """Has a text noted at a commit, whatever else comes of it."""
        with self._lock:
            self._ready.setdefault(commit, []).append(text.rstrip("\n"))

    @property
    def waiting(self) -> bool:
        """Whether there are notes to be written."""
        with self._lock:
            return any(self._ready.values())

    def hurry(self) -> None:
        """Has what came of commits so far noted, though not all is done: a node may be away."""
        with self._lock:
            for commit, ongoing in self._ongoing.items():
                self._ready.setdefault(commit, []).extend(ongoing.lines)
                ongoing.lines.clear()

    def write(self, repositories: Iterable[Repository]) -> tuple[str, ...]:
        """Writes the notes that are ready; what went wrong with any."""
        with self._lock:
            ready, self._ready = self._ready, {}
        failed = []
        for commit, lines in ready.items():
            for repository in repositories:
                if lines and repository.objects.has(commit):
                    outcome = repository.note(commit, "\n".join(lines) + "\n")
                    failed += [] if outcome.ok else [f"{commit[:10]}: {outcome.reason}"]
        return tuple(failed)

    def _finish(self, commit: str) -> bool:
        ongoing = self._ongoing[commit]
        if ongoing.missing:
            return False
        del self._ongoing[commit]
        self._ready.setdefault(commit, []).extend(ongoing.lines)
        return bool(ongoing.lines)


def _said(event: Event) -> str:
    """What came of it, for whoever pushed. `generation` is the one that is live now."""
    match event.kind, event.push.what:
        case "refused", _:
            return f"refused, {event.generation} stays live: {event.why}"
        case "undone", _:
            return f"went back to {event.generation}: {event.why}"
        case "kept", _:
            return f"stays at {event.generation}{event.why and ': '}{event.why}"
        case _, "rollback":
            return f"went back to {event.generation}, {event.push.who} asked for it"
        case _:
            return f"live {event.generation}"
