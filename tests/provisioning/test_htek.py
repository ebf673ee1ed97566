"""Htek: files as they were reviewed, codes of 16 accounts and 36 keys, clocks, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from schema.phone_facts import PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.htek.clock import clock_lost, clock_settings
from targets.provisioning.text import CantCarry
from targets.provisioning.vendors.htek import VENDOR
from targets.provisioning.writers.xml_elements import read
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning import vendor_files
from tests.provisioning.samples import (
    ZONES,
    keys_known,
    masked,
    sample_key,
    sample_line,
    sample_phone,
    with_line,
)
from tests.provisioning.vendor_files import names_of, reviewed

NAMES = names_of("htek")
GOLDEN_MODELS = ("uc902", "uc926", "uc926u")
DIALECTS = pytest.mark.parametrize("dialect", VENDOR.dialects, ids=lambda one: one.slug)


def dialect_of(phone: Phone) -> Dialect:
    return VENDOR.dialect(all_models()[phone.model].dialect)


files_of = partial(vendor_files.files_of, VENDOR)


def told(phone: Phone) -> dict[str, str]:
    """The settings of a phone's file by name, its secrets masked."""
    return read(files_of(phone)[0].document.masked())


def uc926(**changes: Any) -> Phone:
    return sample_phone("htek-uc926", **changes)


# --- files as they were reviewed -----------------------------------------------------------------


def golden_phone(slug: str) -> Phone:
    """A phone of a model: the smallest bare, others with a key of every kind, a module, a VLAN."""
    phone = sample_phone(f"htek-{slug}", zone=ZONES[GOLDEN_MODELS.index(slug) % 2])
    if slug == "uc902":
        return replace(phone, keys=(), directory=())
    keys = (*keys_known(dialect_of(phone)), sample_key("blf", 40, module=2))
    return replace(phone, keys=keys, vlan=20)


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    before, made = reviewed(VENDOR, golden_phone(slug), request.config.getoption("--golden"))
    assert before == made


def test_only_the_file_of_the_phone_itself_is_served_since_it_stops_at_the_first() -> None:
    assert [file.name for file in files_of(uc926(directory=()))] == ["cfg805ec0a1b2c3.xml"]


# --- codes ---------------------------------------------------------------------------------------


@DIALECTS
def test_every_name_that_is_written_is_known_from_a_source(dialect: Dialect) -> None:
    model = {"pcodes": "htek-uc926", "symbolic": "htek-uc926u"}[dialect.slug]
    phone = sample_phone(model, keys=(*keys_known(dialect), sample_key("blf", 40, module=6)))
    lines = tuple(sample_line(number) for number in range(1, 17))
    names = {name for name, _ in dialect.settings(replace(phone, lines=lines))}
    plain = names if dialect.slug == "pcodes" else {re.sub(r"\d+", "N", name) for name in names}
    assert set() == plain - NAMES


ACCOUNTS = {
    1: "P271 P20000 P35 P36 P34 P3 P33 P4200 P4705",
    2: "P401 P20001 P735 P736 P734 P703 P426 P4201 P4715",
    3: "P501 P20002 P504 P505 P506 P507 P526 P4202 P4725",
    4: "P601 P20003 P604 P605 P606 P607 P626 P4203 P4735",
    5: "P20360 P20378 P1704 P1705 P1706 P1707 P1726 P4204 P20464",
    6: "P20361 P20379 P1804 P1805 P1806 P1807 P1826 P4205 P20465",
    7: "P24090 P24100 P24110 P24120 P24130 P24140 P24170 P24180 P24220",
    8: "P24091 P24101 P24111 P24121 P24131 P24141 P24171 P24181 P24221",
    9: "P24092 P24102 P24112 P24122 P24132 P24142 P24172 P24182 P24222",
    10: "P24093 P24103 P24113 P24123 P24133 P24143 P24173 P24183 P24223",
    11: "P24094 P24104 P24114 P24124 P24134 P24144 P24174 P24184 P24224",
    12: "P24095 P24105 P24115 P24125 P24135 P24145 P24175 P24185 P24225",
    13: "P24096 P24106 P24116 P24126 P24136 P24146 P24176 P24186 P24226",
    14: "P24097 P24107 P24117 P24127 P24137 P24147 P24177 P24187 P24227",
    15: "P24098 P24108 P24118 P24128 P24138 P24148 P24178 P24188 P24228",
    16: "P24099 P24109 P24119 P24129 P24139 P24149 P24179 P24189 P24229",
}


def test_each_of_16_accounts_has_its_own_irregular_codes() -> None:
    lines = tuple(
        sample_line(n, user=f"user{n}", label=f"label{n}", display_name=f"name{n}")
        for n in range(1, 17)
    )
    settings = told(uc926(lines=lines, dial=()))
    for n, codes in ACCOUNTS.items():
        found = [settings[code] for code in codes.split()]
        own = [f"label{n}", f"user{n}", f"user{n}", "********", f"name{n}"]
        assert found == ["1", *own, "*97", "{[x*]+}", "*8"], n


PROFILES = {
    1: "P47 P48 P130 P32 P183 P57 P58 P59 P20166 P99",
    2: "P747 P748 P830 P732 P443 P757 P758 P759 P20167 P709",
    3: "P502 P503 P930 P512 P543 P551 P552 P553 P20168 P515",
    4: "P602 P603 P1030 P612 P643 P651 P652 P653 P20169 P615",
    5: "P20362 P20370 P20374 P20388 P20432 P20392 P20394 P20396 P20170 P1715",
    6: "P20363 P20371 P20375 P20389 P20433 P20393 P20395 P20397 P20171 P1815",
}


def test_the_first_six_accounts_have_servers_of_their_own() -> None:
    lines = tuple(sample_line(n, server=f"realm{n}", expires=60 * n) for n in range(1, 7))
    settings = told(uc926(lines=lines))
    for n, codes in PROFILES.items():
        found = [settings[code] for code in codes.split()]
        rest = ["2", "9", "8", "0", "0", "1"]
        assert found == [f"realm{n}", "sip.example.com:5061", "2", str(n), *rest], n


def test_an_account_without_a_server_of_its_own_must_be_where_the_first_is() -> None:
    away = (sample_line(1), sample_line(7, server="other.example.com"))
    with pytest.raises(CantCarry, match="account 7 has no codes for a server of its own"):
        files_of(uc926(lines=away))


def key_codes(at: int) -> tuple[str, ...]:
    """Type, value, label and account of a key, as the tables of others have them."""
    first = {1: 41200, 2: 41201, 3: 41202, 4: 41203}
    if at in first:
        return tuple(f"P{first[at] + 100 * place}" for place in range(4))
    return tuple(f"P{20200 + 5 * (at - 5) + place}" for place in range(4))


def test_each_of_36_keys_has_its_own_irregular_codes() -> None:
    keys = tuple(PhoneKey("blf", at, str(200 + at), f"key {at}") for at in range(1, 37))
    settings = told(uc926(keys=(PhoneKey("line", 1), *keys[1:])))
    for at in range(2, 37):
        found = tuple(settings[code] for code in key_codes(at))
        assert found == ("3", str(200 + at), f"key {at}", "0"), at
    assert settings["P41200"] == "1"
    assert [settings[f"P{code}"] for code in (20600, 20603, 20604, 20635)] == ["0"] * 4


@pytest.mark.parametrize(
    ("at", "codes"),
    [(4, "P41203 P41303 P41403"), (5, "P20200 P20201 P20202"), (36, "P20355 P20356 P20357")],
)
def test_the_codes_of_keys_change_their_step_where_others_say(at: int, codes: str) -> None:
    settings = told(uc926(keys=(PhoneKey("line", 1), PhoneKey("blf", at, "201", "Bob"))))
    assert [settings[code] for code in codes.split()] == ["3", "201", "Bob"]


def test_a_key_that_sources_number_in_two_ways_is_refused() -> None:
    with pytest.raises(CantCarry, match="key 37"):
        files_of(uc926(keys=(sample_key("blf", 37),)))


def test_a_key_of_a_module_has_its_page_and_place() -> None:
    settings = told(uc926(keys=(sample_key("blf", 21, module=2),)))
    assert [settings[f"P{code}"] for code in range(61100, 61104)] == ["3", "201", "Bob", "0"]


def test_a_key_that_was_taken_away_goes_away_on_the_phone() -> None:
    assert told(uc926(keys=(sample_key("line", 1),)))["P20355"] == "0"


def test_a_phone_without_keys_has_its_line() -> None:
    settings = told(uc926(keys=()))
    assert [settings[code] for code in ("P41200", "P41400", "P41201")] == ["1", "Alice 201", "0"]


# --- words and units -----------------------------------------------------------------------------


def test_a_registration_is_told_in_minutes() -> None:
    assert told(with_line(uc926(), expires=3600))["P32"] == "60"


@pytest.mark.parametrize(("seconds", "minutes"), [(119, "1"), (30, "1"), (3601, "60")])
def test_a_registration_of_no_whole_minutes_is_shorter_and_said_to_be(
    seconds: int, minutes: str
) -> None:
    phone = with_line(uc926(), expires=seconds)
    assert told(phone)["P32"] == minutes
    assert "line.expires" in dict(dialect_of(phone).lost(phone))


def test_the_download_is_by_https_from_an_address_with_its_scheme() -> None:
    settings = told(uc926())
    assert settings["P212"] == "3"
    assert settings["P237"] == "https://phones.example.com:9443/p/********"


@pytest.mark.parametrize(("checked", "told_as"), [(True, "1"), (False, "0")])
def test_certificates_are_checked_unless_the_account_says_otherwise(
    checked: bool, told_as: str
) -> None:
    phone = uc926()
    download = replace(phone.download, check_certificates=checked)
    settings = told(replace(phone, download=download))
    assert (settings["P23377"], settings["P23376"]) == (told_as, told_as)


@pytest.mark.parametrize(("srtp", "number"), [("off", "0"), ("optional", "1"), ("required", "2")])
def test_media_encryption_has_three_numbers(srtp: Any, number: str) -> None:
    assert told(with_line(uc926(), srtp=srtp))["P183"] == number


def test_both_passwords_of_the_phone_are_its_own() -> None:
    settings = told(uc926())
    assert (settings["P2"], settings["P196"]) == ("********", "********")


def test_newer_phones_are_told_the_same_in_words() -> None:
    keys = (sample_key("line", 1), sample_key("blf", 2))
    coded, worded = told(uc926(keys=keys)), told(sample_phone("htek-uc926u", keys=keys))
    pairs = {"P35": "Account1_SipUserId", "P3": "Account1_DispalyName", "P41201": "LineKey2_Type"}
    assert {code: coded[code] for code in pairs} == {
        code: worded[word] for code, word in pairs.items()
    }


def test_a_free_form_setting_is_written_as_its_dialect_has_it() -> None:
    free = (("FirmwareUpGrade_UserName", "other"), ("Preference_TimeFormat", "1"))
    assert told(uc926(settings=free))["P1360"] == "other"
    assert told(sample_phone("htek-uc926u", settings=(("P35", "x"),)))["Account1_SipUserId"] == "x"


# --- clocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "index"),
    [
        ("Europe/Berlin", "49"),
        ("Europe/London", "33"),
        ("America/New_York", "18"),
        ("America/Chicago", "14"),
        ("America/Los_Angeles", "6"),
        ("America/St_Johns", "26"),
        ("Asia/Kolkata", "84"),
    ],
)
def test_a_zone_is_a_number_of_the_list(zone: str, index: str) -> None:
    assert told(uc926(zone=zone))["P64"] == index


@pytest.mark.parametrize(
    "zone", ["Asia/Kathmandu", "Asia/Kabul", "Asia/Yangon", "Australia/Eucla", "Pacific/Marquesas"]
)
def test_a_zone_that_the_list_lacks_is_refused(zone: str) -> None:
    with pytest.raises(ZoneRefused, match="don't list"):
        list(clock_settings(zone_rule(zone), 0))


def test_a_summer_of_half_an_hour_is_refused() -> None:
    with pytest.raises(ZoneRefused, match="other than one hour"):
        list(clock_settings(zone_rule("Australia/Lord_Howe"), 0))


@pytest.mark.parametrize(
    ("zone", "minutes"), [("America/Santiago", "60"), ("Asia/Jerusalem", "180")]
)
def test_a_change_of_the_clock_at_another_hour_is_told_as_such(zone: str, minutes: str) -> None:
    assert f"{minutes} minutes off" in clock_lost(zone_rule(zone))


def test_a_zone_without_summer_time_has_none() -> None:
    settings = told(uc926(zone="Asia/Tokyo"))
    assert settings["P75"] == "0"
    assert "P23118" not in settings


# --- what is lost --------------------------------------------------------------------------------


def test_what_these_phones_cant_be_told_is_said() -> None:
    phone = replace(uc926(), sip_dscp=40)
    assert ["network.sip_dscp"] == [name for name, _ in dialect_of(phone).lost(phone)]


def test_what_these_phones_never_could_is_not_said() -> None:
    assert () == dialect_of(uc926()).lost(uc926())


def test_a_codec_without_a_number_is_said() -> None:
    phone = with_line(uc926(), codecs=("g722", "gsm"))
    assert ("line.codecs", "these phones have no word for gsm") in dialect_of(phone).lost(phone)
    assert [told(phone)[f"P{code}"] for code in range(57, 63)] == ["9"] * 6


def test_every_setting_that_is_meant_is_read_back() -> None:
    phone = golden_phone("uc926")
    file = files_of(phone)[0]
    assert read(file.document.masked()) == {name: masked(value) for name, value in file.settings}


@pytest.mark.parametrize(
    ("agent", "model", "mac"),
    [
        ("Htek UC903 2.0.4.2 00:1f:c1:1c:22:a9", "UC903", "00:1f:c1:1c:22:a9"),
        ("Htek UC926 2.42.6.5.77 001fc11c22a9", "UC926", "001fc11c22a9"),
    ],
)
def test_a_user_agent_says_model_firmware_and_mac(agent: str, model: str, mac: str) -> None:
    found = re.fullmatch(VENDOR.agent, agent)
    assert found is not None
    assert (found["model"], found["mac"]) == (model, mac)
