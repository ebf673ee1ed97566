"""Fanvil: files as they were reviewed, names that others know, words, keys, the version."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry, Hole
from targets.provisioning.vendors.fanvil import VENDOR, settings_in
from targets.provisioning.writers.fanvil_text import version_in
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning.clocks_kept import TURNING, wrong_turns
from tests.provisioning.samples import ZONES, sample_key, sample_phone, with_line
from tests.provisioning.vendor_files import (
    dialect_of,
    files_of,
    full_phone,
    names_of,
    plain,
    reviewed,
    two_lines,
)
from tests.provisioning.zones_fanvil import offset_told

MODELS = [model for model in all_models().values() if model.vendor == "fanvil"]
GOLDEN_MODELS = ("x6u", "x3sg", "v65", "x5s")
DIALECTS = pytest.mark.parametrize("dialect", VENDOR.dialects, ids=lambda one: one.slug)
LINE = "sip:line[1]:"
TEXT_LINE = "SIP_CONFIG_MODULE:--SIP_Line_List--:SIP1_"


def x6u(**changes: Any) -> Phone:
    return sample_phone("fanvil-x6u", **changes)


def x5s(**changes: Any) -> Phone:
    return sample_phone("fanvil-x5s", **changes)


def told(phone: Phone) -> dict[str, str]:
    return settings_in(files_of(VENDOR, phone)[0].document.masked())


def both(name: str, **changes: Any) -> tuple[str, str]:
    """A setting of a line, in XML and in the text."""
    words = {"MediaCrypto": "Media_Crypto", "RegisterTTL": "Register_TTL"}
    xml, text = (told(with_line(phone, **changes)) for phone in (x6u(), x5s()))
    return xml[f"{LINE}{name}"], text[f"{TEXT_LINE}{words.get(name, name)}"]


# --- files as they were reviewed -----------------------------------------------------------------


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    phone = full_phone(VENDOR, f"fanvil-{slug}", zone=ZONES[slug == "x6u"], vlan=20)
    phone = two_lines(phone)
    before, made = reviewed(VENDOR, phone, request.config.getoption("--golden"))
    assert before == made


def test_both_dialects_are_called_by_the_address_in_small_letters() -> None:
    assert {files_of(VENDOR, phone)[0].name for phone in (x6u(), x5s())} == {"805ec0a1b2c3.cfg"}


def test_the_directory_is_a_file_beside() -> None:
    directory = files_of(VENDOR, x6u())[1]
    assert directory.name == "directory.xml"
    assert "<Name>Zoë &amp; Sons &lt;sales&gt;</Name>" in directory.document.masked()


# --- names ---------------------------------------------------------------------------------------


def known_name(name: str) -> str:
    """A name as it stands in the list: numbers of lines, accounts, keys and pages are N."""
    name = re.sub(r"\[\d+\]", "[N]", name)
    return re.sub(r"(SIP|Account|Fkey|Config)\d+(?=[_-])", r"\1N", name)


@DIALECTS
def test_every_name_that_is_written_is_known_from_a_source(dialect: Dialect) -> None:
    model = next(one.slug for one in MODELS if one.dialect == dialect.slug)
    settings = dialect.settings(two_lines(full_phone(VENDOR, model, vlan=7)))
    assert {known_name(name) for name, _ in settings} - names_of("fanvil") == set()


def test_no_name_of_one_dialect_is_written_in_the_other() -> None:
    xml, text = (
        {name for name, _ in VENDOR.dialect(slug).settings(phone)}
        for slug, phone in (("sysconf", x6u(vlan=7)), ("text", x5s(vlan=7)))
    )
    assert xml & text == set()
    assert all("MODULE:" in name for name in text)


# --- the version ---------------------------------------------------------------------------------


def version(phone: Phone) -> str:
    text = files_of(VENDOR, phone)[0].document.masked()
    found = re.search(r"<Version>(.*)</Version>", text)
    return found[1] if found else version_in(text)


@pytest.mark.parametrize("phone", [x6u(), x5s()], ids=["sysconf", "text"])
def test_the_version_is_another_for_another_label_and_another_secret(phone: Phone) -> None:
    relabelled = replace(phone, keys=(*phone.keys[:2], replace(phone.keys[2], label="Dad")))
    rotated = with_line(phone, password=Hole("acme/sip/alice-desk#2"))
    assert len({version(phone), version(relabelled), version(rotated)}) == 3


@pytest.mark.parametrize("phone", [x6u(), x5s()], ids=["sysconf", "text"])
def test_the_version_has_the_vendors_form_and_is_the_same_for_the_same_content(
    phone: Phone,
) -> None:
    assert re.fullmatch(r"2\.\d{10}", version(phone))
    assert version(phone) == version(replace(phone))


# --- words and units -----------------------------------------------------------------------------


@pytest.mark.parametrize(("transport", "word"), [("udp", "0"), ("tcp", "1"), ("tls", "3")])
def test_tls_is_three(transport: str, word: str) -> None:
    assert both("Transport", transport=transport) == (word, word)


@pytest.mark.parametrize(("srtp", "word"), [("off", "0"), ("optional", "1"), ("required", "2")])
def test_media_encryption_has_three_states(srtp: str, word: str) -> None:
    assert both("MediaCrypto", srtp=srtp) == (word, word)


def test_logging_in_again_is_told_in_seconds_and_looking_for_news_in_hours() -> None:
    assert both("RegisterTTL", expires=90) == ("90", "90")
    phone = x6u(download=replace(x6u().download, poll=7200))
    assert plain(told(phone), "ap:FlashMode", "ap:FlashInterval") == {
        "ap:FlashMode": "2",
        "ap:FlashInterval": "2",
    }


def test_without_a_proxy_there_is_none_from_before() -> None:
    settings = told(with_line(x6u(), proxy=""))
    assert settings[f"{LINE}ProxyAddr"] == ""
    assert f"{LINE}ProxyPort" not in settings


def test_codecs_keep_their_order() -> None:
    assert both("VoiceCodecMap", codecs=("alaw", "g722")) == ("PCMA,G722", "PCMA,G722")


def test_the_folder_is_reached_over_https_and_without_any_phones_address() -> None:
    assert plain(told(x6u()), "ap:FlashServerIP", "ap:FlashFileName", "ap:FlashProtocol") == {
        "ap:FlashServerIP": "https://phones.example.com:9443/p/********",
        "ap:FlashFileName": "$mac.cfg",
        "ap:FlashProtocol": "5",
    }


def test_an_event_has_it_look_without_starting_anew() -> None:
    assert told(x6u())["sip:NotifyReboot"] == "0"


def test_the_second_user_of_its_page_has_no_default_password() -> None:
    assert told(x6u())["web:account[2]:Password"] == "********"


@pytest.mark.parametrize(
    ("zone", "number", "name"),
    [
        ("America/St_Johns", "-14", "UTC-03:30"),
        ("Asia/Kathmandu", "23", "UTC+5:45"),
        ("America/New_York", "-20", "UTC-05"),
        ("Europe/London", "0", "UTC"),
    ],
)
def test_a_zone_is_quarters_of_an_hour(zone: str, number: str, name: str) -> None:
    settings = told(x6u(zone=zone))
    assert settings["phone:date:TimeZone"] == number
    assert settings["phone:date:TimeZoneName"] == name


@DIALECTS
def test_clocks_are_changed_at_the_right_second(dialect: Dialect) -> None:
    assert wrong_turns(dialect, offset_told, *TURNING, "Australia/Lord_Howe") == []


@pytest.mark.parametrize("zone", ["Antarctica/Troll", "America/Santiago", "Asia/Jerusalem"])
def test_a_zone_that_it_cant_keep_is_refused(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone):
        dict(VENDOR.dialect("text").table["time.zone"].settings(zone_rule(zone), 0))


@pytest.mark.parametrize(("language", "words"), [("de", ("de", "16")), ("xx", ("en", "0"))])
def test_a_language_is_a_word_or_a_number(language: str, words: tuple[str, str]) -> None:
    xml, text = told(x6u(language=language)), told(x5s(language=language))
    name = "PHONE_FEATURE_MODULE:--Display_Input--:Default_Language"
    assert (xml["phone:display:DefaultLanguage"], text[name]) == words


def test_numbers_that_are_not_dialled_at_once_are_told() -> None:
    lost = dialect_of(VENDOR, "fanvil-x6u").lost(x6u())
    assert lost == (("dial.plan", "complete numbers are sent after some seconds or #"),)


def test_what_is_written_freely_beats_what_is_told_to_all() -> None:
    settings = told(x6u(settings=(("phone:display:LCDTitle", "Desk"), ("mm:VAD", "1"))))
    assert plain(settings, "phone:display:LCDTitle", "mm:VAD") == {
        "phone:display:LCDTitle": "Desk",
        "mm:VAD": "1",
    }


# --- keys ----------------------------------------------------------------------------------------


def keys_at(model: str, *places: int) -> list[str]:
    """Where keys of these positions are told."""
    keys = tuple(sample_key("speed_dial", at, value=f"{at}0") for at in places)
    settings = told(sample_phone(model, keys=keys))
    found = {value: name for name, value in settings.items() if value.endswith("0@1/f")}
    return [found[f"{at}0@1/f"].rpartition(":")[0] for at in places]


@pytest.mark.parametrize(
    ("model", "places"),
    [
        ("fanvil-x6u", {1: "dssSide[1]:Fkey[1]", 5: "dssSide[1]:Fkey[5]", 6: "internal[1]:Fkey[1]",
                        17: "internal[1]:Fkey[12]", 18: "internal[2]:Fkey[1]"}),
        ("fanvil-x5u", {4: "dssSide[1]:Fkey[4]", 5: "internal[1]:Fkey[1]", 11: "internal[2]:Fkey[1]"}),
        ("fanvil-x4u-pro", {6: "dssSide[1]:Fkey[6]", 7: "dssSide[2]:Fkey[1]",
                            11: "internal[1]:Fkey[1]"}),
        ("fanvil-v65", {9: "dssSide[1]:Fkey[9]", 10: "dssSide[2]:Fkey[1]"}),
        ("fanvil-x3sg", {1: "internal[1]:Fkey[1]", 2: "internal[1]:Fkey[2]"}),
    ],
)  # fmt: skip
def test_keys_beside_the_screen_come_before_pages(model: str, places: dict[int, str]) -> None:
    assert keys_at(model, *places) == [f"dsskey:{place}" for place in places.values()]


def test_a_page_of_the_text_is_a_part_of_its_module() -> None:
    settings = told(x5s(keys=(sample_key("blf", 9),)))
    assert settings["DSSKEY_CONFIG_MODULE:--Dsskey_Config2--:Fkey1_Value"] == "201@1/ba*8201"
    assert settings["DSSKEY_CONFIG_MODULE:FuncKey_Page_Num"] == "5"


def test_a_key_that_isnt_wanted_is_told_to_be_none() -> None:
    settings = told(x6u(keys=()))
    assert {value for name, value in settings.items() if name.endswith(":Type")} == {"0"}


def test_a_second_key_of_a_line_is_that_of_the_second_line() -> None:
    phone = replace(two_lines(x6u()), keys=(sample_key("line", 1), sample_key("line", 2)))
    settings = told(phone)
    assert [settings[f"dsskey:dssSide[1]:Fkey[{at}]:Value"] for at in (1, 2)] == ["SIP1", "SIP2"]


@pytest.mark.parametrize("value", ["201@evil", "201/bf", "2 1"])
def test_a_key_whose_value_would_be_another_is_refused(value: str) -> None:
    with pytest.raises(CantCarry, match="key 1 can't hold"):
        told(x6u(keys=(sample_key("blf", 1, value=value),)))


def test_keys_that_open_addresses_or_transfer_are_none_of_its_kinds() -> None:
    keys = (sample_key("url", 1), sample_key("transfer_to", 2), sample_key("blf", 3))
    assert dialect_of(VENDOR, "fanvil-x6u").unfit(x6u(keys=keys)) == keys[:2]


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "groups"),
    [
        ("Fanvil X5U-V2 2.12.16.17 0c383e557eb1", ("X5U-V2", "2.12.16.17", "0c383e557eb1")),
        ("Fanvil X5U Pro 2.12.22.2 0c383e2cd782", ("X5U Pro", "2.12.22.2", "0c383e2cd782")),
        ("Fanvil V65 2.12.2.4", ("V65", "2.12.2.4", None)),
    ],
)
def test_a_user_agent_tells_model_firmware_and_address(
    agent: str, groups: tuple[str, str, str | None]
) -> None:
    found = re.fullmatch(VENDOR.agent, agent)
    assert found is not None
    assert found.group("model", "firmware", "mac") == groups
    assert any(groups[0] in one.agents for one in MODELS)
