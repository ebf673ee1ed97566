"""Algo: files as they were reviewed, names that others know, words, the parts of its address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry, Hole
from targets.provisioning.vendors.algo import CONF, VENDOR, settings_in
from tests.provisioning.samples import sample_phone, with_line
from tests.provisioning.vendor_files import files_of, names_of, plain, reviewed


def horn(**changes: Any) -> Phone:
    return sample_phone("algo-8301", **changes)


def told(phone: Phone) -> dict[str, str]:
    return settings_in(files_of(VENDOR, phone)[0].document.masked())


def test_the_file_of_a_device_is_as_it_was_reviewed(request: pytest.FixtureRequest) -> None:
    phone = with_line(horn(vlan=20), srtp="off")
    before, made = reviewed(VENDOR, phone, request.config.getoption("--golden"))
    assert before == made


def test_a_file_is_asked_for_by_its_name_in_large_letters() -> None:
    assert [file.name for file in files_of(VENDOR, horn())] == ["algom805EC0A1B2C3.conf"]


def test_every_name_that_is_written_is_known_from_a_source() -> None:
    names = {re.sub(r"\d+", "N", name) for name, _ in CONF.settings(horn(vlan=7))}
    assert names - names_of("algo") == set()


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_transport_has_its_word(transport: str) -> None:
    assert told(with_line(horn(), transport=transport))["sip.transp"] == transport


@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        ("sip.example.com", ("acme.example.com", "sip.example.com:5061")),
        ("", ("acme.example.com:5061", "")),
    ],
)
def test_the_port_belongs_to_what_it_speaks_to(proxy: str, words: tuple[str, str]) -> None:
    settings = told(with_line(horn(), proxy=proxy))
    assert (settings["sip.proxy"], settings["sip.obproxy"]) == words


def test_its_address_is_told_in_parts() -> None:
    assert plain(
        told(horn()), "prov.download.method", "prov.server.static", "prov.download.cfgpath"
    ) == {
        "prov.download.method": "https",
        "prov.server.static": "phones.example.com:9443",
        "prov.download.cfgpath": "p/********",
    }


def test_its_address_may_be_nothing_but_a_token() -> None:
    download = replace(horn().download, url=("https://phones.example.com/", Hole("t"), "/"))
    assert told(horn(download=download))["prov.download.cfgpath"] == "********"


@pytest.mark.parametrize(("codecs", "word"), [(("g722", "alaw"), "1"), (("alaw",), "0")])
def test_wide_sound_is_offered_or_not(codecs: tuple[str, ...], word: str) -> None:
    assert told(with_line(horn(), codecs=codecs))["audio.codec.g722"] == word


def test_a_zone_is_told_by_its_name() -> None:
    assert told(horn(zone="Asia/Kathmandu"))["admin.timezone"] == "Asia/Kathmandu"


def test_encryption_that_it_cant_be_told_is_a_loss() -> None:
    assert CONF.lost(horn()) == (("line.srtp", "the words of `sip.srtp` aren't known"),)
    assert CONF.lost(with_line(horn(), srtp="off")) == ()


def test_a_name_with_a_line_in_it_is_refused() -> None:
    with pytest.raises(CantCarry, match=r"sip\.u1\.dname"):
        told(with_line(horn(), display_name="Horn\nprov.server.static = evil"))


def test_a_device_has_no_keys() -> None:
    assert CONF.unfit(horn()) == horn().keys
