"""The switch itself: what it loaded, what it keeps over a restart, what it tells phones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from compiler.scenario_calls import prepare
from compiler.simulation.world import Call, World
from schema.scenario import Scenario
from targets.asterisk.live.ami import Packet
from tenants.lab.caller import Caller
from tenants.lab.runs import new_messages, run_call
from tenants.lab.site import HELD, Site, phone_name
from tenants.lab.stage import inbox_of, wait_until
from tenants.lab.trace import story_of
from tests.lab.raw_sip import RawPhone
from tests.lab.sites import StartSites

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def office(start_sites: StartSites) -> Site:
    """One account with everything that rings."""
    return start_sites("office", 1)[0]


def events(site: Site, action: str, fields: dict[str, str] | None = None) -> tuple[Packet, ...]:
    """The list that an action of the manager gives, without its end."""
    return site.recorder.session.call(action, fields or {}, timeout=20).events


def scenario_of(site: Site, name: str) -> tuple[Call, World]:
    """A scenario of the root account, ready to be run."""
    root = site.tree.root
    scenario: Scenario = root.document.section("scenarios")[name]
    return prepare(root, scenario)


def call_now(site: Site, name: str) -> list[tuple[str, str]]:
    """What happens in the call of a scenario, with the switch left as it is before and after."""
    call, _ = scenario_of(site, name)
    heard = Caller(site, call).live_through()
    story = story_of(heard, site.lexicon, site.bundle.source_map)
    return [(event.verb, event.subject) for event in story.events]


# --- what was loaded ------------------------------------------------------------------------------


def test_a_cold_start_says_nothing(office: Site) -> None:
    assert [] == office.switch.log_lines()


def loaded_steps(site: Site) -> Iterator[tuple[str, str, str, str, str]]:
    """Every priority of every context that the switch has."""
    for event in events(site, "ShowDialPlan"):
        if event.get("Event") == "ListDialplan" and event.get("Priority") not in ("", "hint"):
            where = (event.get("Context"), event.get("Extension"), event.get("Priority"))
            yield (*where, event.get("Application"), event.get("AppData"))


def test_the_dialplan_that_is_loaded_is_the_one_that_was_meant(office: Site) -> None:
    meant = {
        (context, name, str(number), step.application, step.data)
        for (context, name), (_, extension) in office.bundle.source_map.extensions.items()
        for number, step in enumerate(extension.steps, 1)
    }
    loaded = {step for step in loaded_steps(office) if step[0] != HELD}
    assert (set(), set()) == (meant - loaded, loaded - meant)


def test_every_watched_extension_is_loaded(office: Site) -> None:
    meant = {
        (hint.extension, "&".join(f"PJSIP/{one}" for one in hint.endpoints))
        for hint in office.inventory.hints
    }
    listed = events(office, "ShowDialPlan")
    loaded = {(e.get("Extension"), e.get("AppData")) for e in listed if e.get("Priority") == "hint"}
    loaded |= {
        (e.get("Extension"), e.get("Application")) for e in listed if e.get("Priority") == "hint"
    }
    assert set() == meant - loaded


def test_phones_and_carriers_are_all_that_is_known(office: Site) -> None:
    meant = {one.id for one in office.inventory.endpoints}
    meant |= {one.id for one in office.inventory.gateways}
    listed = events(office, "PJSIPShowEndpoints")
    assert meant == {e.get("ObjectName") for e in listed if e.get("ObjectName")}


def test_each_phone_is_loaded_as_it_was_meant(office: Site) -> None:
    loaded = {}
    for phone in office.inventory.endpoints:
        listed = events(office, "PJSIPShowEndpoint", {"Endpoint": phone.id})
        detail = next(e for e in listed if e.get("Event") == "EndpointDetail")
        auth = next(e for e in listed if e.get("Event") == "AuthDetail")
        aor = next(e for e in listed if e.get("Event") == "AorDetail")
        loaded[phone.id] = (
            detail.get("Context"),
            detail.get("Callerid"),
            detail.get("Mailboxes"),
            auth.get("Username"),
            auth.get("Realm"),
            aor.get("MaxContacts"),
        )
    meant = {
        phone.id: (
            f"{phone.account}.phone",
            f'"{phone.caller_name}" <{phone.caller_number}>',
            ",".join(phone.mailboxes),
            phone.device,
            phone.realm,
            str(phone.registrations),
        )
        for phone in office.inventory.endpoints
    }
    assert meant == loaded


def test_no_password_of_a_phone_is_in_any_file(office: Site) -> None:
    text = b"".join(office.bundle.files.values()).decode("utf-8", "replace")
    found = [
        phone.id
        for phone in office.inventory.endpoints
        if office.secrets.text(phone.secret).reveal() in text
    ]
    assert [] == found


def test_each_mailbox_is_loaded_as_it_was_meant(office: Site) -> None:
    meant = {
        (box.account, box.number, box.name, str(box.max_messages))
        for box in office.inventory.mailboxes
    }
    loaded = {
        (e.get("VMContext"), e.get("VoiceMailbox"), e.get("Fullname"), e.get("MaxMessageCount"))
        for e in events(office, "VoicemailUsersList")
        if e.get("VoiceMailbox")
    }
    assert meant == loaded


# --- what it tells and keeps ----------------------------------------------------------------------


def test_a_message_lies_on_the_disk_and_lights_the_lamp(office: Site) -> None:
    anna = next(one for one in office.inventory.endpoints if one.device == "anna-desk")
    secret = office.secrets.text(anna.secret).reveal()
    before = new_messages(office)
    with RawPhone(office.inventory.edge.udp_port, anna.device, anna.realm, secret) as phone:
        phone.register()
        dark = phone.wait_request("NOTIFY").text
        run_call(office, *scenario_of(office, "after-hours-a-message-is-left"))
        lit = phone.wait_request("NOTIFY").text
    office.phones.register(phone_name(anna.id))
    box = next(one for one in office.inventory.mailboxes if one.number == "299")
    sound = inbox_of(office, box.account, box.number) / "msg0000.wav"
    expected = (True, True, before[box.id] + 1, True)
    assert expected == (
        "Messages-Waiting: no" in dark,
        "Messages-Waiting: yes" in lit,
        new_messages(office)[box.id],
        sound.stat().st_size > 16_000,
    )


def test_do_not_disturb_by_star_code_outlives_a_restart(office: Site) -> None:
    call_now(office, "do-not-disturb-is-switched-on")
    office.restart_switch()
    told = call_now(office, "do-not-disturb-is-respected")
    office.recorder.session.call("DBDelTree", {"Family": "pbxc"})
    rang = [subject for verb, subject in told if verb == "rings"]
    left = [subject for verb, subject in told if verb == "leaves_message"]
    assert ([], [f"101@{office.tree.root.id}"]) == (rang, left)


def test_after_that_it_rings_again(office: Site) -> None:
    call, world = scenario_of(office, "do-not-disturb-is-respected")
    ordinary = World(phones=world.phones)
    story = run_call(office, call, ordinary).story
    assert "anna-desk@office.example" in [e.subject for e in story.events if e.verb == "connects"]


def test_a_call_is_over_when_it_is_told(office: Site) -> None:
    def there() -> list[str]:
        listed = events(office, "CoreShowChannels")
        return [one.get("Channel") for one in listed if one.get("Channel")]

    wait_until(lambda: not there(), 5)
    assert [] == there()
