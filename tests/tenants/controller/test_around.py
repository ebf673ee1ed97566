"""What stands around the controller's work: its bell, its log, and what systemd is told."""

from __future__ import annotations

import io
import json
import socket
import threading
from pathlib import Path

from tenants.controller.doorbell import Doorbell
from tenants.controller.logs import open_log, tell
from tenants.controller.systemd import ServiceManager
from tenants.watching import RefWatch


def test_who_rings_often_is_heard_once() -> None:
    bell = Doorbell()
    for who in ("watch", "webhook hub", "watch"):
        bell.ring(who)
    assert (("watch", "webhook hub"), ()) == (bell.wait(0), bell.wait(0))


def test_the_bell_wakes_who_waits() -> None:
    bell = Doorbell()
    threading.Timer(0.05, bell.ring, ["watch"]).start()
    assert ("watch",) == bell.wait(10)


def test_a_line_of_the_log_is_json_with_its_facts() -> None:
    out = io.StringIO()
    tell(open_log(out), "went live", account="north", ms=12, why="")
    line = json.loads(out.getvalue())
    assert ("went live", "info", "north", 12) == tuple(
        line[key] for key in ("message", "level", "account", "ms")
    )
    assert "why" not in line


def test_a_failure_is_told_with_where_it_was() -> None:
    out = io.StringIO()
    log = open_log(out)
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        log.exception("a look failed")
    assert "RuntimeError: broken" in json.loads(out.getvalue())["failure"]


def test_on_a_terminal_the_log_is_plain() -> None:
    out = io.StringIO()
    tell(open_log(out, plain=True), "went live", account="north")
    assert out.getvalue().endswith(" went live  (account=north)\n")


def test_systemd_hears_that_we_are_ready_and_alive(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(10)
        manager = ServiceManager.of(
            {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000000"}
        )
        manager.ready("two\nlines")
        manager.alive()
        assert [b"READY=1\nSTATUS=two lines", b"WATCHDOG=1", 30.0] == [
            heard.recv(100), heard.recv(100), manager.watchdog,
        ]  # fmt: skip


def test_without_systemd_nothing_is_told() -> None:
    ServiceManager.of({}).ready("nobody hears")


def test_a_branch_that_moves_rings_the_bell(tmp_path: Path) -> None:
    bell = Doorbell()
    heads = tmp_path / "refs/heads"
    heads.mkdir(parents=True)
    watch = RefWatch(lambda: bell.ring("watch"))
    watch.watch(tmp_path)
    watch.start()
    (heads / "main.lock").write_text("1" * 40)
    (heads / "main.lock").rename(heads / "main")
    assert ("watch",) == bell.wait(10)
    watch.stop()


def test_a_branch_that_is_only_being_written_rings_nobody(tmp_path: Path) -> None:
    """Who looked then would find nothing new, and have to look again."""
    rung: list[str] = []
    bell = Doorbell()
    heads = tmp_path / "refs/heads"
    heads.mkdir(parents=True)

    def ring() -> None:
        rung.append("watch")
        bell.ring("watch")

    watch = RefWatch(ring)
    watch.watch(tmp_path)
    watch.start()
    (heads / "main.lock").write_text("1" * 40)
    (heads / "main.lock").unlink()
    (heads / "next.lock").write_text("2" * 40)
    (heads / "next.lock").rename(heads / "next")
    bell.wait(10)
    watch.stop()
    assert ["watch"] == rung
