"""Cisco: files as they were reviewed, names that others know, keys, words, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from targets.provisioning.capability import all_models
from targets.provisioning.cisco import codes
from targets.provisioning.cisco.clock import MPP, SPA, clock_settings
from targets.provisioning.cisco.directory import read_page
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry
from targets.provisioning.vendors.cisco import VENDOR
from targets.provisioning.writers.flat_profile import read
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning import vendor_files
from tests.provisioning.samples import (
    ZONES,
    keys_known,
    sample_key,
    sample_line,
    sample_phone,
    with_line,
)
from tests.provisioning.vendor_files import names_of, reviewed

NAMES = names_of("cisco")
GOLDEN_MODELS = ("spa504g", "8851", "7811")
BOTH = pytest.mark.parametrize("model", ["cisco-spa504g", "cisco-8851"])


def dialect_of(phone: Phone) -> Dialect:
    return VENDOR.dialect(all_models()[phone.model].dialect)


files_of = partial(vendor_files.files_of, VENDOR)


def told(phone: Phone) -> dict[str, str]:
    """The settings of a phone by name, its secrets masked."""
    return read(files_of(phone)[0].document.masked())


# --- files ---------------------------------------------------------------------------------------


def golden_phone(slug: str) -> Phone:
    """A phone of a model with every key that its dialect has, one on a module where it has some."""
    phone = sample_phone(f"cisco-{slug}", zone=ZONES[GOLDEN_MODELS.index(slug) % 2])
    on_module = (sample_key("blf", 7, module=2),) if slug != "7811" else ()
    keys = (*keys_known(dialect_of(phone)), *on_module)
    return replace(
        phone,
        keys=keys if slug != "7811" else (sample_key("line", 1),),
        vlan=20 if slug == "8851" else 0,
    )


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    before, made = reviewed(VENDOR, golden_phone(slug), request.config.getoption("--golden"))
    assert before == made


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_every_name_is_one_that_others_write_too(slug: str) -> None:
    names = {_numberless(name) for name in told(golden_phone(slug))}
    assert [] == sorted(names - NAMES)


def _numberless(name: str) -> str:
    return re.sub(r"^Unit_\d+_Key_\d+(_?)$", r"Unit_N_Key_N\1", re.sub(r"_\d+_$", "_N_", name))


def test_the_two_families_differ_in_the_name_of_the_administrators_password() -> None:
    names = [set(told(sample_phone(model))) for model in ("cisco-spa504g", "cisco-8851")]
    assert [{"Admin_Passwd"}, {"Admin_Password"}] == [
        found & {"Admin_Passwd", "Admin_Password"} for found in names
    ]


@BOTH
def test_the_rule_says_where_and_as_whom_to_fetch(model: str) -> None:
    rule = files_of(sample_phone(model))[0].document.fill(
        {
            "acme/web/alice-desk#1": "w3b",
            "acme/token/alice-desk#1": "t0ken",
            "acme/sip/alice-desk#1": "x",
            "acme/admin/alice-desk#1": "y",
        }
    )
    assert (
        "[--uid 805ec0a1b2c3 --pwd w3b]https://phones.example.com:9443/p/t0ken/$MA.xml"
        == read(rule)["Profile_Rule"]
    )


# --- what a file must say, since nothing else would ----------------------------------------------


@pytest.mark.parametrize(
    ("model", "own"), [("cisco-spa504g", codes.SPA), ("cisco-8851", codes.MPP)], ids=["spa", "mpp"]
)
def test_the_phones_own_star_codes_are_all_emptied(model: str, own: tuple[str, ...]) -> None:
    settings = told(sample_phone(model))
    assert {""} == {settings[name] for name in own}
    assert {"DND_Act_Code", "Cfwd_All_Act_Code", "Call_Pickup_Code"} <= set(own)


def test_lines_that_arent_used_are_put_out() -> None:
    settings = told(sample_phone("cisco-spa504g"))
    assert ["Yes", "No", "No", "No"] == [settings[f"Line_Enable_{at}_"] for at in range(1, 5)]


def test_keys_that_arent_used_are_emptied() -> None:
    settings = told(sample_phone("cisco-spa504g", keys=(sample_key("line", 1),)))
    assert ["1", "Disabled", "Disabled", "Disabled"] == [
        settings[f"Extension_{at}_"] for at in range(1, 5)
    ]
    assert {""} == {settings[f"Extended_Function_{at}_"] for at in range(1, 5)}
    assert {""} == {settings[f"Unit_2_Key_{at}"] for at in range(1, 33)}


# --- keys ----------------------------------------------------------------------------------------


@BOTH
def test_a_lamp_watches_dials_and_picks_up(model: str) -> None:
    settings = told(sample_phone(model, keys=(sample_key("blf", 2),)))
    assert "fnc=blf+sd+cp;sub=201@$PROXY;ext=201@$PROXY;nme=Bob" == settings["Extended_Function_2_"]


@BOTH
def test_what_the_switch_does_is_a_speed_dial_of_its_code(model: str) -> None:
    settings = told(sample_phone(model, keys=(sample_key("do_not_disturb", 2, label="DND"),)))
    assert "fnc=sd;ext=*78@$PROXY;nme=DND" == settings["Extended_Function_2_"]


@pytest.mark.parametrize("character", [";", "="])
def test_a_delimiter_in_a_label_is_refused_by_name(character: str) -> None:
    key = sample_key("blf", 1, label=f"Bob{character}fnc")
    with pytest.raises(CantCarry, match=character):
        files_of(sample_phone("cisco-8851", keys=(key,)))


def test_a_label_that_the_phone_would_expand_is_refused() -> None:
    with pytest.raises(CantCarry, match=r"\$USER"):
        files_of(with_line(sample_phone("cisco-8851"), label="$USER"))


def test_a_line_on_a_module_is_refused() -> None:
    with pytest.raises(CantCarry, match="module"):
        files_of(sample_phone("cisco-8851", keys=(sample_key("line", 1, module=1),)))


@pytest.mark.parametrize(
    ("model", "name"), [("cisco-spa504g", "Unit_2_Key_7"), ("cisco-8851", "Unit_2_Key_7_")]
)
def test_a_key_of_a_module_has_a_function_only(model: str, name: str) -> None:
    settings = told(sample_phone(model, keys=(sample_key("blf", 7, module=2),)))
    assert settings[name].startswith("fnc=blf")


# --- lines ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("proxy", "expected"), [("sip.x.nl", "sip.x.nl:5061"), ("", "acme.example.com:5061")]
)
def test_the_port_stands_behind_what_is_sent_to_and_never_behind_the_realm(
    model: str, proxy: str, expected: str
) -> None:
    settings = told(with_line(sample_phone(model), proxy=proxy))
    assert ("acme.example.com", expected) == (settings["Proxy_1_"], settings["Outbound_Proxy_1_"])


def test_three_codecs_have_a_place_and_a_fourth_is_told_as_lost() -> None:
    phone = with_line(sample_phone("cisco-8851"), codecs=("opus", "g722", "alaw", "ulaw"))
    settings = told(phone)
    assert ["OPUS", "G722", "G711a", "Yes"] == [
        settings[name]
        for name in ("Preferred_Codec_1_", "Second_Preferred_Codec_1_",
                     "Third_Preferred_Codec_1_", "OPUS_Enable_1_")
    ]  # fmt: skip
    assert "ulaw" in dict(VENDOR.dialect("mpp").lost(phone))["line.codecs"]


def test_a_place_without_a_codec_is_unspecified() -> None:
    settings = told(with_line(sample_phone("cisco-8851"), codecs=("alaw",)))
    assert ("Unspecified", "No") == (
        settings["Second_Preferred_Codec_1_"],
        settings["G722_Enable_1_"],
    )


@pytest.mark.parametrize(
    ("srtp", "expected"),
    [
        ("off", ("No", "No", "Optional")),
        ("optional", ("Yes", "Yes", "Optional")),
        ("required", ("Yes", "Yes", "Required")),
    ],
)
def test_encryption_of_a_multiplatform_phone_has_three_words(
    srtp: str, expected: tuple[str, ...]
) -> None:
    settings = told(with_line(sample_phone("cisco-8851"), srtp=srtp))
    names = ("Secure_Call_Serv", "Secure_Call_Setting", "Secure_Call_Option_1_")
    assert expected == tuple(settings[name] for name in names)


def test_two_lines_stand_side_by_side() -> None:
    settings = told(sample_phone("cisco-8851", lines=(sample_line(), sample_line(2))))
    assert ("alice-desk", "alice-desk-2") == (settings["User_ID_1_"], settings["User_ID_2_"])


@BOTH
def test_an_emergency_number_is_dialled_at_once(model: str) -> None:
    assert told(sample_phone(model))["Dial_Plan_1_"].startswith("(112S0|0112S0|")


def test_the_marks_of_packets_are_told_as_a_whole_octet() -> None:
    settings = told(sample_phone("cisco-8851"))
    assert ("0x60", "0xb8") == (
        settings["SIP_TOS_DiffServ_Value_1_"],
        settings["RTP_TOS_DiffServ_Value_1_"],
    )


# --- clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "offset", "rule"),
    [
        ("Europe/Amsterdam", "GMT+01:00", "start=3/-1/7/2:0:0;end=10/-1/7/3:0:0;save=1:0:0"),
        ("America/St_Johns", "GMT-03:30", "start=3/8/7/2:0:0;end=11/1/7/2:0:0;save=1:0:0"),
        ("America/Nuuk", "GMT-02:00", "start=3/-2/6/23:0:0;end=10/-1/7/0:0:0;save=1:0:0"),
        ("Europe/London", "GMT", "start=3/-1/7/1:0:0;end=10/-1/7/2:0:0;save=1:0:0"),
        ("Asia/Kathmandu", "GMT+05:45", ""),
    ],
)
def test_a_zone_is_an_offset_and_a_rule(zone: str, offset: str, rule: str) -> None:
    settings = dict(clock_settings(SPA)(zone_rule(zone), 0))
    assert (offset, rule) == (settings["Time_Zone"], settings["Daylight_Saving_Time_Rule"])


def test_an_offset_that_isnt_offered_is_refused() -> None:
    assert dict(clock_settings(MPP)(zone_rule("Asia/Kabul"), 0))["Time_Zone"] == "GMT+04:30"
    with pytest.raises(ZoneRefused, match="Kabul"):
        list(clock_settings(SPA)(zone_rule("Asia/Kabul"), 0))


# --- the directory -------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "pages"), [(0, 0), (1, 1), (32, 1), (33, 3), (65, 4)])
def test_a_page_holds_32_people_and_more_pages_have_a_menu(people: int, pages: int) -> None:
    names = tuple((f"Person {number}", str(200 + number)) for number in range(people))
    files = files_of(sample_phone("cisco-8851", directory=names))[1:]
    found = [one for file in files for one in read_page(file.document.masked())]
    assert (pages, list(names)) == (len(files), found)


# --- who it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Cisco/SPA504G-7.5.5 (8843E1000001)(CCQ12345678)", ("SPA504G", "7.5.5", "8843E1000001")),
        ("Cisco/SPA501G-7.4.4 (CCQ12345678)", ("SPA501G", "7.4.4", None)),
        ("Cisco-CP-8851-3PCC/12.0.7 (00562b043615)", ("CP-8851-3PCC", "12.0.7", "00562b043615")),
    ],
)
def test_a_user_agent_tells_model_firmware_and_mac(
    agent: str, expected: tuple[str, str, str | None]
) -> None:
    found = re.search(VENDOR.agent, agent)
    assert found is not None
    assert expected == (found["model"], found["firmware"], found["mac"])
    assert found["model"] in {name for model in all_models().values() for name in model.agents}


def changed(**changes: Any) -> list[str]:
    before, after = (
        files_of(one) for one in (sample_phone("cisco-8851"), sample_phone("cisco-8851", **changes))
    )
    return [one.name for one, other in zip(before, after, strict=True) if one != other]


def test_a_new_label_of_a_lamp_changes_one_file() -> None:
    keys = (sample_key("line", 1), sample_key("blf", 2, label="Rob"), sample_key("speed_dial", 3))
    assert ["805ec0a1b2c3.xml"] == changed(keys=keys)
