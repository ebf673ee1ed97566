"""The way to an Asterisk against a small server that can misbehave."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import count, pairwise

import pytest

from targets.asterisk.live.node import NodeLost, NodeRefused
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.live.starting import await_running, start_asterisk
from tests.targets.live.test_ami import Answer, Serve, Server, ok, serve

__all__ = ["serve"]

PING = ("Ping", {"N": "1"})


class Memory:
    """A server's answers: it keeps variables, and does as a test says with everything else."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.variables: dict[str, str] = {}
        self._answer = answer

    def __call__(self, fields: dict[str, str]) -> bytes | None:
        match fields["Action"]:
            case "Getvar":
                return ok(f"Value: {self.variables.get(fields['Variable'], '')}\r\n")
            case "Setvar":
                self.variables[fields["Variable"]] = fields["Value"]
                return ok()
            case "Command":
                return ok("Output: Asterisk has fully booted.\r\n")
            case _:
                return self._answer(fields) if self._answer else ok()


@pytest.fixture
def links() -> Iterator[list[NodeLink]]:
    opened: list[NodeLink] = []
    yield opened
    for link in opened:
        link.close()


def link_to(server: Server, links: list[NodeLink], answering: float = 5) -> NodeLink:
    door = Door("127.0.0.1", server.port, "u", "hidden")
    links.append(NodeLink(door, connecting=5, answering=answering))
    return links[-1]


def test_nothing_is_asked_before_all_of_asterisk_is_there(
    serve: Serve, links: list[NodeLink]
) -> None:
    server = serve(Memory())
    link_to(server, links).ask(*PING)
    asked = [action.get("Command") or action["Action"] for action in server.actions]
    assert ["Login", "CoreSettings", "core waitfullybooted"] == asked[:3]


def test_a_run_keeps_its_name_and_another_has_another(serve: Serve, links: list[NodeLink]) -> None:
    memory = Memory()
    first = link_to(serve(memory), links)
    again = link_to(serve(memory), links)
    restarted = link_to(serve(Memory()), links)
    names = [link.run() for link in (first, first, again, restarted)]
    assert [names[0]] * 3 == names[:3]
    assert names[0] != names[3]


def test_a_name_costs_nothing_while_connected(serve: Serve, links: list[NodeLink]) -> None:
    server = serve(Memory())
    link = link_to(server, links)
    link.run()
    asked = len(server.actions)
    link.run()
    assert asked == len(server.actions)


def test_an_asterisk_that_keeps_no_mark_is_a_lost_node(serve: Serve, links: list[NodeLink]) -> None:
    server = serve(lambda fields: ok())
    with pytest.raises(NodeLost, match="doesn't let us keep a mark"):
        link_to(server, links).run()


def test_an_error_is_an_answer(serve: Serve, links: list[NodeLink]) -> None:
    error = b"Response: Error\r\nActionID: @ID\r\nMessage: no\r\n\r\n"
    reply = link_to(serve(Memory(lambda fields: error)), links).ask(*PING)
    assert (False, "no") == (reply.ok, reply.message)


def test_nothing_to_ask_needs_no_session(links: list[NodeLink]) -> None:
    links.append(NodeLink(Door("127.0.0.1", 1, "u", "s")))
    assert [] == links[0].ask_all([])


def test_what_cannot_be_sent_is_refused_and_the_session_lives_on(
    serve: Serve, links: list[NodeLink]
) -> None:
    server = serve(Memory())
    link = link_to(server, links)
    link.ask(*PING)
    with pytest.raises(NodeRefused, match="line break"):
        link.ask("Ping", {"N": "1\r\nAction: Originate"})
    link.ask(*PING)
    assert ["Ping", "Ping"] == [action["Action"] for action in server.actions[-2:]]


def test_no_answer_in_time_ends_the_session(serve: Serve, links: list[NodeLink]) -> None:
    server = serve(Memory(lambda fields: b""))
    link = link_to(server, links, answering=0.1)
    with pytest.raises(NodeLost, match="didn't answer Ping"):
        link.ask(*PING)
    assert link._session is None


def test_a_broken_link_is_not_asked_again_by_itself(serve: Serve, links: list[NodeLink]) -> None:
    server = serve(Memory(lambda fields: None))
    link = link_to(server, links)
    with pytest.raises(NodeLost, match="went down in Ping"):
        link.ask(*PING)
    assert ["Ping"] == [a["Action"] for a in server.actions if a["Action"] == "Ping"]


def test_failed_attempts_are_spaced_further_and_further(
    monkeypatch: pytest.MonkeyPatch, links: list[NodeLink]
) -> None:
    clock = count()
    now = [0.0]
    tried: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
    links.append(NodeLink(Door("127.0.0.1", 1, "u", "s"), connecting=1))
    while len(tried) < 9:
        now[0] = next(clock) * 0.05
        with pytest.raises(NodeLost) as lost:
            links[0].ask(*PING)
        if "a moment ago" not in str(lost.value):
            tried.append(now[0])
    pauses = [round(later - earlier, 2) for earlier, later in pairwise(tried)]
    assert [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0] == pauses


def test_a_secret_is_in_no_text_of_a_door(serve: Serve) -> None:
    assert "hidden" not in repr(Door("127.0.0.1", 1, "u", "hidden"))


# --- starting -------------------------------------------------------------------------------------


def test_a_command_that_fails_is_told_in_its_own_words() -> None:
    with pytest.raises(NodeLost, match=r"failed \(3\): no such unit"):
        start_asterisk(
            ["sh", "-c", "echo no such unit >&2; exit 3"], Door("127.0.0.1", 1, "u", "s")
        )


def test_a_command_that_is_not_there_is_told() -> None:
    with pytest.raises(NodeLost, match="No such file"):
        start_asterisk(["/no/such/command"], Door("127.0.0.1", 1, "u", "s"))


def test_a_start_is_over_when_all_of_asterisk_is_there(serve: Serve) -> None:
    server = serve(Memory())
    start_asterisk(["true"], Door("127.0.0.1", server.port, "u", "s"), 5)
    assert "core waitfullybooted" in [action.get("Command") for action in server.actions]


def test_an_asterisk_that_never_comes_is_given_up() -> None:
    with pytest.raises(NodeLost):
        await_running(Door("127.0.0.1", 1, "u", "s"), 0.3)
