"""`git push` to phones: a controller of its own hands out files, and curl fetches as a phone would."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tenants.key_file import root_key
from tenants.lab.site import free_port
from tenants.lab.workplace import Workplace
from tenants.secrets import DerivedSecrets
from tests.lab.sites import TREES
from tests.lab.workplaces import live, wait_until
from tests.tenants.provisioning.authorities import Authority

pytestmark = pytest.mark.lab

EAST = "accounts/east/account.yaml"
MACS = {"anna": "805ec0aabb01", "ben": "805ec0aabb02"}
AGENT = "Yealink SIP-T54W 96.86.0.100 80:5e:c0:aa:bb:01"
DESK = "devices: {desk: {}}"


@dataclass
class Office:
    """A workplace whose east account has two phones that fetch their files over https."""

    place: Workplace
    authority: Authority
    port: int

    def fetch(self, path: str, *words: str) -> tuple[int, str]:
        """The status and the body that curl gets."""
        done = subprocess.run(
            ["curl", "--silent", "--cacert", str(self.authority.file), "--user-agent", AGENT,
             "--write-out", "\n%{http_code}", *words, f"https://127.0.0.1:{self.port}{path}"],
            check=False, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        body, _, status = done.stdout.rpartition("\n")
        return int(status or 0), body

    def path(self, who: str, file: str = "{mac}.cfg") -> str:
        """The path of a file of somebody's phone."""
        secrets = DerivedSecrets(root_key(self.place.folder / "key", may_make=False).data)
        token = secrets.text(f"east:device.{who}-desk:token#0").reveal()
        return f"/p/{token}/{file.format(mac=MACS[who])}"

    def told(self) -> dict[str, Any]:
        """What `pbxc phones` tells of each phone."""
        found = json.loads(self.place.pbxc("phones", "east", "--format", "json").said)
        return {one["phone"].partition("-")[0]: one for one in found["phones"]}


@pytest.fixture(scope="module")
def office(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("files")
    authority, port = Authority.make(folder / "authority", "Ours"), free_port()
    certificate, key = authority.issue("phones", "phones")
    with Workplace(f"files-{os.getpid()}", TREES / "pier", folder) as place:
        place.edit("account.yaml", "192.0.2.31", f"127.104.{101 + os.getpid() % 100}.31")
        url = f"https://127.0.0.1:{port}/p"
        place.edit("account.yaml", "domain: pier", f"provisioning: {{url: '{url}'}}, domain: pier")
        for who, other in (("anna", "102"), ("ben", "101")):
            keys = f"keys: [line, {{blf: {other}, label: Colleague of {who}}}]"
            place.edit(EAST, DESK, f"devices: {{desk: {{model: yealink-t54w, mac: {MACS[who]}, {keys}}}}}")  # fmt: skip
        soft = place.work / "accounts/east/reception.yaml"
        soft.write_text("devices:\n  reception: {model: generic-card, extension: 190}\n")
        with place.config.open("a", encoding="utf-8") as config:
            config.write(
                f"phones: {{port: {port}, certificate: {certificate}, key: {key}, path: /p}}\n"
            )
        place.push("phones")
        place.serve()
        office = Office(place, authority, port)
        wait_until(place, lambda: bool(live(place, "east")))
        wait_until(place, lambda: office.fetch(office.path("anna"))[0] == 200)
        yield office


def test_a_push_of_a_label_changes_the_files_of_that_phone_alone(office: Office) -> None:
    names = ("{mac}.boot", "y000000000000.boot", "{mac}.cfg")
    assert [200, 404, 200] == [office.fetch(office.path("anna", name))[0] for name in names]
    assert 200 == office.fetch(office.path("ben"))[0]
    before = office.told()
    assert ("current", "96.86.0.100") == (
        before["anna"]["state"], before["anna"]["contact"]["firmware"]
    )  # fmt: skip
    office.place.edit(EAST, "Colleague of anna", "Benjamin")
    office.place.push("another label")
    wait_until(office.place, lambda: "Benjamin" in office.fetch(office.path("anna"))[1])
    after = office.told()
    changed = [who for who in MACS if before[who]["wanted"] != after[who]["wanted"]]
    assert (["anna"], "current", "current") == (
        changed, after["anna"]["state"], after["ben"]["state"]
    )  # fmt: skip


def test_a_phone_that_is_not_there_yet_gets_an_address_for_its_first_contact(
    office: Office,
) -> None:
    said = office.place.pbxc("phones", "bootstrap", MACS["ben"], "--format", "json").said
    (token,) = json.loads(said)["tokens"]
    first = f"/p/{token['token']}/{MACS['ben']}.cfg"
    steps = [office.fetch(one)[0] for one in (first, office.path("ben"), first)]
    assert (f"https://127.0.0.1:{office.port}/p/{token['token']}/", [200, 200, 404]) == (
        token["url"], steps
    )  # fmt: skip
    lines = (office.place.state / "audit.jsonl").read_text().splitlines()
    issued = [json.loads(line) for line in lines if '"what":"issue"' in line]
    assert ["east"] == [one["account"] for one in issued]


def test_a_phone_of_somebody_who_knows_its_address_only_gets_nothing(office: Office) -> None:
    asked = [f"/p/{MACS['anna']}.cfg", f"/p/yealink/{MACS['anna']}.cfg", f"/p/x/{MACS['anna']}.cfg"]
    assert [401, 401, 404] == [office.fetch(one)[0] for one in asked]


def test_what_is_wrong_is_told_to_no_phone(office: Office) -> None:
    before = office.fetch(office.path("anna"))[1]
    office.place.edit(EAST, "label: Benjamin", "label: Nobody")
    office.place.edit(EAST, "user.ben", "user.nobody")
    at = len(office.place.log())
    office.place.push("somebody who isn't there")
    office.place.wait_logged("is kept", after=at)
    assert before == office.fetch(office.path("anna"))[1]


def test_a_soft_phone_is_set_up_by_a_link_that_works_once(office: Office) -> None:
    pbxc = office.place.pbxc("phones", "onboard", "reception@east.pier.example", "--format", "json")
    base, _, link = json.loads(pbxc.said)["url"].partition("/p/")
    lines = (office.place.state / "audit.jsonl").read_text().splitlines()
    assert ("issue", "east") == (json.loads(lines[-1])["what"], json.loads(lines[-1])["account"])
    assert f"https://127.0.0.1:{office.port}" == base
    seen = [office.fetch(f"/p/{link}", *words) for words in ((), ("--head",), ("--data", ""), ())]
    assert [200, 200, 200, 410] == [status for status, _ in seen]
    assert ("<dd>reception</dd>" in seen[2][1], "reception</dd>" in seen[0][1]) == (True, False)


def test_new_phones_are_led_to_their_files(office: Office) -> None:
    url = f"https://127.0.0.1:{office.port}/p"
    dhcp = office.place.pbxc("phones", "dhcp", "east", "--server", "dnsmasq").said
    assert f'dhcp-option-force=tag:phones-yealink,66,"{url}/yealink/"' in dhcp.splitlines()
    _, *rows = office.place.pbxc(
        "phones", "redirect", "east", "--vendor", "yealink"
    ).said.splitlines()
    assert {mac.upper() for mac in MACS.values()} == {row.partition(",")[0] for row in rows}
    path = rows[0].split(",")[1].removeprefix(f"https://127.0.0.1:{office.port}")
    assert 200 == office.fetch(f"{path}{rows[0][:12].lower()}.cfg")[0]
