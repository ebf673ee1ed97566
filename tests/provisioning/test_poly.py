"""Poly: files as they were reviewed, names that others know, keys, words, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from schema.phone_facts import DialShape
from targets.provisioning.capability import all_models
from targets.provisioning.facts import Phone
from targets.provisioning.poly.clock import clock_settings
from targets.provisioning.poly.directory import read_directory
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import PhoneFile
from targets.provisioning.vendors.poly import VENDOR
from targets.provisioning.writers.xml_attributes import read
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning.samples import (
    ZONES,
    keys_known,
    sample_key,
    sample_line,
    sample_phone,
    with_line,
)
from tests.provisioning.vendor_files import names_of, reviewed

NAMES = names_of("poly")
GOLDEN_MODELS = ("vvx150", "vvx450", "edge-e350")
_NUMBER = re.compile(r"\.\d+(?=\.|$)")


def files_of(phone: Phone) -> tuple[PhoneFile, ...]:
    return VENDOR.files(phone, VENDOR.dialect(all_models()[phone.model].dialect))


def told(phone: Phone) -> dict[str, str]:
    """The settings of a phone by name, its secrets masked."""
    return read(files_of(phone)[1].document.masked())


def vvx450(**changes: Any) -> Phone:
    return sample_phone("poly-vvx450", **changes)


# --- files ---------------------------------------------------------------------------------------


def golden_phone(slug: str) -> Phone:
    """A phone of a model with every key that its dialect has, one on a module where it has some."""
    phone = sample_phone(f"poly-{slug}", zone=ZONES[GOLDEN_MODELS.index(slug) % 2])
    model = all_models()[phone.model]
    keys = keys_known(VENDOR.dialect(model.dialect))
    on_module = (sample_key("blf", 7, module=2),) if model.most("modules") else ()
    return replace(phone, keys=(*keys, *on_module), vlan=20 if slug == "vvx450" else 0)


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    before, made = reviewed(VENDOR, golden_phone(slug), request.config.getoption("--golden"))
    assert before == made


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_every_name_is_one_that_others_write_too(slug: str) -> None:
    names = {_NUMBER.sub(".N", name) for name in told(golden_phone(slug))}
    assert [] == sorted(names - NAMES)


def test_the_master_file_names_the_file_of_settings() -> None:
    master, settings, _ = files_of(vvx450())
    assert read(master.document.masked())["CONFIG_FILES"] == settings.name


def test_the_files_are_among_those_that_the_phone_asks_for() -> None:
    phone = vvx450()
    asked = {name.replace("{mac}", phone.mac) for name in VENDOR.requests}
    assert {file.name for file in files_of(phone)} <= asked


def test_a_setting_of_the_device_has_the_word_that_it_is_taken() -> None:
    settings = told(golden_phone("vvx450"))
    devices = [
        name
        for name in settings
        if name.startswith("device.") and not name.endswith(".set") and name != "device.set"
    ]
    assert devices
    assert ["1"] * len(devices) == [settings.get(f"{name}.set") for name in devices]


def test_only_the_master_file_holds_no_secret() -> None:
    assert [False, True, False] == [bool(file.document.secrets) for file in files_of(vvx450())]


# --- lines ---------------------------------------------------------------------------------------


def test_codecs_are_ranked_in_the_order_of_the_line_and_all_others_put_out() -> None:
    settings = told(with_line(vvx450(), codecs=("opus", "alaw")))
    assert {
        "Opus": "1", "G711_A": "2", "G711_Mu": "0", "G722": "0", "G729_AB": "0",
        "G7221.32kbps": "0", "G7221_C.48kbps": "0", "Siren14.48kbps": "0", "Siren22.64kbps": "0",
    } == {
        name.removeprefix("voice.codecPref."): value
        for name, value in settings.items()
        if name.startswith("voice.codecPref.")
    }  # fmt: skip


def test_lines_that_differ_in_their_codecs_are_refused() -> None:
    phone = vvx450(lines=(sample_line(), sample_line(2, codecs=("alaw",))))
    with pytest.raises(CantCarry, match="codecPref"):
        files_of(phone)


def test_lines_that_agree_are_written_side_by_side() -> None:
    settings = told(vvx450(lines=(sample_line(), sample_line(2))))
    assert ("alice-desk", "alice-desk-2") == (settings["reg.1.address"], settings["reg.2.address"])


@pytest.mark.parametrize(
    ("srtp", "words"), [("off", "000"), ("optional", "110"), ("required", "111")]
)
def test_encryption_has_three_words(srtp: str, words: str) -> None:
    settings = told(with_line(vvx450(), srtp=srtp))
    found = [settings[f"reg.1.srtp.{name}"] for name in ("enable", "offer", "require")]
    assert words == "".join(found)


@pytest.mark.parametrize(
    ("transport", "word"), [("udp", "UDPOnly"), ("tcp", "TCPOnly"), ("tls", "TLS")]
)
def test_a_transport_has_its_word(transport: str, word: str) -> None:
    settings = told(with_line(vvx450(), transport=transport))
    assert [word, word] == [
        settings["reg.1.server.1.transport"],
        settings["reg.1.outboundProxy.transport"],
    ]


def test_without_a_proxy_none_is_written() -> None:
    settings = told(with_line(vvx450(), proxy=""))
    assert "reg.1.outboundProxy.address" not in settings


# --- clock and dial plan -------------------------------------------------------------------------


def test_the_second_week_of_a_month_begins_on_its_eighth_day() -> None:
    settings = dict(clock_settings(zone_rule("America/New_York"), 0))
    assert ("3", "1", "8", "2", "0") == tuple(
        settings[f"tcpIpApp.sntp.daylightSavings.start.{name}"]
        for name in ("month", "dayOfWeek", "date", "time", "dayOfWeek.lastInMonth")
    )


@pytest.mark.parametrize(
    "zone", ["Australia/Lord_Howe", "America/Nuuk", "Antarctica/Troll"], ids=str
)
def test_a_zone_with_another_summer_than_an_hours_is_refused(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone):
        list(clock_settings(zone_rule(zone), 0))


def test_an_emergency_number_waits_for_nothing() -> None:
    shapes = told(vvx450())["dialplan.digitmap"].split("|")
    assert ["112", "0112"] == shapes[:2]


def test_a_shape_that_may_go_on_waits() -> None:
    phone = vvx450(dial=(DialShape("112"), DialShape("00x.", at_once=False)))
    settings = told(phone)
    assert ("112|00x.T", "3|3") == (
        settings["dialplan.digitmap"],
        settings["dialplan.digitmap.timeOut"],
    )


def test_shapes_without_room_are_told_as_lost_and_emergency_numbers_kept() -> None:
    shapes = (DialShape("112"), *(DialShape(f"{number:08}") for number in range(400)))
    phone = vvx450(dial=shapes)
    lost = dict(VENDOR.dialect("ucs").lost(phone))
    assert told(phone)["dialplan.digitmap"].startswith("112|")
    assert "no room" in lost["dial.plan"]


# --- keys ----------------------------------------------------------------------------------------


def test_keys_are_given_out_by_place() -> None:
    phone = vvx450(keys=(sample_key("blf", 5), sample_key("line", 1), sample_key("blf", 3)))
    settings = told(phone)
    assert ["Line", "BLF", "BLF"] == [settings[f"lineKey.{at}.category"] for at in (1, 3, 5)]


def test_lamps_are_listed_in_the_order_of_their_places() -> None:
    keys = (sample_key("blf", 5, value="205"), sample_key("blf", 3, value="203"))
    settings = told(vvx450(keys=keys))
    assert ["203", "205"] == [
        settings[f"attendant.resourceList.{number}.address"] for number in (1, 2)
    ]


def test_a_key_of_a_module_counts_on_behind_the_phones_own() -> None:
    settings = told(vvx450(keys=(sample_key("blf", 7, module=2),)))
    assert "BLF" == settings[f"lineKey.{12 + 40 + 7}.category"]


def test_a_key_of_a_module_is_refused_where_nobody_counts_the_phones_own() -> None:
    with pytest.raises(CantCarry, match="module"):
        files_of(sample_phone("poly-edge-e350", keys=(sample_key("blf", 1, module=1),)))


def test_a_key_that_dials_is_a_speed_dial_of_the_directory() -> None:
    phone = vvx450(keys=(sample_key("blf", 1), sample_key("do_not_disturb", 2)))
    directory = read_directory(files_of(phone)[2].document.masked())
    assert ("SpeedDial", "1") == tuple(
        told(phone)[f"lineKey.2.{name}"] for name in ("category", "index")
    )
    assert "*78" == directory["directory.speed_dial.1.contact"]


def test_people_stand_in_the_directory_without_a_number() -> None:
    directory = read_directory(files_of(vvx450(keys=()))[2].document.masked())
    assert {
        "directory.person.1.label": "Bob de Vries", "directory.person.1.contact": "202",
        "directory.person.2.label": "Zoë & Sons <sales>", "directory.person.2.contact": "203",
    } == directory  # fmt: skip


def test_without_keys_the_phone_gives_them_out_itself() -> None:
    assert not [name for name in told(vvx450(keys=())) if name.startswith("lineKey.")]


def test_a_new_label_of_a_lamp_changes_one_file_and_needs_no_new_start() -> None:
    before, after = (
        files_of(vvx450(keys=(sample_key("blf", 1, label=label),))) for label in ("Bob", "Rob")
    )
    changed = [one for one, other in zip(before, after, strict=True) if one != other]
    names = {
        name for name, value in changed[0].settings if dict(after[1].settings).get(name) != value
    }
    assert {"attendant.resourceList.1.label"} == names
    assert not [name for name in names if name.startswith(VENDOR.dialect("ucs").reboots)]


# --- who it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("FileTransport PolycomVVX-VVX_450-UA/6.4.6.2494 Type/Application",
         ("VVX_450", "6.4.6.2494", None)),
        ("FileTransport PolycomVVX-VVX_250-UA/5.9.0.9373 (SN:64167f000001) Type/Updater",
         ("VVX_250", "5.9.0.9373", "64167f000001")),
        ("FileTransport PolyEdge-Edge_E350-UA/8.0.1.1234 Type/Application",
         ("Edge_E350", "8.0.1.1234", None)),
    ],
)  # fmt: skip
def test_a_user_agent_tells_model_firmware_and_mac(
    agent: str, expected: tuple[str, str, str | None]
) -> None:
    found = re.search(VENDOR.agent, agent)
    assert found is not None
    assert expected == (found["model"], found["firmware"], found["mac"])
    assert found["model"] in {name for model in all_models().values() for name in model.agents}
