"""Moving an account on a real Asterisk: calls that stay, hands that interfere, power cuts."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import Act, Generation, Spot
from targets.asterisk.delivery.tree_files import context_path, doors_path
from targets.asterisk.live.ami import AmiSession
from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.draining import drain
from targets.asterisk.live.move import Mover
from targets.asterisk.live.node import NodeLost
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.starting import await_running, write_base
from tests.lab.live_nodes import LiveNode, SmallLedger, lab_name, settled

pytestmark = pytest.mark.lab

NUMBER = "+19025550100"
EDITS = (
    ("users.yaml", "name: Anna Berg", "name: Anna Bergman"),
    ("callflows/main.yaml", "for: 15s", "for: 12s"),
)


@pytest.fixture(scope="module")
def live(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveNode]:
    tree = repository / "examples/harbour"
    with LiveNode(lab_name("moving"), tree, tmp_path_factory.mktemp("moving")) as one:
        yield one


@pytest.fixture(scope="module")
def second(live: LiveNode) -> Generation:
    """The generation after an edit."""
    return live.revised(*EDITS)


@pytest.fixture
def node(live: LiveNode) -> Iterator[AsteriskNode]:
    taken = live.node()
    yield taken
    taken.close()


@pytest.fixture
def mover(live: LiveNode, node: AsteriskNode) -> Mover:
    """A mover, the account at its first generation."""
    return settled(live, node)


def own_context(generation: Generation) -> str:
    return next(name for name in generation.contexts if name.startswith(generation.account))


def wrongs(node: AsteriskNode, wanted: Generation) -> list[str]:
    """What of a generation the node doesn't hold, looked up by nothing that moves it."""
    there = node.read_contexts(list(wanted.contexts))
    lines = {name: sorted(there.get(name, ())) for name in wanted.contexts}
    spots = [spot for spot in wanted.entries if spot.context not in wanted.doors]
    found = {
        "contexts": lines == {name: sorted(steps) for name, steps in wanted.contexts.items()},
        "entries": node.read_entries(wanted.doors, spots) == wanted.entries,
        "rows": set(node.read_rows(wanted.account)) == set(wanted.rows),
        "objects": node.check_rows(list(wanted.rows)) == (),
        "files": all(node.read_file(path) == data for path, data in wanted.files.items()),
    }
    return [name for name, right in found.items() if not right]


# --- there and back -------------------------------------------------------------------------------


def test_an_account_is_moved_there_and_back(
    mover: Mover, live: LiveNode, second: Generation
) -> None:
    node = mover.node
    assert isinstance(node, AsteriskNode)
    there = mover.move(second)
    seen = wrongs(node, second)
    back = mover.move(live.first)
    assert (["", ""], [], []) == ([there.refused, back.refused], seen, wrongs(node, live.first))


def test_moving_to_where_it_is_changes_nothing(mover: Mover, live: LiveNode) -> None:
    assert not mover.move(live.first).changes


def test_a_generation_whose_number_leads_astray_is_refused_and_the_last_good_one_is_back(
    mover: Mover, live: LiveNode, second: Generation
) -> None:
    astray = {Spot("from-trunk", NUMBER, 1): Act("Goto", f"from-trunk,{NUMBER[1:]}0,1")}
    bad = dataclasses.replace(second, entries={**second.entries, **astray})
    moved = mover.move(bad)
    assert isinstance(mover.node, AsteriskNode)
    assert (live.first, []) == (moved.live, wrongs(mover.node, live.first))
    assert f"A call to {NUMBER} doesn't come to {own_context(second)}" in moved.refused


# --- calls ----------------------------------------------------------------------------------------


def call_in(session: AmiSession, node: AsteriskNode, wanted: str) -> None:
    """A call from outside, once it is in a context."""
    call = {"Channel": f"Local/{NUMBER}@from-trunk/n", "Application": "Wait", "Data": "60",
            "Async": "yes"}  # fmt: skip
    session.call("Originate", call)
    _until(lambda: wanted in node.calls())


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(2000):
        if happened():
            return
    raise AssertionError("it didn't happen")


def test_a_call_in_progress_stays_where_it_is_and_the_next_one_is_in_the_new_generation(
    mover: Mover, live: LiveNode, second: Generation
) -> None:
    node = mover.node
    assert isinstance(node, AsteriskNode)
    old, new = own_context(live.first), own_context(second)
    staying = (second, live.platform)
    with live.switch.ami() as session:
        call_in(session, node, old)
        mover.move(second)
        during = node.calls()
        kept = drain(node, mover.ledger, staying, (live.first,))
        call_in(session, node, new)
        both = set(node.calls())
        session.call("Command", {"Command": "channel request hangup all"})
    _until(lambda: not node.calls())
    gone = drain(node, mover.ledger, staying, (live.first,))
    left = (old in node.list_contexts(), node.read_file(context_path(old)))
    mover.move(live.first)
    mine = {old, new}  # a call may be in the platform's for a moment
    assert ({old}, (), mine) == (mine.intersection(during), kept, mine.intersection(both))
    assert ((old,), (False, None)) == (gone, left)


# --- hands ----------------------------------------------------------------------------------------

Hand = Callable[[LiveNode, AsteriskNode], object]


def _entry_replaced(live: LiveNode, node: AsteriskNode) -> None:
    node.change_entries({Spot("from-trunk", NUMBER, 1): Act("Hangup", "1")}, ())


def _entry_removed(live: LiveNode, node: AsteriskNode) -> None:
    node.change_entries({}, [next(iter(live.first.entries))])


def _entry_added(live: LiveNode, node: AsteriskNode) -> None:
    node.change_entries({Spot(f"{live.account}.phone", "0900", 1): Act("NoOp", "")}, ())


def _step_replaced(live: LiveNode, node: AsteriskNode) -> None:
    line = live.first.contexts[own_context(live.first)][0]
    spot = Spot(own_context(live.first), line.extension, line.priority)
    node.change_entries({spot: Act("NoOp", "by hand")}, ())


def _context_removed(live: LiveNode, node: AsteriskNode) -> None:
    node.remove_context(own_context(live.first))


def _context_included(live: LiveNode, node: AsteriskNode) -> None:
    live.switch.command(f"dialplan add include from-trunk into {live.account}.phone")
    live.switch.command(f"dialplan add include from-trunk into {own_context(live.first)}")


def _row_changed(live: LiveNode, node: AsteriskNode) -> None:
    _by_hand(live, "UPDATE ps_endpoints SET callerid = 'x'")


def _rows_deleted(live: LiveNode, node: AsteriskNode) -> None:
    _by_hand(live, "DELETE FROM ps_auths")


def _by_hand(live: LiveNode, sql: str) -> None:
    with sqlite3.connect(live.objects) as database:
        database.execute(sql)
    database.close()


def _doors_deleted(live: LiveNode, node: AsteriskNode) -> None:
    node.remove_file(doors_path(live.account))


def _carrier_edited(live: LiveNode, node: AsteriskNode) -> None:
    node.write_file(f"pjsip/{live.account}.conf", b"")
    node.reload([f"pjsip/{live.account}.conf"])


def _reloaded(live: LiveNode, node: AsteriskNode) -> None:
    node.write_file(doors_path(live.account), b"[x]\n")
    live.switch.command("dialplan reload")


HANDS: dict[str, Hand] = {
    "an entry is replaced": _entry_replaced,
    "an entry is removed": _entry_removed,
    "an entry is added": _entry_added,
    "a step is replaced": _step_replaced,
    "a context is removed": _context_removed,
    "a context is included": _context_included,
    "rows are changed": _row_changed,
    "rows are deleted": _rows_deleted,
    "the doors' file is deleted": _doors_deleted,
    "a carrier's file is emptied": _carrier_edited,
    "a wrong file is reloaded": _reloaded,
}


@pytest.mark.parametrize("hand", HANDS.values(), ids=HANDS.keys())
def test_what_a_hand_changed_is_healed(
    mover: Mover, node: AsteriskNode, live: LiveNode, hand: Hand
) -> None:
    hand(live, node)
    healed = mover.heal(live.account)
    again = mover.heal(live.account)
    assert (True, False, []) == (bool(healed), bool(again), wrongs(node, live.first))


# --- power ----------------------------------------------------------------------------------------


def test_a_killed_asterisk_comes_up_with_what_was_live(
    mover: Mover, node: AsteriskNode, live: LiveNode, second: Generation
) -> None:
    mover.move(second)
    before = node.is_running()
    live.switch.kill()
    with pytest.raises(NodeLost):
        node.list_contexts()
    live.switch.resume()
    await_running(live.place().door)
    _until(lambda: _answers(node))
    healed, seen = mover.heal(live.account), wrongs(node, second)
    mover.move(live.first)
    assert (False, [], True) == (bool(healed), seen, before != node.is_running())


def _answers(node: AsteriskNode) -> bool:
    try:
        return bool(node.is_running())
    except NodeLost:
        return False


def test_a_node_that_is_prepared_cold_starts_as_it_was_meant(
    lab: Path, tmp_path: Path, repository: Path
) -> None:
    fresh = LiveNode(lab_name("cold"), repository / "examples/harbour", tmp_path)
    tree = tmp_path / "cold-tree"
    tree.mkdir()
    fresh.site.objects.mkdir(parents=True, exist_ok=True)
    cold = fresh.cold(tree)
    mover = Mover(cold, SmallLedger())
    write_base(TreeFiles(tree, fresh.recordings), fresh.state.base, fresh.state.private)
    moved = [mover.move(generation).refused for generation in fresh.state.generations.values()]
    again = mover.heal(fresh.account)
    cold.close()
    fresh.switch.tree = tree
    fresh.switch.start()
    node = fresh.node()
    try:
        warm = settled(fresh, node).heal(fresh.account)
        assert (["", ""], False, False) == (moved, bool(again), bool(warm))
        assert ([], []) == (wrongs(node, fresh.first), fresh.switch.log_lines())
    finally:
        node.close()
        fresh.__exit__(None, None, None)
