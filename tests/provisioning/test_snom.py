"""Snom: files as they were reviewed, names that others know, words, keys, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from schema.phone_facts import DialShape, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry
from targets.provisioning.vendors.snom import VENDOR, settings_in
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
from tests.provisioning.zones_snom import offset_told

MODELS = [model for model in all_models().values() if model.vendor == "snom"]
GOLDEN_MODELS = ("d120", "d785", "d865", "m900")
DIALECTS = pytest.mark.parametrize("dialect", VENDOR.dialects, ids=lambda one: one.slug)


def d785(**changes: Any) -> Phone:
    return sample_phone("snom-d785", **changes)


def told(phone: Phone) -> dict[str, str]:
    return settings_in(files_of(VENDOR, phone)[0].document.masked())


# --- files as they were reviewed -----------------------------------------------------------------


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_file_of_a_model_is_as_it_was_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    more = (sample_key("blf", 2, module=2),) if slug == "d865" else ()
    zone = ZONES[slug == "d785"]
    phone = full_phone(VENDOR, f"snom-{slug}", *more, zone=zone, vlan=20)
    if slug != "d120":
        phone = two_lines(phone)
    before, made = reviewed(VENDOR, phone, request.config.getoption("--golden"))
    assert before == made


def test_a_file_is_asked_for_by_its_name_in_large_letters() -> None:
    assert [file.name for file in files_of(VENDOR, d785())] == ["805EC0A1B2C3.xml"]
    assert VENDOR.requests == ("{MAC}.xml",)


def test_its_own_address_is_that_of_its_file() -> None:
    address = "https://phones.example.com:9443/p/********/805EC0A1B2C3.xml"
    assert told(d785())["setting_server"] == address


def test_every_setting_is_taken_always_and_left_alone_by_users() -> None:
    text = files_of(VENDOR, d785())[0].document.masked()
    loose = re.findall(r"<((?!item|tbook|name|number)\w+)(?![^>]* perm=\"R\")[^>]*>[^<\n]*</", text)
    assert loose == []


# --- names ---------------------------------------------------------------------------------------


@DIALECTS
def test_every_name_that_is_written_is_known_from_a_source(dialect: Dialect) -> None:
    model = next(one.slug for one in MODELS if one.dialect == dialect.slug)
    settings = dialect.settings(two_lines(full_phone(VENDOR, model, vlan=7)))
    parts = {part for name, _ in settings for part in re.sub(r"\[\d+\]|@\w+", "", name).split(":")}
    assert parts - names_of("snom") == set()


# --- words and units -----------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_transport_is_part_of_the_server_it_sends_to(transport: str) -> None:
    phone = with_line(d785(), transport=transport, port=5071)
    assert told(phone)["user_outbound[1]"] == f"sip.example.com:5071;transport={transport}"


def test_without_a_proxy_it_sends_to_its_realm() -> None:
    phone = with_line(d785(), proxy="")
    assert told(phone)["user_outbound[1]"] == "acme.example.com:5061;transport=tls"
    assert told(phone)["user_host[1]"] == "acme.example.com"


@pytest.mark.parametrize(
    ("srtp", "words"),
    [("off", ("off", "off")), ("optional", ("on", "optional")), ("required", ("on", "mandatory"))],
)
def test_media_encryption_has_three_states(srtp: str, words: tuple[str, str]) -> None:
    settings = told(with_line(d785(), srtp=srtp))
    assert (settings["user_srtp[1]"], settings["user_savp[1]"]) == words


def test_codecs_keep_their_order_and_pressed_keys_go_as_events() -> None:
    settings = told(with_line(d785(), codecs=("alaw", "opus", "g722")))
    assert settings["codec_priority_list[1]"] == "pcma,opus,g722,telephone-event"


def test_a_codec_that_phones_dont_have_is_told() -> None:
    phone = with_line(d785(), codecs=("alaw", "ilbc"))
    assert dialect_of(VENDOR, phone.model).lost(phone) == (
        ("line.codecs", "this phone has no ilbc"),
    )


def test_logging_in_again_and_looking_for_news_are_told_in_seconds() -> None:
    phone = replace(with_line(d785(), expires=90), download=replace(d785().download, poll=7200))
    settings = told(phone)
    assert plain(settings, "user_expiry[1]", "prov_polling_period") == {
        "user_expiry[1]": "90",
        "prov_polling_period": "7200",
    }


def test_network_marks_are_whole_bytes() -> None:
    settings = told(d785())
    assert plain(settings, "signaling_tos", "codec_tos") == {
        "signaling_tos": "96",
        "codec_tos": "184",
    }


@pytest.mark.parametrize(
    ("zone", "offset", "dst"),
    [
        ("America/St_Johns", "-12600", "3600 03.02.07 02:00:00 11.01.07 02:00:00"),
        ("Europe/London", "+0", "3600 03.05.07 01:00:00 10.05.07 02:00:00"),
        ("Australia/Lord_Howe", "+37800", "1800 10.01.07 02:00:00 04.01.07 02:00:00"),
        ("Asia/Kathmandu", "+20700", ""),
        ("America/Santiago", "-14400", "3600 09.01.06 23:59:59 04.01.06 23:59:59"),
    ],
)
def test_a_zone_is_an_offset_and_a_rule_with_no_code(zone: str, offset: str, dst: str) -> None:
    settings = told(d785(zone=zone))
    assert plain(settings, "timezone", "utc_offset", "dst") == {
        "timezone": "",
        "utc_offset": offset,
        "dst": dst,
    }


@pytest.mark.parametrize("slug", ["d7", "dect"])
def test_clocks_are_changed_at_the_right_second(slug: str) -> None:
    assert wrong_turns(VENDOR.dialect(slug), offset_told, *TURNING) == []


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "America/Santiago", "Antarctica/Troll"])
def test_clocks_are_changed_by_less_and_more_than_an_hour_and_at_midnight(zone: str) -> None:
    assert wrong_turns(VENDOR.dialect("d8"), offset_told, zone) == []


@pytest.mark.parametrize("zone", ["Asia/Jerusalem", "America/Nuuk"])
def test_a_zone_whose_day_no_rule_tells_is_refused(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone):
        dict(VENDOR.dialect("d7").table["time.zone"].settings(zone_rule(zone), 0))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago"])
def test_a_base_refuses_what_it_has_no_code_or_no_hour_for(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone):
        dict(VENDOR.dialect("dect").table["time.zone"].settings(zone_rule(zone), 0))


@pytest.mark.parametrize(
    ("language", "country", "words"),
    [
        ("nl", "NL", ("Nederlands", "NLD", "nl_NL")),
        ("de-at", "AT", ("Deutsch", "AUT", "de_AT")),
        ("xx", "ZZ", ("English", "USA", "xx_ZZ")),
    ],
)
def test_a_language_has_its_own_name(language: str, country: str, words: tuple[str, ...]) -> None:
    settings = told(sample_phone("snom-d865", language=language, country=country))
    assert (settings["language"], settings["tone_scheme"], settings["locale"]) == words


def test_a_language_that_phones_dont_speak_is_told() -> None:
    phone = d785(language="xx", country="ZZ")
    assert VENDOR.dialect("d7").lost(phone) == (
        ("language", "this phone doesn't speak xx; it is told English"),
        ("tones", "this phone has no word for ZZ; it is told USA"),
    )


def test_emergency_numbers_are_dialled_at_once_and_by_a_locked_phone() -> None:
    settings = told(
        d785(dial=(DialShape("112"), DialShape("0x", False), DialShape("*x."), DialShape("+x")))
    )
    assert settings["user_dp_str[1]"] == r"|^(112)$|sip:\1@\d|d"
    assert settings["keyboard_lock_emergency"] == "112 0112"


def test_a_star_in_a_number_is_no_repetition() -> None:
    settings = told(d785(dial=(DialShape("*9[2-4]x"),)))
    assert settings["user_dp_str[1]"] == r"|^(\*9[2-4][0-9])$|sip:\1@\d|d"


def test_the_directory_is_whole() -> None:
    settings = told(d785())
    assert settings["tbook@complete"] == "true"
    assert settings["tbook:item[1]:name"] == "Zoë & Sons <sales>"
    assert settings["tbook:item[1]:number"] == "203"


def test_d7_and_d8_have_other_names_for_the_password_of_their_page() -> None:
    d7, d8 = set(told(d785())), set(told(sample_phone("snom-d865")))
    assert {"http_user", "http_pass"} <= d7 - d8
    assert {"webserver_admin_name", "webserver_admin_password"} <= d8 - d7


def test_what_is_written_freely_beats_what_is_told_to_all() -> None:
    settings = told(d785(settings=(("ring_sound", "Ringer3"), ("language", "Suomi"))))
    assert plain(settings, "ring_sound", "language") == {
        "ring_sound": "Ringer3",
        "language": "Suomi",
    }


# --- keys ----------------------------------------------------------------------------------------


def test_keys_are_numbered_from_nought_and_unused_ones_are_none() -> None:
    settings = told(d785(keys=(sample_key("blf", 1), sample_key("line", 3))))
    assert [settings[f"fkey[{place}]"] for place in range(4)] == [
        "blf 201|*8",
        "none",
        "line",
        "none",
    ]
    assert "fkey[23]" in settings
    assert "fkey[24]" not in settings


def test_a_key_that_is_watched_without_a_code_is_only_watched() -> None:
    phone = replace(with_line(d785(), pickup_code=""), keys=(sample_key("blf", 1),))
    assert told(phone)["fkey[0]"] == "blf 201"


@pytest.mark.parametrize(
    ("model", "key", "place"),
    [
        ("snom-d785", PhoneKey("blf", 1, "201", "Bob", module=1), 24),
        ("snom-d785", PhoneKey("blf", 3, "201", "Bob", module=2), 44),
        ("snom-d862", PhoneKey("blf", 1, "201", "Bob", module=1), 32),
        ("snom-d865", PhoneKey("blf", 2, "201", "Bob", module=1), 37),
    ],
)
def test_keys_of_modules_follow_those_of_the_phone(model: str, key: PhoneKey, place: int) -> None:
    settings = told(sample_phone(model, keys=(key,)))
    assert [name for name, value in settings.items() if value.startswith("blf")] == [
        f"fkey[{place}]"
    ]


def test_a_second_key_of_a_line_is_that_of_the_second_line() -> None:
    phone = replace(two_lines(d785()), keys=(sample_key("line", 1), sample_key("line", 2)))
    settings = told(phone)
    assert [settings[f"fkey[{place}]@context"] for place in (0, 1)] == ["1", "2"]


@pytest.mark.parametrize("value", ["201|*99", "2 1"])
def test_a_key_whose_value_would_be_another_is_refused(value: str) -> None:
    with pytest.raises(CantCarry, match="key 1 can't hold"):
        told(d785(keys=(sample_key("blf", 1, value=value),)))


def test_a_base_has_no_keys() -> None:
    phone = sample_phone("snom-m900")
    assert VENDOR.dialect("dect").unfit(phone) == phone.keys


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "groups"),
    [
        (
            "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24"
            " SXM:0 UXM:0)",
            ("D785", "10.1.33.33", "000413922D24"),
        ),
        ("Mozilla/4.0 (compatible; snom715-SIP 8.7.3.19 1.1.5-IFX)", ("715", "8.7.3.19", None)),
        (
            "Mozilla/4.0 (compatible; Snom M900 05.20.0001 000413b60680)",
            ("M900", "05.20.0001", "000413b60680"),
        ),
    ],
)
def test_a_user_agent_tells_model_firmware_and_address(
    agent: str, groups: tuple[str, str, str | None]
) -> None:
    found = re.search(VENDOR.agent, agent)
    assert found is not None
    assert found.group("model", "firmware", "mac") == groups
    assert any(groups[0] in one.agents for one in MODELS)


def test_sources_that_disagree_are_all_asked() -> None:
    d862 = all_models()["snom-d862"]
    assert [d862.fits("line_keys", keys) for keys in (8, 28, 32, 33)] == [
        "all", "some", "some", "none",
    ]  # fmt: skip
