"""The form of live delivery on a real Asterisk: the same calls as with the plain bundle."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from targets.asterisk.delivery.generation import RowKey
from tenants.lab.agreement import agreements
from tenants.lab.instance import SLOWEST
from tenants.lab.phones import Behaviour
from tenants.lab.site import phone_name
from tests.lab.live_site import DATABASE, LiveSite
from tests.lab.sites import compiled

pytestmark = [
    pytest.mark.lab,
    pytest.mark.filterwarnings("always::tenants.lab.agreement.Unsteady"),  # a busy machine's
]


@pytest.fixture(scope="module")
def harbour(
    lab: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[LiveSite]:
    """The example of one account; each test leaves it as it was."""
    result = compiled(repository / "examples/harbour")
    name = f"live-{os.getpid()}"
    with LiveSite(name, result, tmp_path_factory.mktemp("live")) as site:
        yield site


def test_it_starts_without_a_word_of_warning(harbour: LiveSite) -> None:
    print("\n".join(harbour.switch.log_lines()))
    assert [] == harbour.switch.log_lines()


def test_every_scenario_is_the_same_call(harbour: LiveSite) -> None:
    told = agreements([harbour])
    assert [] == [one.text() for one in told if not one.agreed]
    assert told


BEN = "ben-desk@harbour.example"


def call_ben(site: LiveSite, talk: float = 0.5) -> str:
    """A call from Anna to Ben, who answers at once. What his phone showed of her."""
    ben = phone_name(BEN)
    site.phones.behave(ben, Behaviour("answer", 0, "", talk))
    site.phones.forget()
    call = site.phones.call(phone_name("anna-desk@harbour.example"), "102", talk=talk)
    seen = site.phones.wait_for(lambda one: one.who == ben and one.what == "rings")
    site.phones.wait_for(lambda one: one.call == call and one.what == "ended")
    site.phones.forget_behaviour(ben)
    return f"{seen.name} <{seen.number}>"


def register_ben(site: LiveSite) -> str:
    """What comes of registering Ben's phone anew."""
    ben = phone_name(BEN)
    site.phones.register(ben)
    deadline = time.monotonic() + SLOWEST
    while time.monotonic() < deadline:
        time.sleep(0.2)
        listed = site.phones.instance.command("pjsip show registrations").splitlines()
        state = next(line for line in listed if line.strip().startswith(ben))
        if word := next((one for one in ("Registered", "Rejected") if one in state), ""):
            return word
    return "nothing"


def test_a_changed_phone_is_another_at_the_next_look(harbour: LiveSite) -> None:
    anna = RowKey("ps_endpoints", "anna-desk@harbour.example")
    row = {**dict(harbour.account.rows[anna]), "mailboxes": ""}
    harbour.change({anna: tuple(sorted(row.items()))})
    shown = harbour.switch.command(f"pjsip show endpoint {anna.id}")
    harbour.change({anna: harbour.account.rows[anna]})
    assert re.search(r"^ mailboxes +: *$", shown, re.MULTILINE)


def test_a_removed_phone_is_turned_away_and_one_that_is_added_is_called(harbour: LiveSite) -> None:
    rows = harbour.rows_of(BEN)
    harbour.change({}, rows)
    assert "Rejected" == register_ben(harbour)
    harbour.change(rows)
    assert "Registered" == register_ben(harbour)
    assert "Anna Berg <101>" == call_ben(harbour)


def test_the_others_stay_registered_when_one_is_changed(harbour: LiveSite) -> None:
    before = harbour.switch.command("pjsip show contacts").count("Avail")
    rows = harbour.rows_of(BEN)
    harbour.change(rows)
    assert 3 == before == harbour.switch.command("pjsip show contacts").count("Avail")


def test_a_pin_that_is_changed_by_phone_stands_in_its_row(harbour: LiveSite) -> None:
    box = f"102@{harbour.account.account}"
    pin = harbour.column("voicemail", box, "password")
    wait = "w" * 8
    keys = f"{wait}{pin}#{wait}{wait}0{wait}5{wait}8642#{wait}8642#{wait}"
    call = harbour.phones.call(phone_name(BEN), "*97", keys=keys, talk=60)
    deadline = time.monotonic() + 60
    while harbour.column("voicemail", box, "password") == pin and time.monotonic() < deadline:
        time.sleep(0.5)
    harbour.phones.hang_up(call)
    assert "8642" == harbour.column("voicemail", box, "password")
    with sqlite3.connect(harbour.objects / DATABASE) as database:
        database.execute("UPDATE voicemail SET password = ? WHERE uniqueid = ?", (pin, box))
    database.close()


def test_who_listens_to_changed_hold_music_is_left_in_peace(harbour: LiveSite) -> None:
    etc = harbour.switch.home / "etc"
    folder = f"{harbour.layout.media}/platform"
    silence = (etc / "media/platform/silence.wav").read_bytes()
    for name in ("one", "two"):
        (etc / f"media/platform/{name}_00000000.wav").write_bytes(silence)

    def offer(name: str) -> None:
        text = f"[lab.calm]\nmode = playlist\nentry = {folder}/{name}_00000000\n"
        (etc / "music").mkdir(exist_ok=True)
        (etc / "music/lab.conf").write_text(text)
        harbour.switch.command("module reload res_musiconhold.so")

    def heard() -> set[str]:
        descriptors = Path(f"/proc/{harbour.switch.pid}/fd").iterdir()
        names = (os.readlink(one).rpartition("/")[2] for one in descriptors)
        return {name.partition("_")[0] for name in names if name.endswith("_00000000.wav")}

    session = harbour.recorder.session
    step = {"Context": "lab", "Extension": "music", "Priority": "1"}
    step |= {"Application": "MusicOnHold", "ApplicationData": "lab.calm"}
    listen = {"Channel": "Local/music@lab/n", "Application": "Wait", "Data": "30", "Async": "true"}
    session.call("DialplanExtensionAdd", step)
    offer("one")
    session.call("Originate", listen)
    time.sleep(1)
    offer("two")
    time.sleep(2)
    assert {"one"} == heard()
    session.call("Originate", listen)
    time.sleep(1)
    assert {"one", "two"} == heard()
    (etc / "music/lab.conf").unlink()
    session.call("Hangup", {"Channel": "/^Local/music@lab.*/"})
    harbour.switch.command("module reload res_musiconhold.so")
