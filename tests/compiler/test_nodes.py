"""Several switches of one platform: where each listens, and which accounts it serves."""

from __future__ import annotations

import pytest

from compiler.diagnostics import Diagnostic
from compiler.inventory import edge_of
from compiler.rules.unknown_node import check
from schema.inventory import Edge
from tests.compiler.trees import read_tree

MASTER = """account:
  name: Platform
  timezone: America/Halifax
  country: CA
  type: master
  platform:
    domain: pbx.example
    edge: {address: 192.0.2.1, udp_port: 5070, external_address: 203.0.113.1}
    nodes:
      east: {}
      west: {address: 192.0.2.2, udp_port: 5080, external_address: 203.0.113.2, rtp_last: 19999}
# file: accounts/north.yaml
type: reseller
NORTH
# file: accounts/north/account.yaml
# file: accounts/north/accounts/harbour.yaml
name: Harbour
HARBOUR
# file: accounts/north/accounts/harbour/account.yaml
"""


def nodes_of(north: str = "", harbour: str = "") -> dict[str, tuple[str, ...]]:
    tree, _ = read_tree(MASTER.replace("NORTH", north).replace("HARBOUR", harbour))
    return {path: account.nodes for path, account in tree.accounts.items() if path}


def found(north: str = "", harbour: str = "") -> list[Diagnostic]:
    tree, _ = read_tree(MASTER.replace("NORTH", north).replace("HARBOUR", harbour))
    return [one for account in tree.accounts.values() for one in check(account)]


def edge() -> Edge:
    tree, _ = read_tree(MASTER.replace("NORTH", "").replace("HARBOUR", ""))
    return edge_of(tree.root)


def test_an_account_is_served_by_all_nodes_where_nothing_is_said() -> None:
    assert {"north": (), "north/harbour": ()} == nodes_of()


def test_an_account_is_served_where_its_parent_is() -> None:
    assert {"north": ("east",), "north/harbour": ("east",)} == nodes_of("nodes: [east]")


def test_a_grant_says_which_of_its_parent_s_nodes_serve_an_account() -> None:
    expected = {"north": ("east", "west"), "north/harbour": ("west",)}
    assert expected == nodes_of("nodes: [east, west]", "nodes: [west]")
    assert [] == found("nodes: [east, west]", "nodes: [west]")


def test_a_node_that_the_platform_has_not_is_told() -> None:
    told = found("nodes: [east, north]")
    assert ["The platform has no node north."] == [one.message for one in told]
    assert ("nodes", 1) == told[0].origin.route[-2:]  # type: ignore[union-attr]


def test_a_node_that_does_not_serve_the_parent_is_told() -> None:
    told = found("nodes: [east]", "nodes: [west]")
    assert ["The node west doesn't serve this account itself."] == [one.message for one in told]


@pytest.mark.parametrize(("said", "wrong"), [("nodes: [main]", 0), ("nodes: [east]", 1)])
def test_a_platform_that_names_no_node_has_one(said: str, wrong: int) -> None:
    alone = MASTER.replace("NORTH", said).replace("HARBOUR", "")
    first, _, rest = alone.partition("    nodes:\n")
    tree, _ = read_tree(first + rest.partition("rtp_last: 19999}\n")[2])
    told = [one for account in tree.accounts.values() for one in check(account)]
    assert wrong == len(told)
    assert ("main",) == edge_of(tree.root).node_names


def test_a_node_listens_where_it_says_and_else_where_the_platform_does() -> None:
    west, east = edge().of("west"), edge().of("east")
    assert ("192.0.2.2", 5080, "203.0.113.2", 10000, 19999) == (
        west.sip_address, west.udp_port, west.external_address, west.rtp_first, west.rtp_last
    )  # fmt: skip
    assert ("192.0.2.1", 5070, "203.0.113.1") == (
        east.sip_address, east.udp_port, east.external_address
    )  # fmt: skip


def test_every_node_of_the_platform_is_named() -> None:
    assert ("east", "west") == edge().node_names


def test_a_node_that_is_not_there_has_no_edge() -> None:
    with pytest.raises(KeyError):
        edge().of("main")
