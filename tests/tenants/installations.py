"""An installation with a history, and nodes that answer, for the tests of commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from targets.asterisk.delivery.generation import PLATFORM, Generation
from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.packets import Fields, Packet
from targets.asterisk.live.replies import Reply
from tenants import node_doors
from tenants.cli import state_command
from tenants.installation import Installation
from tenants.ledger import Fence, Ledger, Push
from tenants.ledger.records import AccountName
from tests.tenants.commands import run
from tests.tenants.ledger.generations import ACCOUNT, SHARED, Clocks, context_of, generation

SETTINGS = """
repository: platform.git
state: state
key: key
nodes: {main: {folder: etc}, second: {folder: etc2}}
"""
C1, C2, C3 = ("a" * 40, "b" * 40, "c" * 40)
NAMES = [AccountName("acme-1", "", "acme"), AccountName(ACCOUNT, "north/harbour", "Harbour")]
BUSY = {context_of("old"): 2, context_of("new"): 1, SHARED: 3}


def live(
    ledger: Ledger, wanted: Generation, commit: str, node: str = "main", within: int = 0
) -> None:
    ledger.prepare(Push(commit, "Anna Berg", who="serve", plan="p12", confirm_within=within), [wanted])  # fmt: skip
    ledger.begin(node, wanted.account, wanted)
    ledger.confirm(node, wanted.account, wanted)


@contextmanager
def writing(folder: Path) -> Iterator[Ledger]:
    """The ledger of an installation."""
    clocks = Clocks()
    state = folder / "state"
    with Fence.take(state, "a test", clocks.wall) as fence:
        ledger = Ledger.open(state, fence, clock=clocks.wall, monotonic=clocks.monotonic)
        with closing(ledger):
            yield ledger


def install(folder: Path) -> None:
    """An installation whose account went live twice and was refused once."""
    (folder / "pbxc.yaml").write_text(SETTINGS)
    with writing(folder) as ledger:
        ledger.accounts.name(NAMES)
        live(ledger, shared(), C1)
        live(ledger, generation("old"), C1)
        live(ledger, generation("new"), C2)
        ledger.prepare(Push(C3, "Mallory"), [generation("bad")])
        ledger.begin("main", ACCOUNT, generation("bad"))
        ledger.turn_back("main", ACCOUNT, "Asterisk doesn't hold it.")
        ledger.returned("main", ACCOUNT)


def shared() -> Generation:
    return Generation(PLATFORM, {SHARED: generation("old").contexts[SHARED]})


def told(*words: str) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert 0 == result.exit_code, result.output + repr(result.exception)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def said(result: Result) -> str:
    """The words of a text, whatever the columns."""
    return " ".join(result.stdout.split())


class FakeLink:
    """A node that knows live values and calls."""

    def __init__(
        self,
        values: Mapping[str, str] | None = None,
        calls: Mapping[str, int] | None = None,
        lost: bool = False,
    ) -> None:
        self.values = dict(values or {})
        self._calls, self._lost = calls or {}, lost

    def ask(self, action: str, fields: Fields = ()) -> Reply:
        return self.ask_all([(action, fields)])[0]

    def ask_all(self, actions: Sequence[tuple[str, Fields]]) -> list[Reply]:
        if self._lost:
            raise NodeLost("it is down")
        return [self._answer(action, dict(fields)) for action, fields in actions]

    def close(self) -> None:
        pass

    def _answer(self, action: str, fields: dict[str, str]) -> Reply:
        events: list[Packet] = []
        if action == "DBDel":
            self.values.pop(f"/{fields['Family']}/{fields['Key']}", None)
        elif action == "DBGetTree":
            start = f"/{fields['Family']}/{fields['Key']}/"
            values = self.values.items()
            events = [Packet((("Event", "DBGetTreeResponse"), ("Key", key), ("Val", value)))
                      for key, value in values if key.startswith(start)]  # fmt: skip
        else:
            numbered = ((name, n) for name, count in self._calls.items() for n in range(count))
            events = [Packet((("Event", "CoreShowChannel"), ("Context", name), ("Linkedid", f"{name}{n}")))
                      for name, n in numbered]  # fmt: skip
        return Reply(Packet((("Response", "Success"),)), tuple(events))


def nodes(monkeypatch: pytest.MonkeyPatch, links: Mapping[str, FakeLink]) -> None:
    """Has these be the nodes that commands reach."""

    @contextmanager
    def link(installation: Installation, node: str) -> Iterator[FakeLink]:
        yield links[node]

    monkeypatch.setattr(node_doors, "node_link", link)
    monkeypatch.setattr(state_command, "node_link", link)


def key(folder: Path) -> None:
    (folder / "key").write_text("00" * 32)
    (folder / "key").chmod(0o600)
