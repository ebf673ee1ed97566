"""What strangers, neighbours and hostile texts achieve on a real switch: nothing."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest

from tenants.lab.instance import SLOWEST
from tenants.lab.site import Site, phone_name
from tenants.lab.stage import wait_until
from tenants.lab.trace import LEG, channels_of
from tests.lab.raw_sip import RawPhone
from tests.lab.sites import StartSites

pytestmark = pytest.mark.lab

EAST, WEST = "east.pier.example", "west.pier.example"
HOSTILE_NAMES = (
    '"${SHELL(touch /tmp/owned)}"',
    '"a, b) & System(id)"',
    '"\\"; Goto(from-trunk,h,1)"',
    '"$[1/0] ${EXTEN}"',
    '"' + "x" * 300 + '"',
)
HOSTILE_DIALS = (
    "102${EPOCH}",
    "102,1",
    "102&PJSIP",
    "102)",
    "e*phone",
    "from.ben_desk",
    "t0*102",
    "h",
    "s",
    "102 102",
    "102\r\nAction: Originate",
    "-102",
    "102;x",
    "9" * 300,
)


@pytest.fixture(scope="module")
def pier(start_sites: StartSites) -> Site:
    """Two accounts, east and west, that look the same from inside."""
    return start_sites("pier", 1)[0]


def password(site: Site, endpoint: str) -> str:
    """The password that a phone was given."""
    found = next(one for one in site.inventory.endpoints if one.id == endpoint)
    return site.secrets.text(found.secret).reveal()


def raw_phone(site: Site, realm: str, secret: str = "") -> RawPhone:
    """Anna's desk of one of the accounts."""
    return RawPhone(site.inventory.edge.udp_port, "anna-desk", realm, secret)


def outsider(site: Site, from_: str = "") -> RawPhone:
    """Somebody who calls from a carrier's address."""
    address = site.inventory.gateways[0].host
    edge = site.inventory.edge
    return RawPhone(edge.udp_port, "+16475550123", "127.0.0.1", address=address, from_=from_)


def rung_since(site: Site, moment: float) -> list[str]:
    """Who rang since a moment of the machine's clock."""
    return [seen.who for seen in site.phones.seen if seen.what == "rings" and seen.at >= moment]


def executed_by(site: Site, from_: str) -> dict[bool, list[tuple[str, ...]]]:
    """Where a call from outside and its leg (True) came by, until Ben's phone rang."""
    recorder, start = site.recorder, site.recorder.position
    with outsider(site, from_) as phone:
        assert 180 == phone.invite("+19025550101").status
    door = f"PJSIP/{site.inventory.gateways[0].id}-"
    at = recorder.wait_for(
        lambda r: r.event == "Newchannel" and r.channel.startswith(door), start, SLOWEST
    )
    caller = recorder.since(at)[0].channel

    def is_over() -> bool:
        reports = recorder.since(start)
        gone = {report.channel for report in reports if report.event == "Hangup"}
        return channels_of(reports, caller) <= gone

    assert wait_until(is_over)
    steps: dict[bool, list[tuple[str, ...]]] = {True: [], False: []}
    for report in recorder.since(start):
        if report.event == "Newexten" and (report.channel == caller or LEG in report.channel):
            place = (report.get("Context"), report.get("Extension"), report.get("Priority"))
            steps[report.channel != caller].append(place)
    return steps


def wait_idle(site: Site) -> None:
    """Waits until the switch has no calls."""
    deadline = time.monotonic() + SLOWEST
    while site.recorder.session.call("CoreShowChannels").events[:-1]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_invite_without_credentials_is_refused(pier: Site) -> None:
    with raw_phone(pier, EAST) as phone:
        assert 401 == phone.invite("102").status


def test_an_invite_of_nobody_known_is_refused(pier: Site) -> None:
    edge = pier.inventory.edge
    with RawPhone(edge.udp_port, "mallory", EAST, "guess") as phone:
        assert 401 == phone.invite("102").status


def test_the_neighbours_password_of_the_same_name_is_refused(pier: Site) -> None:
    with raw_phone(pier, EAST, password(pier, f"anna-desk@{WEST}")) as phone:
        assert 401 == phone.register()


def test_each_registers_with_its_own_password(pier: Site) -> None:
    told = []
    for realm in (EAST, WEST):
        with raw_phone(pier, realm, password(pier, f"anna-desk@{realm}")) as phone:
            told.append(phone.register())
        pier.phones.register(phone_name(f"anna-desk@{realm}"))
    assert [200, 200] == told


def test_the_neighbours_password_does_not_call_either(pier: Site) -> None:
    with raw_phone(pier, WEST, password(pier, f"anna-desk@{EAST}")) as phone:
        assert 401 == phone.invite("102").status


def test_the_neighbours_extension_does_not_exist(pier: Site) -> None:
    with raw_phone(pier, EAST, password(pier, f"anna-desk@{EAST}")) as phone:
        assert 404 == phone.invite("103").status


def test_the_same_extension_rings_at_home(pier: Site) -> None:
    moment = time.time()
    with raw_phone(pier, WEST, password(pier, f"anna-desk@{WEST}")) as phone:
        answer = phone.invite("102")
    wait_idle(pier)
    assert (180, [phone_name(f"ben-desk@{WEST}")]) == (answer.status, rung_since(pier, moment))


@pytest.mark.parametrize("dialled", HOSTILE_DIALS)
def test_a_hostile_dialled_text_rings_nobody(pier: Site, dialled: str) -> None:
    moment = time.time()
    with raw_phone(pier, EAST, password(pier, f"anna-desk@{EAST}")) as phone:
        answer = phone.invite(quote(dialled, safe=""))
    assert (True, []) == (answer.status in (400, 404, 416, 484), rung_since(pier, moment))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_callers_name_changes_no_step(pier: Site, name: str) -> None:
    ordinary = executed_by(pier, '"Zoe" <sip:+16475550123@127.0.0.1>')
    hostile = executed_by(pier, f"{name} <sip:+16475550123@127.0.0.1>")
    assert (True, ordinary) == (len(ordinary[True]) > 5, hostile)


def test_a_hostile_callers_number_changes_no_step(pier: Site) -> None:
    ordinary = executed_by(pier, '"Zoe" <sip:+16475550123@127.0.0.1>')
    hostile = executed_by(pier, '"Zoe" <sip:%24%7BEPOCH%7D%2C1%26%29@127.0.0.1>')
    assert ordinary == hostile


def test_nothing_of_it_is_worth_a_line_in_the_log(pier: Site) -> None:
    # Asterisk itself tells of a name that it had to cut.
    own = [line for line in pier.switch.log_lines() if "invalid UTF-8" not in line]
    assert [] == own
