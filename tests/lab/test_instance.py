"""The lab's switches: start, side by side, state, stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from targets.asterisk.live.ami import AmiRefused, AmiSession, AmiValueError
from tenants.lab.instance import Instance, StartFailed
from tests.lab.conftest import Start, write_plain_tree

pytestmark = pytest.mark.lab


def test_a_plain_tree_starts_without_a_warning(start_switch: Start) -> None:
    assert [] == start_switch("plain").log_lines()


def test_a_warning_of_the_dialplan_is_in_the_log_lines(start_switch: Start) -> None:
    switch = start_switch("warned", {"extensions.conf": "[lab]\nnonsense => 1\n"})
    assert 1 == len([line for line in switch.log_lines() if "nonsense" in line])


def test_a_fully_booted_switch_runs_its_dialplan(start_switch: Start) -> None:
    with start_switch("asked").ami() as session:
        reply = session.call("Getvar", {"Variable": "EVAL_EXTEN(lab,1,1)"})
        known = session.call("ShowDialPlan", {"Context": "lab"})
    assert ("Success", "NoOp") == (
        reply.response.get("Response"),
        known.events[0].get("Application"),
    )


def test_a_list_comes_whole_with_its_reply(start_switch: Start) -> None:
    lines = "".join(f"exten => {n},1,NoOp()\n" for n in range(100, 900))
    with start_switch("listed", {"extensions.conf": f"[lab]\n{lines}"}).ami() as session:
        reply = session.call("ShowDialPlan", {"Context": "lab"})
    assert ("Complete", 800) == (
        reply.events[-1].get("EventList"),
        sum(1 for event in reply.events if event.get("Extension")),
    )


def test_a_long_pipeline_answers_in_order(start_switch: Start) -> None:
    with start_switch("piped").ami() as session:
        asked = [("Setvar", {"Variable": "N", "Value": str(n)}) for n in range(2000)]
        replies = session.pipeline(asked)
        last = session.call("Getvar", {"Variable": "N"})
    assert ({"Success"}, "1999") == (
        {reply.response.get("Response") for reply in replies},
        last.response.get("Value"),
    )


def test_a_value_of_the_longest_line_allowed_arrives_whole(start_switch: Start) -> None:
    with start_switch("long").ami() as session:
        text = "é" * 495
        session.call("Setvar", {"Variable": "LONG", "Value": text})
        got = session.call("Getvar", {"Variable": "LONG"}).response.get("Value")
        with pytest.raises(AmiValueError, match="1000 is the limit"):
            session.call("Setvar", {"Variable": "LONG", "Value": "x" * 994})
    assert text == got


def test_console_output_keeps_its_indentation(start_switch: Start) -> None:
    assert "  '1' =>" in start_switch("console").command("dialplan show lab")


def test_a_wrong_secret_is_refused(start_switch: Start) -> None:
    switch = start_switch("secret")
    with pytest.raises(AmiRefused, match="log pbxc-lab in"):
        AmiSession.connect("127.0.0.1", switch.door.port, "pbxc-lab", "wrong")


def test_a_version_below_the_wanted_one_is_refused(start_switch: Start) -> None:
    door = start_switch("floor").door
    with pytest.raises(AmiRefused, match=r"99\.0\.0 is needed"):
        AmiSession.connect("127.0.0.1", door.port, door.user, door.secret, floor=(99, 0, 0))


def test_two_switches_run_side_by_side_with_own_databases(start_switch: Start) -> None:
    one, two = start_switch("one"), start_switch("two")
    one.command("database put pbxc a first")
    two.command("database put pbxc a second")
    assert ("Value: first", "Value: second") == (
        one.command("database get pbxc a"),
        two.command("database get pbxc a"),
    )


def test_a_restart_keeps_the_database(start_switch: Start) -> None:
    switch = start_switch("kept")
    switch.command("database put pbxc a kept")
    switch.restart()
    assert "Value: kept" == switch.command("database get pbxc a")


def test_a_fresh_start_has_an_empty_database(start_switch: Start) -> None:
    switch = start_switch("fresh")
    switch.command("database put pbxc a kept")
    switch.stop()
    switch.start()
    assert "Database entry not found." == switch.command("database get pbxc a")


def test_a_second_start_of_a_running_switch_is_refused(start_switch: Start) -> None:
    switch = start_switch("twice")
    with pytest.raises(StartFailed, match="Another program runs"):
        Instance(switch.name, switch.tree, root=switch.root).start()


def test_a_tree_that_asterisk_refuses_says_why(start_switch: Start) -> None:
    broken = {"modules.conf": "[modules]\nautoload = no\nrequire = nosuch.so\n"}
    with pytest.raises(StartFailed, match="nosuch"):
        start_switch("broken", broken)


def test_a_stopped_switch_leaves_no_process(start_switch: Start) -> None:
    switch = start_switch("stopped")
    pid = switch.pid
    switch.stop()
    assert not Path(f"/proc/{pid}").exists()


def test_a_switch_ends_with_the_program_that_started_it(lab: Path, tmp_path: Path) -> None:
    write_plain_tree(tmp_path / "tree", 0x7000 + os.getpid() % 0x7000, {})
    program = (
        "import sys, time; from pathlib import Path; from tenants.lab.instance import Instance\n"
        f"switch = Instance('orphan-{os.getpid()}', Path({str(tmp_path / 'tree')!r})).start()\n"
        "print(switch.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert _ends(pid)
    Instance(f"orphan-{os.getpid()}", tmp_path, root=lab).discard()


def _ends(pid: int) -> bool:
    """Whether a process of nobody's is gone, or only its entry left, within five seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False
