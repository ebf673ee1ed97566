"""One node's work, where no real Asterisk has to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.move import Mover
from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.settling import Changes
from tenants.controller.events import Event
from tenants.controller.station import MOST_RUNS, Station, Wanted
from tenants.ledger import Ledger, Push
from tests.tenants.ledger.generations import ACCOUNT, NODE, generation


class Mortal:
    """A node whose Asterisk is another run each time it is looked at."""

    name = NODE

    def __init__(self) -> None:
        self.runs: Iterator[int] = iter(range(1000))

    def is_running(self) -> str:
        return f"run {next(self.runs)}"


@pytest.fixture
def ledger() -> Ledger:
    """A ledger whose account was on its way from one generation to another."""
    ledger = Ledger.in_memory()
    old, new = generation("old"), generation("new")
    for one, commit in ((old, "a" * 40), (new, "b" * 40)):
        ledger.prepare(Push(commit), [one])
        ledger.begin(NODE, ACCOUNT, one)
        if one is old:
            ledger.confirm(NODE, ACCOUNT, one)
    return ledger


def test_what_ends_one_run_of_asterisk_after_the_other_is_given_up(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def settle(_mover: Mover, wanted: Generation, *, looking: bool = False) -> Changes:
        tried.append(wanted.id)
        if wanted == generation("new"):
            raise NodeLost("Asterisk went away")
        return Changes()

    monkeypatch.setattr(Mover, "_settle", settle)
    told: list[Event] = []
    station = Station(Mortal(), ledger, told.append)  # type: ignore[arg-type]
    for _ in range(MOST_RUNS + 1):
        station.step()
    new, old = generation("new").id, generation("old").id
    assert [new] * MOST_RUNS + [old] == tried[: MOST_RUNS + 1]
    refused = next(one for one in told if one.kind == "refused")
    assert ("resting", True) == (
        ledger.standing(NODE, ACCOUNT).course,
        refused.why.startswith("Asterisk ended 3 times"),
    )


class Forgetful(Mortal):
    """A node that has contexts, and notes which of them are removed."""

    def __init__(self, contexts: set[str]) -> None:
        super().__init__()
        self.contexts = contexts
        self.removed: list[str] = []

    def is_running(self) -> str:
        return "the same run"

    def calls(self) -> dict[str, int]:
        return {}

    def list_contexts(self) -> frozenset[str]:
        return frozenset(self.contexts)

    def list_files(self, folder: str) -> frozenset[str]:
        return frozenset()

    def read_entries(self, *_: object) -> dict[object, object]:
        return {}

    def remove_context(self, name: str) -> None:
        self.removed.append(name)


def test_what_was_given_up_for_something_newer_stays_until_that_is_there(ledger: Ledger) -> None:
    """A move was cut off behind its flip, and another generation is wanted since: the doors, those
    for emergency calls too, still lead into the one that was given up."""
    newest = generation("newest")
    ledger.prepare(Push("c" * 40), [newest])
    ledger.begin(NODE, ACCOUNT, newest)
    node = Forgetful(set(generation("new").contexts))
    Station(node, ledger, lambda _: None)._drain()  # type: ignore[arg-type]
    assert (True, []) == (bool(node.contexts), node.removed)


def test_where_something_of_all_was_lost_every_account_is_mended_before_anything_is_moved(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(Mover, "heal", lambda _, account: done.append(f"heal {account}"))
    monkeypatch.setattr(Mover, "move", lambda *_: pytest.fail("moved too early"))
    ledger.confirm(NODE, ACCOUNT, generation("new"))
    station = Station(Forgetful(set()), ledger, lambda _: None)  # type: ignore[arg-type]
    station.step()
    done.clear()
    station.want([Wanted(generation("newest"), Push("d" * 40))])
    station.mend()
    waiting = station.waiting
    station.step()
    assert (2, [f"heal {ACCOUNT}"], 1) == (waiting, done, station.waiting)
