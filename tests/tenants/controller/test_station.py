"""One node's work, where no real Asterisk has to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.move import Mover
from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.settling import Changes
from tenants.controller.events import Event
from tenants.controller.station import MOST_RUNS, Station
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
