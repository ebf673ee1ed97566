"""Our own files, read back as a node that isn't running knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import HINT, Act, Generation, Line, RowKey, Spot
from targets.asterisk.delivery.tree_files import context_file, context_path, doors_file
from targets.asterisk.live.cold_node import ColdNode
from targets.asterisk.live.move import Mover
from targets.asterisk.live.node_files import TreeFiles
from targets.asterisk.live.node_rows import NodeRows, Token
from targets.asterisk.live.written import entries_in, lines_in
from tests.lab.live_nodes import SmallLedger

DATA = ("", "a,b", "a;b", "a\\;b", "é (x) [y]", "f(g(1))", "${EXTEN:1}", "x => y,1,z(", " a ")
LINES = tuple(Line("e*1", at, "NoOp", data) for at, data in enumerate(DATA, 1))
ENTRIES = {
    Spot("from-trunk", "+19025550100", 1): Act("Goto", "acme.in,${EXTEN},1"),
    Spot("acme.phone", "_[0-9].", 1): Act("Set", "__P=a;b"),
    Spot("acme.hints", "101", HINT): Act("PJSIP/a@b&PJSIP/c@b", ""),
}
FIRST = Generation(
    "acme",
    {"acme.g0000000001": LINES},
    {**ENTRIES, Spot("acme.phone", "911", 1): Act("Goto", "acme.g0000000001,m*911,1")},
    {RowKey("voicemail", "1@acme"): (("context", "acme"), ("mailbox", "1"))},
    {"music/acme.conf": b"[x]\n"},
)
SECOND = Generation("acme", {"acme.g0000000002": LINES[:2]}, ENTRIES)


def test_a_contexts_file_is_read_back() -> None:
    assert LINES == lines_in(context_file("acme.g1", LINES))


def test_a_file_of_doors_is_read_back() -> None:
    assert ENTRIES == entries_in(doors_file(ENTRIES))


def test_a_file_of_nothing_holds_nothing() -> None:
    assert ((), {}) == (lines_in(b""), entries_in(b"; a note\n"))


@pytest.fixture
def node(tmp_path: Path) -> ColdNode:
    for name in ("tree", "recordings"):
        (tmp_path / name).mkdir()
    files = TreeFiles(tmp_path / "tree", tmp_path / "recordings")
    return ColdNode("main", files, NodeRows(tmp_path / "objects", Token("ledger", 1)))


def held(node: ColdNode, wanted: Generation) -> tuple[bool, bool, bool, bool]:
    """Whether its contexts, entries, rows and files are there, and no others."""
    spots = [spot for spot in wanted.entries if spot.context not in wanted.doors]
    return (
        node.read_contexts(list(wanted.contexts)) == wanted.contexts,
        node.read_entries({"acme.phone", "acme.hints"}, spots) == wanted.entries,
        node.read_rows("acme").keys() == wanted.rows.keys(),
        node.read_file("music/acme.conf") == wanted.files.get("music/acme.conf"),
    )


def test_a_node_that_is_down_is_moved_like_one_that_is_up(node: ColdNode) -> None:
    mover = Mover(node, SmallLedger())
    seen = []
    for wanted in (FIRST, SECOND, FIRST):
        refused = mover.move(wanted).refused
        seen.append((refused, *held(node, wanted)))
    again = mover.heal("acme")
    node.close()
    assert ([("", True, True, True, True)] * 3, False) == (seen, bool(again))


def test_what_a_hand_changed_in_the_files_is_healed(node: ColdNode) -> None:
    mover = Mover(node, SmallLedger())
    mover.move(FIRST)
    node.write_file(context_path("acme.g0000000001"), b"[acme.g0000000001]\n")
    node.remove_file("music/acme.conf")
    healed = mover.heal("acme")
    node.close()
    assert ({context_path("acme.g0000000001"), "music/acme.conf"}, (True,) * 4) == (
        set(healed.files), held(node, FIRST),
    )  # fmt: skip


def test_its_contexts_are_those_that_have_a_file(node: ColdNode) -> None:
    Mover(node, SmallLedger()).move(FIRST)
    node.close()
    assert {"acme.g0000000001"} == node.list_contexts()
