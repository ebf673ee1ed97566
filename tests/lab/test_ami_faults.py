"""A bad way to the manager interface of a real Asterisk: whatever happens on it, nothing hangs, and
nothing is told to be done that isn't."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import Generation
from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.move import Moved, Mover
from targets.asterisk.live.node import NodeError, NodeLost
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_link import NodeLink
from targets.asterisk.live.node_rows import NodeRows, Token
from tests.faults.ami_proxy import DIRECTIONS, KINDS, AmiProxy, Direction, Fault, Kind
from tests.lab.live_nodes import LiveNode, SmallLedger, lab_name, settled
from tests.lab.test_moving import EDITS, own_context, wrongs

pytestmark = pytest.mark.lab

ROUNDS = int(os.environ.get("PBXC_FAULTS", "2"))
"""Faults of each kind in each direction; `make torture` asks for more."""

ANSWERING = 0.8
CONNECTING = 5.0
MOST_PACKETS = {"actions": 420, "answers": 420}


@pytest.fixture(scope="module")
def live(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveNode]:
    tree = repository / "examples/harbour"
    with LiveNode(lab_name("badway"), tree, tmp_path_factory.mktemp("badway")) as one:
        straight = one.node()
        settled(one, straight)
        straight.close()
        yield one


@pytest.fixture(scope="module")
def way(live: LiveNode) -> Iterator[AmiProxy]:
    with AmiProxy(live.site.inventory.edge.ami_port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def second(live: LiveNode) -> Generation:
    """The generation after an edit."""
    return live.revised(*EDITS)


def over(live: LiveNode, way: AmiProxy, connecting: float = CONNECTING) -> AsteriskNode:
    """The node behind the bad way, whose patience is short."""
    place = live.place(port=way.port)
    files = TreeFiles(place.tree, place.recordings)
    rows = NodeRows(place.objects, Token("ledger", 1))
    link = NodeLink(place.door, connecting=connecting, answering=ANSWERING)
    return AsteriskNode("main", files, rows, link)


def moved_over(live: LiveNode, way: AmiProxy, fault: Fault, wanted: Generation) -> Moved | None:
    """What a move told that a fault struck; None where the node was lost, by whatever name."""
    node = over(live, way)
    mover = Mover(node, SmallLedger())
    mover.ledger.confirm("main", live.account, live.first)
    node.is_running()
    way.arm(fault)
    try:
        return mover.move(wanted)
    except NodeLost:
        return None
    finally:
        way.arm(None)
        node.close()


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_move_over_a_bad_way_ends_in_time_and_tells_the_truth(
    live: LiveNode, way: AmiProxy, second: Generation, kind: Kind, direction: Direction
) -> None:
    chance = random.Random(f"{kind} {direction}")
    straight = live.node()
    told = []
    for _ in range(ROUNDS):
        at = int(MOST_PACKETS[direction] ** chance.random()) - 1  # the first ones more often
        fault = Fault(kind, direction, at, chance.randrange(1 << 30))
        moved = moved_over(live, way, fault, second)
        if moved is not None:
            held = second if not moved.refused else live.first
            told += [f"{fault}: {one}" for one in wrongs(straight, held)]
        told += _back(live, straight, second, fault)
    straight.close()
    assert [] == told


def _back(live: LiveNode, node: AsteriskNode, second: Generation, fault: Fault) -> list[str]:
    """To the first generation over the good way, from whatever was left."""
    mover = Mover(node, SmallLedger())
    mover.ledger.confirm("main", live.account, live.first)
    mover.ledger.begin("main", live.account, second)
    mover.ledger.turn_back("main", live.account, "the test goes on")
    mover.recover(live.account)
    if own_context(second) in node.list_contexts():
        node.remove_context(own_context(second))
    return [f"{fault}, then: {one}" for one in wrongs(node, live.first)]


def test_a_session_that_was_cut_is_opened_again(live: LiveNode, way: AmiProxy) -> None:
    node = over(live, way)
    run = node.is_running()
    way.cut_all()
    seen: list[str] = []
    for _ in range(2000):
        try:
            seen = sorted(node.list_contexts())
            break
        except NodeError:
            continue
    node.close()
    assert (True, run) == (bool(seen), run)


@pytest.mark.parametrize("kind", ["silent", "half", "cut off"])
def test_a_greeting_that_stops_is_given_up(live: LiveNode, way: AmiProxy, kind: Kind) -> None:
    node = over(live, way, ANSWERING)
    way.arm(Fault(kind, "answers", 0))
    with pytest.raises(NodeLost):
        node.is_running()
    way.arm(None)
    node.close()
