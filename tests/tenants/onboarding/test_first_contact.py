"""What new phones are told: by a DHCP server, and by their maker's redirection service."""

from __future__ import annotations

import csv
import io
import json

import pytest

from targets.provisioning.vendor import all_vendors
from tenants.provisioning.first_contact import TOLD, dhcp_text, rules_for
from tenants.provisioning.redirection import SERVICES, Redirected, table

BASE = "https://phones.example.com:9443"
POLY = rules_for([all_vendors()["poly"]], BASE)
FANVIL = rules_for([all_vendors()["fanvil"]], BASE)


def test_isc_dhcpd_tells_phones_by_the_maker_in_their_address() -> None:
    assert (
        "option phones-url-160 code 160 = text;\n"
        'class "phones-poly" {\n'
        "  match if\n"
        "    substring(hardware, 1, 3) = 00:04:f2 or\n"
        "    substring(hardware, 1, 3) = 48:25:67 or\n"
        "    substring(hardware, 1, 3) = 64:16:7f;\n"
        '  option phones-url-160 "https://phones.example.com:9443/poly/";\n'
        '  option tftp-server-name "https://phones.example.com:9443/poly/";\n'
        "}\n"
    ) == dhcp_text(POLY, "isc")


def test_dnsmasq_tells_phones_by_the_maker_in_their_address() -> None:
    assert (
        "dhcp-mac=set:phones-poly,00:04:f2:*:*:*\n"
        "dhcp-mac=set:phones-poly,48:25:67:*:*:*\n"
        "dhcp-mac=set:phones-poly,64:16:7f:*:*:*\n"
        'dhcp-option-force=tag:phones-poly,160,"https://phones.example.com:9443/poly/"\n'
        'dhcp-option-force=tag:phones-poly,66,"https://phones.example.com:9443/poly/"\n'
    ) == dhcp_text(POLY, "dnsmasq")


def test_kea_tells_phones_by_the_maker_in_their_address() -> None:
    told = json.loads(dhcp_text(FANVIL, "kea"))["Dhcp4"]
    url = f"{BASE}/fanvil/$mac.cfg"
    assert {
        "name": "phones-fanvil",
        "test": " or ".join(
            f"substring(pkt4.mac, 0, 3) == 0x{oui}" for oui in ("0C383E", "00A859", "00A85A")
        ),
        "option-def": [{"name": "phones-url-43", "code": 43, "type": "string"}],
        "option-data": [
            {"code": 66, "data": url},
            {"code": 43, "name": "phones-url-43", "data": url},
        ],
    } == told["client-classes"][0]


def test_kea_defines_the_options_that_it_has_no_name_for() -> None:
    told = json.loads(dhcp_text(POLY, "kea"))["Dhcp4"]
    assert [160] == [one["code"] for one in told["option-def"]]


def test_soft_phones_are_told_nothing() -> None:
    soft = [one for one in all_vendors().values() if one.soft]
    assert () == rules_for(soft, BASE)


def test_every_vendor_that_can_be_told_is_known() -> None:
    assert set(TOLD) == {one.slug for one in all_vendors().values() if one.ouis}


@pytest.mark.parametrize(
    ("vendor", "mac", "url"),
    [
        ("yealink", "805EC0A1B2C3", f"{BASE}/t0ken/"),
        ("htek", "805ec0a1b2c3", f"{BASE}/t0ken/"),
        ("grandstream", "80:5E:C0:A1:B2:C3", f"{BASE}/t0ken/"),
        ("snom", "805EC0A1B2C3", f"{BASE}/t0ken/{{mac}}.xml"),
        ("fanvil", "805ec0a1b2c3", f"{BASE}/t0ken/$mac.cfg"),
    ],
)
def test_a_phone_is_redirected_to_an_address_of_its_own(vendor: str, mac: str, url: str) -> None:
    phone = Redirected("805ec0a1b2c3", f"{BASE}/t0ken/", "Anna, 201")
    _, row = csv.reader(io.StringIO(table(all_vendors()[vendor], (phone,))))
    assert [mac, url, "Anna, 201"] == row


def test_a_name_is_no_formula() -> None:
    phone = Redirected("805ec0a1b2c3", BASE, '=cmd|" /C calc"!A0')
    _, row = csv.reader(io.StringIO(table(all_vendors()["yealink"], (phone,))))
    assert "'=" == row[2][:2]


def test_there_are_five_services() -> None:
    assert {"fanvil", "grandstream", "htek", "snom", "yealink"} == set(SERVICES)
