"""Phones are told by a real Asterisk what `git push` changed for them, and change their passwords."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tenants.key_file import root_key
from tenants.lab.site import free_port
from tenants.lab.workplace import Workplace
from tenants.provisioning.register import Register
from tenants.provisioning.standing import standings
from tenants.provisioning.telling import BUSY_PAUSE
from tenants.secrets import DerivedSecrets
from tests.lab.sites import TREES
from tests.lab.told_phone import ToldPhone
from tests.lab.workplaces import wait_until
from tests.tenants.provisioning.authorities import Authority

pytestmark = pytest.mark.lab

EAST, REALM = "accounts/east/account.yaml", "east.pier.example"
MACS = {"anna": "805ec0aabb01", "ben": "805ec0aabb02"}
DESK = "devices: {desk: {}}"
CHECK = "check-sync;reboot=false"
REBOOT = "check-sync;reboot=true"


@dataclass
class Office:
    """A workplace whose east account has two phones: their SIP, and curl in place of their download."""

    place: Workplace
    authority: Authority
    port: int
    anna: ToldPhone
    ben: ToldPhone

    def fetch(self, who: str) -> str:
        """Fetches the files of somebody's phone as it would; what the second of them says."""
        done = subprocess.run(
            ["curl", "--silent", "--fail", "--cacert", str(self.authority.file),
             *(self.address(who, name) for name in ("{mac}.boot", "{mac}.cfg"))],
            check=True, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        return done.stdout

    def address(self, who: str, file: str) -> str:
        token = self.secret(f"{who}-desk:token#0")
        return f"https://127.0.0.1:{self.port}/p/{token}/{file.format(mac=MACS[who])}"

    def secret(self, name: str) -> str:
        key = root_key(self.place.folder / "key", may_make=False).data
        return DerivedSecrets(key).text(f"east:device.{name}").reveal()

    def state(self, who: str) -> str:
        """Whether somebody's phone has what it is to have."""
        register = Register.look(self.place.state)
        assert register is not None
        with closing(register):
            found = {one.wish.phone: one.state for one in standings(register)}
        return found[f"{who}-desk@{REALM}"]

    def told(self, since: int) -> list[str]:
        """The phones that were told since a place in the log."""
        lines = map(json.loads, self.place.log()[since:].splitlines())
        return [
            one["phone"].partition("-")[0]
            for one in lines
            if one["message"] == "a phone was told to fetch its files"
        ]


@pytest.fixture(scope="module")
def office(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("telling")
    authority, port = Authority.make(folder / "authority", "Ours"), free_port()
    certificate, key = authority.issue("phones", "phones")
    with Workplace(f"telling-{os.getpid()}", TREES / "pier", folder) as place:
        place.edit("account.yaml", "192.0.2.31", f"127.104.{101 + os.getpid() % 100}.31")
        url = f"https://127.0.0.1:{port}/p"
        place.edit("account.yaml", "domain: pier", f"provisioning: {{url: '{url}'}}, domain: pier")
        for who, other in (("anna", "102"), ("ben", "101")):
            keys = f"keys: [line, {{blf: {other}, label: Colleague of {who}}}]"
            phone = f"{{model: yealink-t54w, mac: {MACS[who]}, {keys}}}"
            place.edit(EAST, DESK, f"devices: {{desk: {phone}}}")
        with place.config.open("a", encoding="utf-8") as config:
            config.write(
                f"phones: {{port: {port}, certificate: {certificate}, key: {key}, path: /p}}\n"
            )
        place.push("phones")
        place.serve()
        place.wait_logged("a node answers")
        secrets = DerivedSecrets(root_key(place.folder / "key", may_make=False).data)
        passwords = (secrets.text(f"east:device.{who}-desk:sip#0").reveal() for who in MACS)
        phones = [
            ToldPhone(place.sip_port, f"{who}-desk", REALM, password)
            for who, password in zip(MACS, passwords, strict=True)
        ]
        with phones[0], phones[1]:
            office = Office(place, authority, port, *phones)
            assert "Colleague" in office.fetch("anna") + office.fetch("ben")
            assert ["current", "current"] == [office.state(who) for who in MACS]
            assert [200, 200] == [office.anna.come(), office.ben.come()]
            yield office


def relabel(office: Office, old: str, new: str) -> int:
    """Gives a key of Anna's phone another label, and pushes it. The place in the log before."""
    office.place.edit(EAST, f"label: {old}", f"label: {new}")
    since = len(office.place.log())
    office.place.push(new)
    return since


def test_the_phone_whose_files_changed_is_told_fetches_and_is_up_to_date(office: Office) -> None:
    since = relabel(office, "Colleague of anna", "Benjamin")
    assert CHECK == office.anna.wait_told()
    assert (["anna"], "outdated") == (office.told(since), office.state("anna"))
    assert "Benjamin" in office.fetch("anna")
    assert ("current", True) == (office.state("anna"), office.ben.hears_nothing(0.5))


def test_a_phone_in_a_call_is_told_when_it_has_hung_up(office: Office) -> None:
    call = office.anna.dial("102")
    office.ben.pick_up()
    far = office.anna.talk(call)
    since = relabel(office, "Benjamin", "Benny")
    wait_until(office.place, lambda: office.state("anna") == "outdated")
    assert (True, []) == (office.anna.hears_nothing(2 * BUSY_PAUSE), office.told(since))
    office.anna.hang_up(call, far)
    office.ben.wait_request("BYE")
    assert CHECK == office.anna.wait_told()
    assert ("Benny" in office.fetch("anna"), "current") == (True, office.state("anna"))


def test_an_asterisk_of_older_settings_learns_to_tell(office: Office) -> None:
    link = office.place.link()
    link.ask("ModuleLoad", {"Module": "res_pjsip_notify.so", "LoadType": "unload"})
    unknown = link.ask("PJSIPNotify", {"Endpoint": "nobody@x", "Variable": "Event=x"}).message
    link.close()
    office.place.pbxc("phones", "tell", "ben-desk")
    assert ("Invalid/unknown command", CHECK) == (unknown.partition(":")[0], office.ben.wait_told())


def test_a_phone_starts_anew_at_once_where_somebody_says_so(office: Office) -> None:
    said = office.place.pbxc("phones", "tell", "ben-desk", "--reboot-now")
    assert (0, REBOOT) == (said.status, office.ben.wait_told()), said
    unknown = office.place.pbxc("phones", "tell", "nobody")
    assert (2, True) == (unknown.status, "There is no phone nobody" in unknown.complained)


def test_a_password_is_changed_in_two_phases(office: Office) -> None:
    anna, place = office.anna, office.place
    old, new = (office.secret(f"anna-desk:sip#{count}") for count in (0, 1))
    place.edit(EAST, "model: yealink-t54w, mac: 805ec0aabb01", "rotate: 1, model: yealink-t54w, mac: 805ec0aabb01")  # fmt: skip
    place.push("another password")
    assert CHECK == anna.wait_told()
    both = [register(anna, password) for password in ("wrong", new, old)]
    assert new in office.fetch("anna")
    at = len(place.log())
    wait_until(place, lambda: ends(place, anna, new, at))
    place.wait_logged("went live", after=place.wait_logged("the old one is taken away", after=at))
    assert ([401, 200, 200], [401, 200]) == (both, [register(anna, one) for one in (old, new)])


def ends(place: Workplace, phone: ToldPhone, password: str, at: int) -> bool:
    """Registers with the new password, as a phone does now and then, until the old one is over."""
    register(phone, password)
    return place.log().find("the old one is taken away", at) > 0


def register(phone: ToldPhone, password: str) -> int:
    phone.password = password
    return phone.register()
