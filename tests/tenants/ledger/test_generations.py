"""Generations on the disk: the same value comes back, or none."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import Line
from tenants.ledger import Ledger, LedgerBroken, LedgerError, Push
from tests.tenants.ledger.generations import ACCOUNT, NODE, SHARED, context_of, generation


def stored(ledger: Ledger, *marks: str) -> None:
    for mark in marks:
        ledger.prepare(Push(mark), [generation(mark)])
        ledger.begin(NODE, ACCOUNT, generation(mark))
        ledger.confirm(NODE, ACCOUNT, generation(mark))


def names(ledger: Ledger) -> list[str]:
    return [kept.id for kept in ledger.generations.list(ACCOUNT)]


def ids(*marks: str) -> list[str]:
    return [generation(mark).id for mark in marks]


def change(state: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(state / "ledger.sqlite3")) as connection, connection:
        assert connection.execute(statement, values).rowcount


def test_a_generation_comes_back_as_it_was(state: Path, ledger: Ledger) -> None:
    wanted = generation("a", places='{"line": 3}')
    ledger.prepare(Push(), [wanted])
    found = Ledger.open(state).generations.load(ACCOUNT, wanted.id)
    assert (wanted, wanted.places) == (found, found.places)


def test_the_newest_places_are_kept(state: Path, ledger: Ledger) -> None:
    for places in ("one", "two", "two", "three"):
        ledger.prepare(Push(), [generation("a", places=places)])
    found = Ledger.open(state).generations.load(ACCOUNT, generation("a").id)
    assert "three" == found.places


def test_contexts_that_are_shared_are_kept_once(state: Path, ledger: Ledger) -> None:
    stored(ledger, "a", "b")
    with closing(sqlite3.connect(state / "ledger.sqlite3")) as connection:
        assert 3 == connection.execute("SELECT COUNT(*) FROM context").fetchone()[0]


def test_two_contexts_of_one_name_are_refused(ledger: Ledger) -> None:
    stored(ledger, "a")
    other = generation("b")
    other = replace(other, contexts={**other.contexts, SHARED: (Line("x", 1, "NoOp", ""),)})
    with pytest.raises(LedgerError, match=r"both named platform"):
        ledger.prepare(Push(), [other])


def test_what_is_not_kept_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(KeyError, match="g123"):
        ledger.generations.load(ACCOUNT, "g123")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE body SET head = (SELECT head FROM body WHERE rowid = 2) WHERE rowid = 1",
        "UPDATE body SET head = x'00' WHERE rowid = 1",
        f"UPDATE context SET lines = (SELECT lines FROM context WHERE name = '{context_of('b')}')"
        f" WHERE name = '{context_of('a')}'",
        f"DELETE FROM context WHERE name = '{context_of('a')}'",
    ],
)
def test_what_is_not_as_it_was_stored_is_refused(
    state: Path, ledger: Ledger, statement: str
) -> None:
    stored(ledger, "a", "b")
    change(state, statement)
    with pytest.raises(LedgerBroken, match="damaged"):
        Ledger.open(state).generations.load(ACCOUNT, generation("a").id)


def test_a_generation_of_a_later_form_is_refused(state: Path, ledger: Ledger) -> None:
    stored(ledger, "a")
    change(state, "UPDATE body SET head = ?", zlib.compress(b'{"format": 99, "contexts": []}'))
    with pytest.raises(LedgerBroken, match="form 99"):
        Ledger.open(state).generations.load(ACCOUNT, generation("a").id)


def test_the_one_that_was_wanted_last_comes_first(ledger: Ledger) -> None:
    stored(ledger, "a", "b", "c", "a")
    assert ids("a", "c", "b") == names(ledger)


def test_so_many_are_kept(ledger: Ledger) -> None:
    stored(ledger, *map(str, range(53)))
    gone = ledger.generations.prune(ACCOUNT)
    assert (3, ids("52"), ids("3")) == (len(gone), names(ledger)[:1], names(ledger)[-1:])


def test_nothing_goes_before_there_are_too_many(ledger: Ledger) -> None:
    stored(ledger, *map(str, range(50)))
    assert () == ledger.generations.prune(ACCOUNT)


def test_what_is_live_or_tried_or_was_before_a_deadline_never_goes(ledger: Ledger) -> None:
    stored(ledger, "live")
    ledger.begin("held", ACCOUNT, generation("before"))
    ledger.confirm("held", ACCOUNT, generation("before"))
    ledger.prepare(Push(confirm_within=60), [generation("held")])
    ledger.begin("held", ACCOUNT, generation("held"))
    ledger.confirm("held", ACCOUNT, generation("held"))
    ledger.begin("other", ACCOUNT, generation("left"))
    ledger.begin("other", ACCOUNT, generation("tried"))
    ledger.prepare(Push(), [generation("spare")])
    gone = ledger.generations.prune(ACCOUNT, least=0)
    assert (ids("spare"), 5) == (list(gone), len(names(ledger)))


def test_one_that_a_call_is_in_stays(ledger: Ledger) -> None:
    stored(ledger, "a", "b", "c")
    gone = ledger.generations.prune(ACCOUNT, in_use={context_of("a")}, least=0)
    assert ids("b") == list(gone)


def test_contexts_go_with_their_last_generation(state: Path, ledger: Ledger) -> None:
    stored(ledger, "a", "b")
    ledger.generations.prune(ACCOUNT, least=0)
    with closing(sqlite3.connect(state / "ledger.sqlite3")) as connection:
        found = connection.execute("SELECT name FROM context ORDER BY 1").fetchall()
    assert [(context_of("b"),), (SHARED,)] == found


def test_one_that_went_can_come_again(ledger: Ledger) -> None:
    stored(ledger, "a", "b")
    ledger.generations.prune(ACCOUNT, least=0)
    stored(ledger, "a")
    assert generation("a") == ledger.generations.load(ACCOUNT, generation("a").id)


def test_it_is_known_which_generations_have_a_context(ledger: Ledger) -> None:
    stored(ledger, "a", "b")
    name = context_of("a")
    assert {name: ((ACCOUNT, generation("a").id),)} == dict(ledger.generations.holding([name]))
