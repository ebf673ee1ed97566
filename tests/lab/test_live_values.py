"""Live values and calls of a real Asterisk, as the ledger's commands ask for them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from targets.asterisk.live.call_counts import count_calls
from targets.asterisk.live.live_values import LiveName, forget_live_values, read_live_values
from targets.asterisk.live.node_link import Door, NodeLink
from targets.asterisk.settings import MANAGER, MANAGER_SECRET
from tenants.lab.instance import Instance
from tenants.ledger import Fence, Ledger
from tenants.ledger.records import AccountName
from tenants.secrets import DerivedSecrets
from tests.lab.conftest import Start
from tests.tenants.commands import run
from tests.tenants.ledger.generations import ACCOUNT, context_of, generation

pytestmark = pytest.mark.lab

KEY = bytes(32)
RIGHTS = "write = system,config,command,reporting,call\n"
DND, FORWARD = LiveName("user.anna", "do_not_disturb"), LiveName("user.anna", "forward.to")


@contextmanager
def linked(switch: Instance) -> Iterator[NodeLink]:
    door = switch.door
    link = NodeLink(Door("127.0.0.1", door.port, door.user, door.secret))
    try:
        yield link
    finally:
        link.close()


def put(link: NodeLink, account: str, name: LiveName, value: str) -> None:
    row = {"Family": "pbxc", "Key": f"{account}/{name.owner}/{name.field}", "Val": value}
    assert link.ask("DBPut", row).ok


def test_live_values_are_read_and_forgotten(start_switch: Start) -> None:
    with linked(start_switch("live-values")) as link:
        empty = read_live_values(link, ACCOUNT)
        put(link, ACCOUNT, DND, "on")
        put(link, ACCOUNT, FORWARD, "+14165550100")
        put(link, f"{ACCOUNT}2", DND, "off")
        before = dict(read_live_values(link, ACCOUNT))
        forget_live_values(link, ACCOUNT, [DND, LiveName("user.anna", "never.set")])
        after = dict(read_live_values(link, ACCOUNT))
        other = dict(read_live_values(link, f"{ACCOUNT}2"))
    assert ({}, {DND: "on", FORWARD: "+14165550100"}, {FORWARD: "+14165550100"}, {DND: "off"}) == (
        empty,
        before,
        after,
        other,
    )


def test_a_call_is_counted_once_in_the_generation_it_entered(start_switch: Start) -> None:
    name = context_of("old")
    dialplan = f"[{name}]\nexten => s,1,Answer()\n same => n,Wait(60)\n"
    modules = "pbx_config app_verbose func_channel func_db func_strings"
    files = {
        "extensions.conf": dialplan,
        "modules.conf": "[modules]\nautoload = no\n"
        + "".join(f"load = {module}.so\n" for module in modules.split()),
    }
    with linked(start_switch("counted", files)) as link:
        before = dict(count_calls(link))
        for _ in range(2):
            call = {
                "Channel": f"Local/s@{name}",
                "Application": "Wait",
                "Data": "60",
                "Async": "true",
            }
            assert link.ask("Originate", call).ok
        deadline = time.monotonic() + 10
        while sum(count_calls(link).values()) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert ({}, {name: 2}) == (before, dict(count_calls(link)))


def test_the_commands_show_and_reset_what_a_real_node_has(
    start_switch: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = DerivedSecrets(KEY).text(MANAGER_SECRET).reveal()
    port = re.compile(r"port = (\d+)")
    switch = start_switch("state-shown")
    manager = switch.home / "etc/manager.conf"
    manager.write_text(f"{manager.read_text()}\n[{MANAGER}]\nsecret = {secret}\n{RIGHTS}")
    switch.command("manager reload")
    found = port.search(manager.read_text())
    assert found
    install(tmp_path, int(found[1]))
    monkeypatch.setenv("PBXC_CONFIG", str(tmp_path / "pbxc.yaml"))
    with linked(switch) as link:
        put(link, ACCOUNT, DND, "on")
        put(link, ACCOUNT, FORWARD, "+14165550100")
        run("state", "reset", "north/harbour", DND.owner, DND.field)
        left = dict(read_live_values(link, ACCOUNT))
    shown = json.loads(run("state", "show", "--format", "json").stdout)["values"]
    status = run("status")
    assert ({FORWARD: "+14165550100"}, [FORWARD.field], "") == (
        left,
        [one["field"] for one in shown],
        status.stderr,
    )


def install(folder: Path, port: int) -> None:
    """An installation with this one node, on which an account is live."""
    (folder / "pbxc.yaml").write_text(
        f"repository: r.git\nstate: state\nkey: key\nnodes: {{main: {{folder: e, ami: {{port: {port}}}}}}}\n"
    )
    (folder / "key").write_text(KEY.hex())
    (folder / "key").chmod(0o600)
    with Fence.take(folder / "state", "a test") as fence:
        ledger = Ledger.open(folder / "state", fence)
        ledger.accounts.name([AccountName(ACCOUNT, "north/harbour", "Harbour")])
        ledger.begin("main", ACCOUNT, generation("a"))
        ledger.confirm("main", ACCOUNT, generation("a"))
        ledger.close()
