"""A real softphone: it gets its settings from a link, logs in over TLS and makes an encrypted call."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from compiler import compile_folders
from tenants.controller.web import PhoneServer
from tenants.folder import read_tree
from tenants.lab.instance import SLOWEST
from tenants.lab.phones import Behaviour
from tenants.lab.root import LabUnavailable, ready_softphone
from tenants.lab.site import Site, free_port
from tenants.lab.softphone import Softphone
from tenants.lab.tree import HOME
from tenants.ledger.times import utc_now
from tenants.provisioning.certificates import phone_context
from tenants.provisioning.links import Links
from tenants.provisioning.onboarding import PATH, Onboarding, link_address
from tenants.provisioning.phones import Phones
from tests.tenants.provisioning.authorities import Authority

pytestmark = pytest.mark.lab

ALICE = "alice-soft@soft.test"
BOB = "bob-desk.soft.test"
TREE = """
account:
  name: Soft Office
  timezone: Europe/Amsterdam
  country: NL
  main_number: +31201234500
  default_location: location.hall
  platform:
    domain: soft.test
    edge: {{proxy: localhost, tls_certificate: /keys/certificate.pem, tls_key: /keys/key.pem}}
    provisioning: {{url: "https://localhost:{port}"}}
locations:
  hall: {{street: Damrak 1, city: Amsterdam, region: NH, postal_code: 1012 LG, country: NL}}
trunks:
  north: {{gateways: [{{host: 192.0.2.21}}], emergency: true}}
numbers:
  +31201234500: hangup
users:
  alice:
    name: Alice Söhne & Co
    extensions: [201]
    devices:
      soft:
        type: softphone
        model: linphone-desktop
        sip: {{transport: tls, srtp: required, codecs: [alaw, g722]}}
  bob:
    name: Bob
    extensions: [202]
    devices: {{desk: {{}}}}
"""


@dataclass
class Office:
    """The switch, the phones' address, and Alice's softphone."""

    site: Site
    provisioned: Phones
    links: Links
    phone: Softphone
    address: str

    def contact(self) -> str:
        """Where the switch reaches Alice, once she has logged in."""
        return self._until(f"pjsip show aor {ALICE}", r"contact\s*: (\S+)")

    def channel(self) -> str:
        """The channel of the call that Alice is in."""
        return self._until("core show channels concise", rf"(?m)^(PJSIP/{ALICE}-[0-9a-f]+)!")

    def asked(self, channel: str, variable: str) -> str:
        """What a channel says of itself."""
        fields = {"Channel": channel, "Variable": variable}
        return self.site.recorder.session.call("Getvar", fields).response.get("Value")

    def wait_counted(self, channel: str, variable: str) -> None:
        """Wait until a count of packets isn't zero."""
        deadline = time.monotonic() + SLOWEST
        while int(self.asked(channel, variable) or 0) == 0:
            assert time.monotonic() < deadline, self.phone.log()[-6000:]
            time.sleep(0.1)

    def _until(self, command: str, wanted: str) -> str:
        deadline = time.monotonic() + SLOWEST
        while (found := re.search(wanted, self.site.switch.command(command))) is None:
            assert time.monotonic() < deadline, self.phone.log()[-6000:]
            time.sleep(0.1)
        return found[1]


@pytest.fixture(scope="module")
def office(lab: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    try:
        ready_softphone()
    except LabUnavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    folder = tmp_path_factory.mktemp("softphone")
    with ExitStack() as stack:
        yield _open(folder, stack)


def _open(folder: Path, stack: ExitStack) -> Office:
    name, port = f"soft-{os.getpid()}", free_port()
    authority = Authority.make(folder / "authority", "The lab")
    site = stack.enter_context(_site(folder, name, authority, port))
    provisioned = Phones(folder / "state", logging.getLogger("softphone"))
    stack.callback(provisioned.close)
    provisioned.offer({site.inventory.accounts[0].id: site.inventory}, site.secrets)
    links = Links(folder / "state")
    onboarding = Onboarding(links, provisioned.phone, lambda: provisioned.secrets)
    provisioned.pages[PATH] = onboarding.answer
    certificate, key = authority.issue("localhost", "web")
    server = PhoneServer(provisioned.answer, "127.0.0.1", port, phone_context(certificate, key))
    server.start()
    stack.callback(server.stop)
    token, _ = links.make(ALICE, 600, utc_now())
    address = link_address(provisioned.wanted[ALICE], token)
    phone = Softphone(f"{name}-alice", address, authority.file.read_text(encoding="utf-8"))
    stack.enter_context(phone)
    return Office(site, provisioned, links, phone, address)


def _site(folder: Path, name: str, authority: Authority, port: int) -> Site:
    (folder / "state").mkdir()
    (folder / "tree").mkdir()
    (folder / "tree/account.yaml").write_text(TREE.format(port=port), encoding="utf-8")
    compiled = compile_folders(read_tree(folder / "tree").folders, "tree")
    assert not compiled.failed, [one.message for one in compiled.diagnostics]
    keys = f"{HOME}/{name}/etc/keys"
    site = Site(
        name,
        compiled,
        folder / "site",
        certificate=(f"{keys}/certificate.pem", f"{keys}/key.pem"),
        elsewhere=frozenset({ALICE}),
    )
    (folder / "site/switch/keys").mkdir()
    issued = authority.issue("localhost", "switch")
    for file, kept in zip(issued, ("certificate.pem", "key.pem"), strict=True):
        (folder / "site/switch/keys" / kept).write_bytes(file.read_bytes())
    return site


def test_it_provisions_itself_and_logs_in_over_tls(office: Office) -> None:
    assert "transport=TLS" in office.contact()


def test_its_link_is_spent_and_it_has_an_address_of_its_own(office: Office) -> None:
    office.contact()
    token = office.address.rpartition("/")[2]
    link = office.links.find(token)
    assert link is not None
    assert link.spent is not None
    kept = office.phone.settings()["misc:config-uri"]
    assert token not in kept
    assert kept.endswith("/linphone.xml")


def test_it_keeps_no_password(office: Office) -> None:
    office.contact()
    secret = office.site.secrets.text(office.provisioned.wanted[ALICE].phone.line.password.secret)
    assert secret.reveal() not in (office.phone.home / "settings").read_text(encoding="utf-8")
    assert 32 == len(office.phone.settings()["auth_info_0:ha1"])


def test_what_it_offers_is_what_its_device_says(office: Office) -> None:
    office.contact()
    kept = office.phone.settings()
    names = (f"audio_codec_{at}" for at in range(len(kept)))
    used = [kept[f"{one}:mime"] for one in names if kept.get(f"{one}:enabled") == "1"]
    assert ["PCMA", "G722"] == used
    assert '"Alice Söhne & Co" <sip:alice-soft@soft.test>' == kept["proxy_0:reg_identity"]


def test_a_call_that_it_makes_is_encrypted_both_ways(office: Office) -> None:
    office.contact()
    office.site.phones.behave(BOB, Behaviour("answer", 0, "", 20))
    office.phone.call("202")
    office.site.phones.wait_for(lambda seen: (seen.what, seen.who) == ("connected", BOB))
    office.phone.speak()
    channel = office.channel()
    secured = ("CHANNEL(pjsip,secure)", "CHANNEL(rtp,secure)", "CHANNEL(audionativeformat)")
    assert ["1", "1", "(alaw)"] == [office.asked(channel, name) for name in secured]
    office.wait_counted(channel, "CHANNEL(rtcp,rxcount)")
    office.wait_counted(channel, "CHANNEL(rtcp,txcount)")
    office.phone.hang_up()


def test_it_comes_back_to_its_own_address_when_it_is_started_again(office: Office) -> None:
    office.contact()
    assert office.provisioned.fetched(ALICE) is None
    office.phone.restart()
    deadline = time.monotonic() + SLOWEST
    while office.provisioned.fetched(ALICE) is None:
        assert time.monotonic() < deadline, office.phone.log()[-6000:]
        time.sleep(0.1)
