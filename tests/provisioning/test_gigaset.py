"""Gigaset N: files as they were reviewed, names that others know, words, handsets, zones."""

from __future__ import annotations

import re
from typing import Any

import pytest

from targets.provisioning.capability import all_models
from targets.provisioning.facts import Phone
from targets.provisioning.vendors.gigaset import NVM, VENDOR, ZONES, settings_in
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning.samples import sample_phone, with_line
from tests.provisioning.vendor_files import files_of, names_of, plain, reviewed, two_lines

MODELS = [model for model in all_models().values() if model.vendor == "gigaset"]


def n870(**changes: Any) -> Phone:
    return sample_phone("gigaset-n870", **changes)


def told(phone: Phone) -> dict[str, str]:
    return settings_in(files_of(VENDOR, phone)[0].document.masked())


def provider(phone: Phone, *names: str) -> list[str]:
    settings = told(phone)
    return [settings[f"SipProvider.0.{name}"] for name in names]


def test_the_file_of_a_base_is_as_it_was_reviewed(request: pytest.FixtureRequest) -> None:
    before, made = reviewed(VENDOR, two_lines(n870()), request.config.getoption("--golden"))
    assert before == made


def test_every_name_that_is_written_is_known_from_a_source() -> None:
    names = {
        re.sub(r"(?<=\.)\d+(?=\.|$)", "N", name) for name, _ in NVM.settings(two_lines(n870()))
    }
    assert names - names_of("gigaset") == set()


def test_a_line_is_a_handset_with_an_account_and_a_provider_of_its_own() -> None:
    settings = told(two_lines(n870()))
    assert plain(settings, "hs.00002", "SipAccount.00002.ProviderId", "SipProvider.1.Domain") == {
        "hs.00002": "ToReg",
        "SipAccount.00002.ProviderId": "1",
        "SipProvider.1.Domain": "branch.example.com",
    }


def test_a_handset_that_is_gone_from_the_file_is_taken_off() -> None:
    text = files_of(VENDOR, n870())[0].document.masked()
    assert text.index('name="DeleteNotProvisionedHS"') < text.index('name="add_hs"')


def test_a_name_that_is_a_word_of_the_base_adds_no_handset() -> None:
    settings = told(with_line(n870(), display_name="ToReg"))
    assert settings["SipAccount.00001.DisplayName"] == "ToReg"
    assert [name for name in settings if name.startswith("hs.")] == ["hs.00001"]


@pytest.mark.parametrize(("transport", "word"), [("udp", "1"), ("tcp", "2"), ("tls", "3")])
def test_a_transport_has_its_number(transport: str, word: str) -> None:
    assert provider(with_line(n870(), transport=transport), "TransportProtocol") == [word]


@pytest.mark.parametrize(
    ("srtp", "words"), [("off", ["0", "1"]), ("optional", ["1", "1"]), ("required", ["1", "0"])]
)
def test_media_encryption_has_three_states(srtp: str, words: list[str]) -> None:
    phone = with_line(n870(), srtp=srtp)
    assert provider(phone, "SRTP_Enabled", "AcceptNonSRTPCalls") == words


def test_logging_in_again_is_told_in_seconds() -> None:
    assert provider(with_line(n870(), expires=90), "RegServerRefreshTimer") == ["90"]


def test_a_proxy_is_used_always_or_never() -> None:
    names = ("OutboundProxyMode", "OutboundProxyAddress", "OutboundProxyPort")
    assert provider(n870(), *names) == ["0", "sip.example.com", "5061"]
    assert provider(with_line(n870(), proxy=""), "OutboundProxyMode") == ["2"]


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Rome", "Europe/Rome"),
        ("Europe/Ljubljana", "Europe/Amsterdam"),
        ("America/Toronto", "America/New_York"),
        ("Australia/Hobart", "Australia/Sydney"),
    ],
)
def test_a_zone_outside_of_its_list_is_told_as_one_with_the_same_rule(zone: str, name: str) -> None:
    assert told(n870(zone=zone))["DmGlobal.0.TimeZone"] == name


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "America/Havana"])
def test_a_zone_whose_time_none_of_its_list_keeps_is_refused(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone):
        dict(NVM.table["time.zone"].settings(zone_rule(zone), 0))


def test_every_zone_of_its_list_is_one() -> None:
    assert [zone for zone in ZONES if zone_rule(zone).name != zone] == []


def test_what_the_base_can_only_be_told_in_its_page_is_told() -> None:
    phone = with_line(n870(vlan=20, sip_dscp=26), codecs=("opus", "alaw"))
    assert [name for name, _ in NVM.lost(phone)] == [
        "line.codecs", "tones", "download.check_certificates", "directory", "network.vlan",
        "network.sip_dscp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agent", "groups"),
    [
        (
            "Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605",
            ("N870 IP PRO", "83.V2.11.0", "7C2F80E0D605"),
        ),
        ("Gigaset N870E IP PRO/83.V2.65.0", ("N870E IP PRO", "83.V2.65.0", None)),
    ],
)
def test_a_user_agent_tells_model_firmware_and_address(
    agent: str, groups: tuple[str, str, str | None]
) -> None:
    found = re.fullmatch(VENDOR.agent, agent)
    assert found is not None
    assert found.group("model", "firmware", "mac") == groups
    assert any(groups[0] in one.agents for one in MODELS)
