"""Two nodes: each has its accounts and no others, and one that is down keeps nobody back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenants.lab.site import free_port
from tenants.lab.workplace import Workplace
from tests.lab.sites import TREES
from tests.lab.workplaces import figure, health, line_out, live, rename, wait_until

pytestmark = pytest.mark.lab

ASH, OAK = "ash", "oak"


@pytest.fixture(scope="module")
def web() -> int:
    return free_port()


@pytest.fixture(scope="module")
def place(lab: Path, web: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """East is on ash only, west on both."""
    folder = tmp_path_factory.mktemp("nodes")
    name = f"nodes-{os.getpid()}"
    with Workplace(name, TREES / "pier", folder, nodes=(ASH, OAK)) as place:
        place.edit("account.yaml", "192.0.2.31", line_out())
        place.edit("accounts/east.yaml", "numbers:", f"nodes: [{ASH}]\nnumbers:")
        with place.config.open("a") as config:
            config.write(f"listen: {{address: 127.0.0.1, port: {web}}}\n")
        place.push("as it is")
        place.serve()
        wait_until(place, lambda: health(web)[0] == 200)
        yield place


def contexts(place: Workplace, node: str) -> str:
    """The dialplan that a node's Asterisk really has."""
    link = place.link(node)
    try:
        return "\n".join(link.ask("Command", {"Command": "dialplan show"}).output)
    finally:
        link.close()


def test_each_node_has_its_accounts_and_no_others(place: Workplace) -> None:
    assert ([ASH], [ASH, OAK]) == (sorted(live(place, "east")), sorted(live(place, "west")))
    seen = [
        ("east-" in contexts(place, node), "west-" in contexts(place, node)) for node in (ASH, OAK)
    ]
    assert [(True, True), (False, True)] == seen
    listens = [(place.nodes[node].home / "etc/pjsip.conf").read_text() for node in (ASH, OAK)]
    assert [1, 1] == [
        text.count(f":{place.nodes[node].sip_port}\n") and 1
        for text, node in zip(listens, (ASH, OAK), strict=True)
    ]


def test_all_is_well_while_both_answer(place: Workplace, web: int) -> None:
    wait_until(place, lambda: health(web)[0] == 200)
    assert [1, 1] == [figure(web, f'pbxc_node_up{{node="{node}"}}') for node in (ASH, OAK)]
    standing = figure(web, f'pbxc_accounts{{node="{OAK}",standing="live"}}')
    assert 3 == standing, "west, the root account and what all share"


def test_a_node_that_is_down_keeps_nobody_back_and_catches_up(place: Workplace, web: int) -> None:
    before = live(place, "west")
    place.kill_asterisk(node=OAK)
    wait_until(place, lambda: health(web)[0] == 503)
    rename(place, "west", "Anna West", "Anne West")
    commit = place.push("while oak is down")
    wait_until(place, lambda: live(place, "west")[ASH] != before[ASH])
    status, said = health(web)
    up = [figure(web, f'pbxc_node_up{{node="{node}"}}') for node in (ASH, OAK)]
    assert (503, [1, 0], "up") == (status, up, said["nodes"][ASH])
    assert before[OAK] == live(place, "west")[OAK]
    told = {row["node"]: row for row in _status(place, "west")}
    assert commit == told[ASH]["commit"] != told[OAK]["commit"]
    place.start_asterisk(OAK)
    wait_until(place, lambda: live(place, "west")[OAK] != before[OAK])
    wait_until(place, lambda: health(web)[0] == 200)
    assert {commit} == {row["commit"] for row in _status(place, "west")}
    history = place.pbxc("history", "west", "--format", "json").said
    assert {ASH, OAK} == {
        one["node"] for one in json.loads(history)["moves"] if one["commit"] == commit
    }
    assert "West <101>" in contexts(place, OAK) or "Anne West" in contexts(place, OAK)


def test_an_account_leaves_a_node_that_it_is_not_granted_any_more(place: Workplace) -> None:
    place.edit("accounts/west.yaml", "numbers:", f"nodes: [{ASH}]\nnumbers:")
    place.push("west is on ash only")
    wait_until(place, lambda: sorted(live(place, "west")) == [ASH])
    wait_until(place, lambda: "west-" not in dialled(place, OAK))


def dialled(place: Workplace, node: str) -> str:
    """What a carrier's calls reach at a node."""
    link = place.link(node)
    try:
        return "\n".join(link.ask("Command", {"Command": "dialplan show from-trunk"}).output)
    finally:
        link.close()


def test_a_node_that_the_platform_does_not_name_is_left_as_it_is(place: Workplace) -> None:
    west = live(place, "west")
    text = (place.work / "account.yaml").read_text()
    place.edit("account.yaml", f"{OAK}: {{", "elm: {")
    place.push("oak is called elm")
    place.wait_logged("left as it is")
    (place.work / "account.yaml").write_text(text)
    rename(place, "west", "Anne West", "Anna West")
    place.push("oak is oak again")
    wait_until(place, lambda: live(place, "west") != west)


def _status(place: Workplace, account: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        place.pbxc("status", account, "--format", "json").said
    )["accounts"]
    return found
