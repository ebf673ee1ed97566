"""Phones of every vendor fetch their files as they do: names in order, in their letters, by https."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from schema.phone_facts import DeskPhone
from targets.provisioning.dialect import Dialect
from targets.provisioning.vendor import Vendor, all_vendors
from tenants.controller.web import PhoneServer
from tenants.provisioning.agents import introduction
from tenants.provisioning.certificates import phone_context
from tenants.provisioning.phones import Phones
from tests.provisioning.samples import dialects_and_models
from tests.tenants.provisioning.authorities import Authority
from tests.tenants.provisioning.offices import SECRETS, office, text_of

MAC = "805ec0aabbf1"
ID = "anna-desk@north.example.com"
AGENTS = {
    "yealink": ("Yealink SIP-T54W 96.86.0.100 80:5e:c0:aa:bb:f1", "T54W", "96.86.0.100", MAC),
    "htek": ("Htek UC924 2.0.4.4.32 80:5e:c0:aa:bb:f1", "UC924", "2.0.4.4.32", MAC),
    "grandstream": (
        "Grandstream Model HW GRP2614 SW 1.0.5.67 DevId 805ec0aabbf1", "GRP2614", "1.0.5.67", MAC,
    ),
    "poly": (
        "FileTransport PolycomVVX-VVX_450-UA/6.4.3.1000 (SN:805ec0aabbf1) Type/Application",
        "VVX_450", "6.4.3.1000", MAC,
    ),
    "fanvil": ("Fanvil X6U 2.12.1.3 805ec0aabbf1", "X6U", "2.12.1.3", MAC),
    "cisco": ("Cisco-CP-8851-3PCC/11.3.7 (805ec0aabbf1)", "CP-8851-3PCC", "11.3.7", MAC),
}  # fmt: skip


@dataclass
class Address:
    """The address of one phone, which changes its make."""

    phones: Phones
    authority: Authority
    port: int

    def become(self, model: str) -> None:
        """The phone is of this model from now on."""
        phone = DeskPhone(
            ID, "north", model, MAC, "201", secret=f"north:device.{model}:sip#0",
            admin=f"north:device.{model}:admin#0", web=f"north:device.{model}:web#0",
            token=f"north:device.{model}:token#0",
        )  # fmt: skip
        shares = {"north": office(phone)}
        rules = replace(shares["north"].phone_rules[0], base_url=f"https://127.0.0.1:{self.port}")
        self.phones.offer({"north": replace(shares["north"], phone_rules=(rules,))}, SECRETS)

    def fetch(self, model: str, names: list[str]) -> list[int]:
        """What curl is answered for each name, one after the other."""
        token = text_of(f"north:device.{model}:token#0")
        words = [
            word
            for name in names
            for word in ("--output", "/dev/null", f"https://127.0.0.1:{self.port}/{token}/{name}")
        ]
        done = subprocess.run(
            ["curl", "--silent", "--cacert", str(self.authority.file), "--write-out", "%{http_code} ", *words],
            check=True, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        return [int(one) for one in done.stdout.split()]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    folder = tmp_path_factory.mktemp("fetching")
    phones = Phones(folder, logging.getLogger("pbxc.test"))
    authority = Authority.make(folder / "authority", "Ours")
    context = phone_context(*authority.issue("phones", "phones"))
    server = PhoneServer(phones.answer, "127.0.0.1", 0, context)
    server.start()
    yield Address(phones, authority, server.port)
    server.stop()
    phones.close()


@pytest.mark.parametrize(
    ("vendor", "dialect", "model"),
    [pytest.param(*one, id=f"{one[0].slug}-{one[1].slug}") for one in dialects_and_models()],
)
def test_a_phone_that_asks_as_it_does_has_everything(
    address: Address, vendor: Vendor, dialect: Dialect, model: str
) -> None:
    address.become(model)
    names = [one.format(mac=MAC, MAC=MAC.upper()) for one in vendor.requests]
    wanted = address.phones.wanted[ID]
    there = {one.name.lower() for one in wanted.files}
    expected = [200 if name.lower() in there else 404 for name in names]
    assert expected == address.fetch(model, names)
    (standing,) = address.phones.standings()
    assert ("current", vendor.slug, 200 in expected) == (standing.state, wanted.vendor.slug, True)


@pytest.mark.parametrize("slug", AGENTS)
def test_a_phone_is_known_by_its_own_words(slug: str) -> None:
    agent, model, firmware, mac = AGENTS[slug]
    found = introduction(agent, all_vendors()[slug].agent)
    assert (model, firmware, mac) == (found.model, found.firmware, found.mac)
