"""Asking the controller that runs."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.controller import control
from tenants.controller.control import (
    SOCKET,
    ControlLost,
    ControlServer,
    NotServing,
    Progress,
    Refusal,
    Reply,
    Request,
    Result,
    ask,
)
from tenants.key_file import Refused


def answer(request: Request, who: str) -> Iterator[Reply]:
    """Does what a test asks."""
    yield Progress(f"{who} asks: {request.do}")
    if request.do == "rollback":
        raise Refused("There is nothing to go back to.")
    if request.do == "sync":
        raise ZeroDivisionError("a mistake")
    yield Result(request.fields)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Path]:
    """A state folder whose controller answers."""
    with ControlServer(tmp_path, answer):
        yield tmp_path


def asked(state: Path, request: Request) -> list[Reply]:
    return list(ask(state, request))


def raw(state: Path, data: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(state / SOCKET))
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(4096), b""))


def test_what_is_asked_is_done_and_told(serving: Path) -> None:
    said = asked(serving, Request("pause", {"account": "north \N{SNOWMAN}", "seconds": 7200}))
    result = Result({"account": "north \N{SNOWMAN}", "seconds": 7200})
    assert [Progress(f"{control.user_name(os.geteuid())} asks: pause"), result] == said


def test_what_is_refused_is_told(serving: Path) -> None:
    said = asked(serving, Request("rollback"))
    assert Refusal("There is nothing to go back to.") == said[-1]


def test_a_mistake_of_ours_is_told_and_the_next_one_is_answered(serving: Path) -> None:
    said = asked(serving, Request("sync"))[-1]
    assert isinstance(said, Refusal)
    assert ("ZeroDivisionError" in said.why, 2) == (True, len(asked(serving, Request("pause"))))


@pytest.mark.parametrize(
    "data", [b"", b"nonsense\n", b"[]\n", b'{"do": "format"}\n', b'{"do": "pause"}']
)
def test_what_is_no_request_is_refused(serving: Path, data: bytes) -> None:
    assert b'"refused"' in raw(serving, data)


def test_a_request_without_end_is_refused(serving: Path) -> None:
    assert b'"refused"' in raw(serving, b"x" * (control.LARGEST_REQUEST + 1))


def test_whoever_is_not_the_owner_may_not_ask(
    serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "_peer", lambda link: None)
    assert [Refusal("Only who runs pbxc serve, and root, may ask.")] == asked(
        serving, Request("pause")
    )


def test_only_its_owner_can_open_the_socket(serving: Path) -> None:
    assert 0o600 == (serving / SOCKET).stat().st_mode & 0o777


@pytest.mark.parametrize("left", [False, True])
def test_where_nobody_serves_it_is_told(tmp_path: Path, left: bool) -> None:
    if left:
        with socket.socket(socket.AF_UNIX) as old:
            old.bind(str(tmp_path / SOCKET))
    with pytest.raises(NotServing):
        ask(tmp_path, Request("pause"))


def test_what_a_killed_controller_left_is_no_hindrance(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(tmp_path / SOCKET))
    with ControlServer(tmp_path, answer):
        assert 2 == len(asked(tmp_path, Request("pause")))


def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    with ControlServer(tmp_path, answer):
        pass
    assert [] == list(tmp_path.iterdir())


def test_a_long_way_to_the_socket_is_no_hindrance(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    with ControlServer(deep, answer):
        assert 2 == len(asked(deep, Request("pause")))


@pytest.mark.parametrize("last", [b"", b'{"progress": "half', b'{"progress": "whole"}\n'])
def test_a_controller_that_goes_away_is_told(tmp_path: Path, last: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / SOCKET))
        listening.listen()

        def die() -> None:
            link, _ = listening.accept()
            with link:
                link.recv(4096)
                link.sendall(last)

        thread = threading.Thread(target=die)
        thread.start()
        with pytest.raises(ControlLost):
            asked(tmp_path, Request("pause"))
        thread.join()


def test_an_asker_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    gone, done = threading.Event(), threading.Event()

    def slow(request: Request, who: str) -> Iterator[Reply]:
        yield Progress("begun")
        gone.wait(10)
        for _ in range(100):
            yield Progress("x" * 10_000)
        done.set()
        yield Result()

    with ControlServer(tmp_path, slow):
        replies = ask(tmp_path, Request("apply"))
        next(replies)
        replies.close()  # type: ignore[attr-defined]
        gone.set()
        assert done.wait(10)


def test_several_are_answered_at_a_time(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=10)

    def together(request: Request, who: str) -> Iterator[Reply]:
        both.wait()
        yield Result()

    found: list[list[Reply]] = []
    with ControlServer(tmp_path, together):
        askers = [
            threading.Thread(target=lambda: found.append(asked(tmp_path, Request("sync"))))
            for _ in range(2)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    assert [[Result({})], [Result({})]] == found
