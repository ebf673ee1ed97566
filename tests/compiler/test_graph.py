"""The call graph, and loops in it."""

from __future__ import annotations

import subprocess
import sys

from compiler.graph import Edge, call_graph, calls_of, find_loops
from schema.program import NOWHERE
from schema.references import Reference
from tests.compiler.trees import read_tree


def edges(text: str) -> list[Edge]:
    """Edges between callflows: `a>b` goes on, `a?b` waits for a key."""
    return [
        Edge(Reference("callflow", one[0]), Reference("callflow", one[2]), NOWHERE, one[1] == "?")
        for one in text.split()
    ]


def loops(text: str) -> list[str]:
    return ["".join(edge.source.name for edge in loop) for loop in find_loops(edges(text))]


def test_calls_that_end_somewhere_make_no_loop() -> None:
    assert [] == loops("a>b a>c b>c c>d")


def test_a_thing_that_enters_itself_is_a_loop() -> None:
    assert ["b"] == loops("a>b b>b")


def test_of_a_knot_the_shortest_loop_is_told_once() -> None:
    assert ["ac"] == loops("a>b b>c c>a a>c")


def test_two_knots_are_two_loops() -> None:
    assert ["ab", "cd"] == loops("a>b b>a c>d d>c b>c")


def test_an_account_without_loops_does_not_load_networkx() -> None:
    program = (
        "import sys; from compiler.graph import find_loops, Edge; from schema.program import NOWHERE;"
        "from schema.references import Reference as R;"
        "list(find_loops([Edge(R('a', 'a'), R('b', 'b'), NOWHERE)])); print('networkx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "False" == done.stdout.strip()


def test_the_graph_keeps_the_way_that_does_not_wait() -> None:
    graph = call_graph(edges("a?b a>b"))
    assert not graph.edges[Reference("callflow", "a"), Reference("callflow", "b")]["edge"].waits


def test_a_number_leads_to_its_destination() -> None:
    tree, _ = read_tree("numbers: {+19025550101: callflow.main}\ncallflows: {main: [hangup]}\n")
    expected = [("number.+19025550101", "callflow.main")]
    assert expected == [(str(one.source), str(one.target)) for one in calls_of(tree.root)]
