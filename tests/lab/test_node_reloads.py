"""Files of an account that modules of a real Asterisk read again while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from targets.asterisk.live.asterisk_node import AsteriskNode
from targets.asterisk.live.node import NodeRefused
from tests.lab.live_nodes import LiveNode, lab_name

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def live(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveNode]:
    tree = repository / "examples/harbour"
    with LiveNode(lab_name("reread"), tree, tmp_path_factory.mktemp("reread")) as one:
        yield one


@pytest.fixture(scope="module")
def node(live: LiveNode) -> Iterator[AsteriskNode]:
    taken = live.node()
    yield taken
    taken.close()


def matches(live: LiveNode, carrier: str) -> list[str]:
    with live.switch.ami() as session:
        events = session.call("PJSIPShowEndpoint", {"Endpoint": carrier}).events
    return [event.get("Match") for event in events if event.get("Event") == "IdentifyDetail"]


def registrations(live: LiveNode) -> list[str]:
    with live.switch.ami() as session:
        events = session.call("PJSIPShowRegistrationsOutbound").events
    return [event.get("ObjectName") for event in events if event.get("ObjectName")]


def test_who_a_carrier_is_known_by_follows_its_file(live: LiveNode, node: AsteriskNode) -> None:
    path = f"pjsip/{live.account}.conf"
    carrier = f"north-1.{live.account}"
    old = live.first.files[path]
    seen = [matches(live, carrier)]
    for number in (1, 2):  # of the same length, within the same second
        text = old.replace(old.split(b"match = ")[1].split(b"\n")[0], b"127.1.1.%d" % number)
        node.write_file(path, text)
        node.reload([path])
        seen.append(matches(live, carrier))
    node.remove_file(path)
    node.reload([path])
    seen.append(matches(live, carrier))
    node.write_file(path, old)
    node.reload([path])
    first = seen[0]
    assert [first, ["127.1.1.1/255.255.255.255"], ["127.1.1.2/255.255.255.255"], [], first] == [
        *seen, matches(live, carrier),
    ]  # fmt: skip


def test_a_registration_comes_and_goes_and_no_endpoint_is_disturbed(
    live: LiveNode, node: AsteriskNode
) -> None:
    path = "pjsip/other.conf"
    line = b"[r]\ntype = registration\nserver_uri = sip:127.9.9.9\nclient_uri = sip:a@127.9.9.9\n"
    node.write_file(path, line)
    node.reload([path])
    there = registrations(live)
    node.remove_file(path)
    node.reload([path])
    assert (["r"], [], ()) == (there, registrations(live), node.check_rows(list(live.first.rows)))


def test_what_a_module_did_not_take_is_told(live: LiveNode, node: AsteriskNode) -> None:
    """The module itself answers that it read the file."""
    path = "pjsip/wrong.conf"
    node.write_file(path, b"[w]\ntype = identify\nendpoint = x\nmatch = 1.2.3.4\nno = such\n")
    with pytest.raises(NodeRefused, match=r"doesn't take the identify w of pjsip/wrong\.conf"):
        node.reload([path])
    node.remove_file(path)
    node.reload([path])
    assert () == node.check_rows(list(live.first.rows))


def test_a_class_of_hold_music_comes_and_goes(live: LiveNode, node: AsteriskNode) -> None:
    path = "music/acme.conf"
    entry = f"{live.site.layout.media}/platform/silence"
    node.write_file(path, f"[acme.hold]\nmode = playlist\nentry = {entry}\n".encode())
    node.reload([path])
    there = live.switch.command("moh show classes")
    node.remove_file(path)
    node.reload([path])
    gone = live.switch.command("moh show classes")
    assert (True, False) == ("acme.hold" in there, "acme.hold" in gone)


def test_a_file_of_no_module_is_not_reloaded(node: AsteriskNode) -> None:
    with pytest.raises(NodeRefused, match=r"No module .* reads manager.conf"):
        node.reload(["manager.conf"])
