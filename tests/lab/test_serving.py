"""One controller for as long as it runs: alone, ended gently, upgraded, audited, and rung."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from targets.asterisk.live.draining import drain
from tenants.controller.housekeeping import Housekeeping
from tenants.controller.opening import opened
from tenants.installation import read_installation
from tenants.lab.site import free_port
from tenants.lab.workplace import Workplace
from tenants.ledger import Ledger
from tests.lab.sites import TREES
from tests.lab.workplaces import figure, line_out, live, note, refusal, wait_until

pytestmark = pytest.mark.lab

NEWER = """
import runpy, sys
import tenants.cli.version_command as one
one.version_text = lambda: "9.9.9"
sys.argv = ["pbxc", "serve", "--config", {config!r}]
runpy.run_module("tenants.cli", run_name="__main__")
"""


@pytest.fixture(scope="module")
def web() -> int:
    return free_port()


@pytest.fixture(scope="module")
def place(lab: Path, web: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("serving")
    with Workplace(f"serving-{os.getpid()}", TREES / "pier", folder) as place:
        place.edit("account.yaml", "192.0.2.31", line_out())
        with place.config.open("a") as config:
            config.write(f"listen: {{address: 127.0.0.1, port: {web}}}\n")
        place.push("as it is")
        serve(place)
        yield place


def serve(place: Workplace) -> None:
    at = len(place.log())
    place.serve()
    place.wait_logged("a node answers", after=at)


def ben(place: Workplace, account: str) -> str:
    """Gives somebody another name than ever before, and pushes it. The commit."""
    file = place.work / f"accounts/{account}/account.yaml"
    lines = file.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "name: Ben" in line)
    lines[at] = f"    name: Ben {time.monotonic_ns()}"
    file.write_text("\n".join(lines) + "\n")
    return place.push(f"Ben in {account}")


def audited(place: Workplace) -> list[dict[str, object]]:
    """The lines of the audit log."""
    return [json.loads(line) for line in (place.state / "audit.jsonl").read_text().splitlines()]


def test_a_second_controller_is_refused_and_told_who_works(place: Workplace) -> None:
    second = place.pbxc("serve", "--config", str(place.config))
    told = next(line for line in place.pbxc("status").said.splitlines() if "process" in line)
    pid, since = told.partition("process ")[2].partition(",")[0], told.partition("since ")[2][:19]
    assert (2, True, True, True) == (
        second.status, "pbxc serve" in second.complained, pid in second.complained,
        since[:10] in second.complained,
    ), second  # fmt: skip


def test_what_is_taken_back_stays_so_though_the_next_commit_is_broken(place: Workplace) -> None:
    before = live(place, "west")
    bad = ben(place, "west")
    wait_until(place, lambda: live(place, "west") != before)
    assert 0 == place.pbxc("rollback", "west").status
    wait_until(place, lambda: "took it back" in note(place, bad))
    place.edit("accounts/west/account.yaml", "users:", "users: [")
    broken = place.push("broken")
    wait_until(place, lambda: "kept as it was" in note(place, broken))
    place.edit("accounts/east.yaml", "calls: 1", "calls: 2")
    place.edit("account.yaml", "name: Pier Voice", "name: Pier Voices")
    east, at = live(place, "east"), len(place.log())
    place.push("others go on")
    place.wait_logged("looked at the repositories", after=at)
    wait_until(place, lambda: live(place, "east") != east)
    assert before == live(place, "west")
    place.edit("accounts/west/account.yaml", "users: [", "users:")
    ben(place, "west")
    wait_until(place, lambda: live(place, "west") != before)
    assert refusal(place, "west") is None


def test_a_commit_is_noted_as_live(place: Workplace) -> None:
    commit = ben(place, "east")
    wait_until(
        place, lambda: f"east on main: live {live(place, 'east')['main']}" in note(place, commit)
    )


def test_an_end_in_the_middle_of_a_push_is_a_gentle_one(place: Workplace) -> None:
    """Whatever of the push it finds under way, and the next start finishes the job."""
    for wait in (0.0, 0.05):
        before = live(place, "west")
        commit = ben(place, "west")
        time.sleep(wait)
        assert 0 == place.stop_serving(signal.SIGTERM), place.log()[-2000:]
        with closing(Ledger.open(place.state)) as ledger:
            assert {"resting"} == {one.course for one in ledger.places()}
        serve(place)
        wait_until(place, lambda old=before: live(place, "west") != old)  # type: ignore[misc]
        wait_until(place, lambda at=commit: "west on main: live" in note(place, at))  # type: ignore[misc]


def test_an_upgrade_in_the_middle_of_a_push_goes_on(place: Workplace) -> None:
    before = live(place, "east")
    ben(place, "east")
    assert 0 == place.stop_serving(signal.SIGTERM)
    at = len(place.log())
    script = place.folder / "newer.py"
    script.write_text(NEWER.format(config=str(place.config)))
    place.serve(sys.executable, str(script))
    place.wait_logged("a node answers", after=at)
    wait_until(place, lambda: live(place, "east") != before)
    moved, at = place.pbxc("history").said, len(place.log())
    assert 0 == place.stop_serving(signal.SIGTERM)
    serve(place)
    place.push("nothing but a message")
    place.wait_logged("looked at the repositories", after=at)
    assert moved == place.pbxc("history").said, "the same again is nothing new"


def test_a_hook_has_it_look_and_keeps_no_push_waiting(place: Workplace, web: int) -> None:
    done = place.pbxc("hook", "--install")
    hook = place.repository / "hooks/post-receive"
    assert (0, True) == (done.status, os.access(hook, os.X_OK)), done
    assert hook.read_text() == place.pbxc("hook").said
    before = live(place, "east")
    ben(place, "east")
    wait_until(place, lambda: live(place, "east") != before)
    wait_until(place, lambda: figure(web, 'pbxc_doorbell_total{bell="hook"}') == 1)
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert 2 == place.pbxc("hook", "--install").status


def test_everything_that_was_done_is_in_the_audit_log(place: Workplace) -> None:
    link = place.link()
    account = next(place.home.glob("etc/dialplan/doors/east-*")).stem
    link.ask("Command", {"Command": f"dialplan remove extension 911@{account}.phone"})
    link.close()
    at = len(place.log())
    place.pbxc("sync")
    place.wait_logged("had drifted and was brought back", after=at)
    lines = audited(place)
    pushed = next(one for one in lines if (one["what"], one["result"]) == ("push", "live"))
    taken = next(one for one in lines if one["what"] == "rollback")
    healed = next(one for one in lines if one["what"] == "heal")
    refused = next(one for one in lines if one["result"] == "refused")
    assert ("Ida Stone", "west", "east", "west") == (
        str(pushed["who"]).partition(" <")[0], taken["account"], healed["account"], refused["account"],
    )  # fmt: skip
    assert all(pushed[key] for key in ("commit", "generation", "node", "account"))
    assert "." in {one["account"] for one in lines}
    assert "unbroken" in place.pbxc("audit", "verify").said


def test_old_generations_are_forgotten_once_no_call_can_be_in_them(place: Workplace) -> None:
    assert 0 == place.stop_serving()
    installation = read_installation(place.config).installation
    assert installation
    with opened(installation, os.environ, "a test") as at:
        work = Housekeeping.of(at, threading.RLock(), logging.getLogger("pbxc"))
        work.least = 1
        assert 0 == work.tidy().generations, "their contexts are still loaded"
        with closing(at.sites["main"].running()) as node:
            places = {one.account: one.live for one in at.ledger.places() if one.live}
            staying = [at.ledger.generations.load(*one) for one in places.items()]
            drain(node, at.ledger, staying, ())
        assert 0 < work.tidy().generations
        assert set(places.items()) == set(at.ledger.generations.all_keys())
