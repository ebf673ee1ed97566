"""Yealink: files as they were reviewed, names that others know, words, keys, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from schema.phone_facts import DialShape, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.vendors.yealink import VENDOR
from targets.provisioning.writers import key_value
from targets.provisioning.yealink.clock import clock_lost, clock_settings
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning import vendor_files
from tests.provisioning.samples import (
    ALL_KINDS,
    ZONES,
    keys_known,
    masked,
    sample_key,
    sample_line,
    sample_phone,
    with_line,
)
from tests.provisioning.vendor_files import names_of, reviewed

NAMES = names_of("yealink")
MODELS = [model for model in all_models().values() if model.vendor == "yealink"]
GOLDEN_MODELS = ("t23g", "t54w", "cp920", "ax83h", "t87w", "w70b", "t28p")
DIALECTS = pytest.mark.parametrize("dialect", VENDOR.dialects, ids=lambda one: one.slug)


def dialect_of(phone: Phone) -> Dialect:
    return VENDOR.dialect(all_models()[phone.model].dialect)


files_of = partial(vendor_files.files_of, VENDOR)


def told(phone: Phone) -> dict[str, str]:
    """The settings of a phone's file by name, its secrets masked."""
    file = next(file for file in files_of(phone) if file.settings)
    return dict(key_value.read_lines(file.document.masked()))


def t54w(**changes: Any) -> Phone:
    return sample_phone("yealink-t54w", **changes)


# --- files as they were reviewed -----------------------------------------------------------------


def golden_phone(slug: str) -> Phone:
    """A phone of a model with every key that its dialect has, and one on a module."""
    phone = sample_phone(f"yealink-{slug}", zone=ZONES[GOLDEN_MODELS.index(slug) % 2])
    keys = keys_known(dialect_of(phone))
    if len(keys) > 1:
        keys = (*keys, sample_key("blf", 60, module=2))
    return replace(phone, keys=keys, vlan=20 if slug == "t54w" else 0)


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    before, made = reviewed(VENDOR, golden_phone(slug), request.config.getoption("--golden"))
    assert before == made


# --- names ---------------------------------------------------------------------------------------


def known_name(name: str) -> str:
    """A name as it stands in the list: numbers between dots are N."""
    return ".".join("N" if part.isdigit() else part for part in name.split("."))


def everything(dialect: Dialect) -> list[str]:
    """The names of all that a dialect can write."""
    model = next(one.slug for one in MODELS if one.dialect == dialect.slug)
    phone = sample_phone(model, keys=keys_known(dialect), vlan=7, zone=ZONES[1])
    more = replace(phone, lines=(sample_line(), sample_line(2, proxy="")), keys=module_keys())
    return [name for one in (phone, more) for name, _ in dialect.settings(one)]


def module_keys() -> tuple[PhoneKey, ...]:
    return (sample_key("blf", 3, module=1),)


@DIALECTS
def test_every_name_that_is_written_is_known_from_a_source(dialect: Dialect) -> None:
    unknown = {name for name in everything(dialect) if known_name(name) not in NAMES}
    assert set() == unknown


@DIALECTS
def test_no_name_of_old_firmware_is_written_for_new_and_none_of_new_for_old(
    dialect: Dialect,
) -> None:
    names = {known_name(name) for name in everything(dialect)}
    old = {name for name in names if not name.startswith("static.") and f"static.{name}" in NAMES}
    new = {name for name in names if name.startswith("static.")}
    wrong = new if dialect.slug == "v7x" else old - {"lang.gui", "lang.wui"}
    assert set() == wrong


# --- models --------------------------------------------------------------------------------------


def test_a_model_says_who_says_so() -> None:
    t54w = all_models()["yealink-t54w"]
    assert t54w.told("line_keys").count("wazo-provd-plugins") == 2
    assert t54w.fits("line_keys", 10) == "all"
    assert t54w.fits("line_keys", 27) == "some"
    assert t54w.fits("line_keys", 28) == "none"


def test_most_models_with_keys_have_two_sources_for_their_number() -> None:
    sources = [
        {claim.source for claim in model.claims["line_keys"]}
        for model in MODELS
        if "line_keys" in model.claims
    ]
    assert sum(len(one) > 1 for one in sources) > 0.9 * len(sources)


@pytest.mark.parametrize(
    ("agent", "model", "firmware", "mac"),
    [
        ("Yealink SIP-T54W 96.86.0.45 80:5e:c0:a1:b2:c3", "T54W", "96.86.0.45", "80:5e:c0:a1:b2:c3"),
        ("Yealink SIP-T21P_E2 52.80.0.3 00:15:65:4c:4c:26", "T21P_E2", "52.80.0.3",
         "00:15:65:4c:4c:26"),
        ("Yealink W70B 146.85.0.5 805e0c1d654e", "W70B", "146.85.0.5", "805e0c1d654e"),
        ("Yealink SIP VP-T49G 51.80.0.75 00:15:65:7a:53:17", "T49G", "51.80.0.75",
         "00:15:65:7a:53:17"),
        ("yealink SIP-T46G 28.80.0.95", "T46G", "28.80.0.95", None),
    ],
)  # fmt: skip
def test_a_user_agent_tells_model_firmware_and_address(
    agent: str, model: str, firmware: str, mac: str | None
) -> None:
    found = re.fullmatch(VENDOR.agent, agent)
    assert found is not None
    assert found.groupdict() == {"model": model, "firmware": firmware, "mac": mac}
    assert any(model in one.agents for one in MODELS)


# --- words and units -----------------------------------------------------------------------------


@pytest.mark.parametrize(("transport", "word"), [("udp", "0"), ("tcp", "1"), ("tls", "2")])
def test_a_transport_has_its_number(transport: str, word: str) -> None:
    assert told(with_line(t54w(), transport=transport))[
        "account.1.sip_server.1.transport_type"
    ] == (word)


@pytest.mark.parametrize(("srtp", "word"), [("off", "0"), ("optional", "1"), ("required", "2")])
def test_media_encryption_has_three_states(srtp: str, word: str) -> None:
    assert told(with_line(t54w(), srtp=srtp))["account.1.srtp_encryption"] == word


def test_logging_in_again_is_told_in_seconds() -> None:
    assert told(with_line(t54w(), expires=90))["account.1.sip_server.1.expires"] == "90"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(86400, "1440"), (300, "5"), (30 * 86400, "43200"), (20, "1")]
)
def test_looking_for_news_is_told_in_minutes(seconds: int, minutes: str) -> None:
    phone = t54w(download=replace(t54w().download, poll=seconds))
    assert told(phone)["static.auto_provision.repeat.minutes"] == minutes


def test_codecs_are_ranked_in_the_accounts_order_and_all_others_are_off() -> None:
    settings = told(with_line(t54w(), codecs=("alaw", "g722")))
    ranks = {name: settings.get(f"account.1.codec.{name}.priority") for name in ("pcma", "g722")}
    assert ranks == {"pcma": "1", "g722": "2"}
    assert settings["account.1.codec.pcmu.enable"] == "0"
    assert "account.1.codec.pcmu.priority" not in settings


def test_a_codec_that_phones_dont_have_is_told() -> None:
    phone = with_line(t54w(), codecs=("alaw", "gsm"))
    assert dialect_of(phone).lost(phone) == (("line.codecs", "these phones have no gsm"),)


def test_a_language_without_a_word_is_english_and_is_told() -> None:
    phone = t54w(language="is")
    assert told(phone)["lang.gui"] == "English"
    assert [name for name, _ in dialect_of(phone).lost(phone)] == ["language"]


def test_without_a_proxy_phones_send_to_their_realm() -> None:
    settings = told(with_line(t54w(), proxy=""))
    assert settings["account.1.outbound_proxy_enable"] == "0"
    assert "account.1.outbound_proxy.1.address" not in settings


def test_both_people_that_a_phone_knows_have_a_password() -> None:
    pairs = key_value.read_lines(files_of(t54w())[1].document.masked())
    told_of = [value for name, value in pairs if name == "static.security.user_password"]
    assert told_of == ["user:********", "admin:********"]


def test_a_file_is_filled_with_the_secrets_it_names() -> None:
    document = files_of(t54w())[1].document
    text = document.fill({name: f"v{at}" for at, name in enumerate(document.secrets)})
    assert "********" not in text
    assert "\naccount.1.password = v0\n" in text


def test_a_boot_file_has_the_phone_forget_what_is_no_longer_said() -> None:
    boot = files_of(t54w())[0]
    assert boot.name == "805ec0a1b2c3.boot"
    assert boot.document.masked().splitlines() == [
        "#!version:1.0.0.1",
        'include:config "805ec0a1b2c3.cfg"',
        "overwrite_mode = 1",
    ]


# --- clocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Asia/Kolkata", "+5:30"),
        ("Asia/Kathmandu", "+5:45"),
        ("America/St_Johns", "-3:30"),
        ("Pacific/Marquesas", "-9:30"),
        ("UTC", "0"),
        ("Pacific/Kiritimati", "+14"),
    ],
)
def test_a_zone_of_half_hours_is_told_in_half_hours(zone: str, hours: str) -> None:
    assert dict(clock_settings(zone_rule(zone), 0))["local_time.time_zone"] == hours


def test_summer_of_half_an_hour_is_told_in_minutes() -> None:
    settings = dict(clock_settings(zone_rule("Australia/Lord_Howe"), 0))
    assert settings["local_time.offset_time"] == "30"


def test_the_last_sunday_is_the_fifth_and_sunday_is_the_seventh_day() -> None:
    settings = dict(clock_settings(zone_rule("Europe/Berlin"), 0))
    assert settings["local_time.start_time"] == "3/5/7/2"
    assert settings["local_time.end_time"] == "10/5/7/3"


@pytest.mark.parametrize("zone", ["Asia/Gaza", "Etc/GMT+12"])
def test_a_zone_that_a_phone_cant_keep_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ZoneRefused, match=zone.replace("+", r"\+")):
        list(clock_settings(zone_rule(zone), 0))


def test_a_change_days_behind_its_day_is_refused() -> None:
    zone = zone_rule("Asia/Jerusalem")
    assert zone.starts is not None
    far = replace(zone, starts=replace(zone.starts, seconds=50 * 3600))
    with pytest.raises(ZoneRefused, match="50 hours after the midnight"):
        list(clock_settings(far, 0))


def test_a_change_at_the_end_of_a_day_is_told_as_an_hour_off() -> None:
    chile = zone_rule("America/Santiago")
    assert dict(clock_settings(chile, 0))["local_time.start_time"] == "9/1/6/23"
    assert clock_lost(chile).endswith("60 minutes off")
    assert clock_lost(zone_rule("Europe/Berlin")) == ""


# --- dialling ------------------------------------------------------------------------------------


def test_what_may_be_dialled_is_a_digit_map_with_emergency_first() -> None:
    assert told(t54w())["dialplan.digitmap.string"] == "112|0112|2xx|*xx.T|0[1-9]xxxxxxxx|00xx.T"


def test_a_number_that_no_shape_fits_is_dialled_after_a_wait() -> None:
    assert told(t54w())["dialplan.digitmap.no_match_action"] == "2"


def test_a_digit_map_that_is_full_says_what_it_left_out_and_keeps_emergency() -> None:
    shapes = (DialShape("112"), *(DialShape(f"{number:030}") for number in range(100)))
    phone = t54w(dial=shapes)
    text = told(phone)["dialplan.digitmap.string"]
    assert text.startswith("112|")
    assert len(text) <= 2048
    assert [name for name, _ in dialect_of(phone).lost(phone)] == ["dial.plan"]


def test_without_shapes_the_digit_map_of_the_factory_is_off() -> None:
    assert told(t54w(dial=()))["dialplan.digitmap.enable"] == "0"


def test_old_firmware_dials_emergency_numbers_without_a_wait() -> None:
    settings = told(sample_phone("yealink-t28p"))
    assert [settings[f"dialplan.dialnow.rule.{n}"] for n in (1, 2)] == ["112", "0112"]


# --- keys ----------------------------------------------------------------------------------------


def test_what_the_switch_keeps_is_dialled_and_never_kept_by_the_phone() -> None:
    settings = told(t54w(keys=(sample_key("do_not_disturb", 1), sample_key("forward", 2))))
    assert [settings["linekey.1.type"], settings["linekey.1.value"]] == ["13", "*78"]
    assert [settings["linekey.2.type"], settings["linekey.2.value"]] == ["13", "*72"]
    assert [settings["features.dnd.allow"], settings["features.fwd.allow"]] == ["0", "0"]


def test_a_key_of_a_module_stands_on_its_module() -> None:
    settings = told(t54w(keys=(sample_key("blf", 60, module=3),)))
    assert settings["expansion_module.3.key.60.value"] == "201"


def test_a_key_that_does_nothing_says_so() -> None:
    settings = told(t54w(keys=(sample_key("blf", 2),)))
    idle = [n for n in range(1, 28) if settings[f"linekey.{n}.type"] == "0"]
    assert idle == [1, *range(3, 28)]


def test_line_keys_take_the_lines_one_after_the_other() -> None:
    keys = tuple(sample_key("line", at) for at in (1, 2, 3))
    settings = told(t54w(lines=(sample_line(), sample_line(2)), keys=keys))
    assert [settings[f"linekey.{n}.line"] for n in (1, 2, 3)] == ["1", "2", "1"]


def test_a_base_has_handsets_and_no_keys() -> None:
    phone = sample_phone("yealink-w70b", keys=tuple(sample_key(kind, 1) for kind in ALL_KINDS))
    assert {key.kind for key in dialect_of(phone).unfit(phone)} == {*ALL_KINDS} - {"line"}
    assert told(phone)["handset.1.incoming_lines"] == "1"
    assert not [name for name in told(phone) if name.startswith("linekey")]


def test_one_label_changes_one_setting_of_one_file() -> None:
    before, after = (
        files_of(t54w(keys=(sample_key("blf", 4, label=label),))) for label in ("Bob", "Rob")
    )
    changed = [
        set(new.settings) - set(old.settings)
        for old, new in zip(before, after, strict=True)
        if old.document != new.document
    ]
    assert changed == [{("linekey.4.label", "Rob")}]


# --- people --------------------------------------------------------------------------------------


def test_people_are_found_in_a_list_beside_the_settings() -> None:
    settings = told(t54w())
    assert settings["remote_phonebook.data.1.url"].endswith("/********/phonebook.xml")
    assert files_of(t54w())[2].name == "phonebook.xml"


def test_without_people_there_is_no_list() -> None:
    phone = t54w(directory=())
    assert [file.name for file in files_of(phone)] == ["805ec0a1b2c3.boot", "805ec0a1b2c3.cfg"]
    assert told(phone)["features.remote_phonebook.enable"] == "0"


# --- free-form settings --------------------------------------------------------------------------


def test_a_free_form_setting_takes_the_place_of_ours_and_others_stand_at_the_end() -> None:
    free = (("transfer.dsskey_deal_type", "1"), ("phone_setting.backlight_time", "60"))
    file = files_of(t54w(settings=free))[1]
    assert [name for name, _ in file.settings].count("transfer.dsskey_deal_type") == 1
    assert ("transfer.dsskey_deal_type", "1") in file.settings
    assert file.settings[-1] == ("phone_setting.backlight_time", "60")


def test_a_firmware_that_is_asked_for_is_told_as_one_that_phones_dont_fetch() -> None:
    phone = t54w(firmware="96.86.0.45")
    assert [name for name, _ in dialect_of(phone).lost(phone)] == ["firmware"]
    assert masked(files_of(phone)[1].settings[0][1]) == "1"
