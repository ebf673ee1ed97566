"""How we enter a real Asterisk: in whose name, with which few rights, and what if nobody is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import Act, Spot
from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.node import NodeError, NodeLost, NodeRefused, Trial
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.live.node_rows import Token
from targets.asterisk.live.place import Place
from targets.asterisk.live.proofs import probes_of
from targets.asterisk.settings import MANAGER
from tests.lab.live_nodes import LiveNode, lab_name

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def live(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveNode]:
    tree = repository / "examples/harbour"
    with LiveNode(lab_name("rights"), tree, tmp_path_factory.mktemp("rights")) as one:
        yield one


@pytest.fixture(scope="module")
def node(live: LiveNode) -> Iterator[AsteriskNode]:
    taken = live.node()
    yield taken
    taken.close()


# --- the way to it --------------------------------------------------------------------------------


def test_one_run_of_asterisk_has_one_name(live: LiveNode, node: AsteriskNode) -> None:
    other = live.node()
    names = {node.is_running(), other.is_running()}
    other.close()
    assert (1, True) == (len(names), all(names))


def test_nobody_listening_is_a_lost_node_and_is_not_asked_at_once_again(live: LiveNode) -> None:
    place = live.place(port=1)
    nobody = AsteriskNode.at(place, Token("ledger", 1))
    with pytest.raises(NodeLost, match="No connection"):
        nobody.is_running()
    with pytest.raises(NodeLost, match="a moment ago"):
        nobody.is_running()


def test_a_wrong_secret_is_a_lost_node(live: LiveNode) -> None:
    right = live.place()
    door = Door(right.door.host, right.door.port, right.door.user, "wrong")
    place = Place("main", right.tree, right.objects, right.recordings, door)
    with pytest.raises(NodeLost, match="refused to log"):
        AsteriskNode.at(place, Token("ledger", 1)).is_running()


# --- rights ---------------------------------------------------------------------------------------

RIGHTS = ("system", "command", "call", "originate")


def test_the_controllers_rights_are_these(live: LiveNode) -> None:
    text = live.state.base["manager.conf"].decode()
    lines = text.partition(f"[{MANAGER}]")[2].partition("\n[")[0].splitlines()
    granted = [line for line in lines if line.startswith(("read =", "write ="))]
    assert [f"write = {','.join(RIGHTS)}"] == granted


@pytest.mark.parametrize("missing", RIGHTS)
def test_none_of_the_controllers_rights_is_too_many(live: LiveNode, missing: str) -> None:
    left = ",".join(right for right in RIGHTS if right != missing)
    less = live.node_as("less", f"write = {left}\n")
    with pytest.raises(NodeError):
        use_every_right(live, less)
    less.close()


def test_all_of_the_controllers_rights_are_enough(live: LiveNode, node: AsteriskNode) -> None:
    use_every_right(live, node)


def use_every_right(live: LiveNode, node: AsteriskNode) -> None:
    own = next(name for name in live.first.contexts if name.startswith(f"{live.account}."))
    node.is_running()
    node.list_contexts()
    node.change_entries({Spot("acme.phone", "101", 1): Act("NoOp", "a")}, ())
    node.change_entries({}, [Spot("acme.phone", "101", 1)])
    node.reload([f"pjsip/{live.account}.conf"])
    if wrong := node.ask(probes_of(live.first), [Trial("+19025550100", own)]):
        raise NodeRefused(" ".join(wrong))
    if wrong := node.check_rows(list(live.first.rows)):
        raise NodeRefused(" ".join(wrong))
    node.calls()


def test_the_controller_may_not_write_settings(live: LiveNode, node: AsteriskNode) -> None:
    place = live.place()
    link = NodeLink(place.door)
    reply = link.ask("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "x.conf"})
    link.close()
    assert (False, "Permission denied") == (reply.ok, reply.message)
