"""Checks of phones: each finds what it is for, and nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compiler.codes_phones import phone_codes
from schema.inventory import AccountFact, Endpoint, Inventory
from schema.phone_facts import DeskPhone, PhoneRules
from schema.program import Origin
from targets.provisioning.capability import Claim, all_models
from targets.provisioning.checks import CHECKS, findings_of, phone_findings
from targets.provisioning.checks_of_models import text_too_long
from targets.provisioning.checks_of_texts import LOST, WORDS
from targets.provisioning.dialect import LINE_SETTINGS, PHONE_SETTINGS
from targets.provisioning.facts import Phone
from targets.provisioning.findings import Judged, PhoneFinding
from targets.provisioning.text import Hole
from targets.provisioning.vendor import all_vendors
from tests.provisioning.samples import sample_key, sample_line, sample_phone, with_line

HERE = Origin("acme", ("devices", "alice-desk"))
KEY = Origin("acme", ("devices", "alice-desk", "keys", 1))


def phone(model: str = "poly-vvx450", **changes: Any) -> Phone:
    """A phone that nothing is wrong with, but for the changes."""
    ouis = all_vendors()[all_models()[model].vendor].ouis
    mac = f"{ouis[0] if ouis else '805ec0'}a1b2c3"
    plain = {"keys": (), "country": "US", "mac": mac, "origin": HERE}
    return sample_phone(model, **{**plain, **changes})


def told(one: Phone) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in findings_of(one)]


def judged(one: Phone, **claims: tuple[Claim, ...]) -> Judged:
    """A phone of a model with other claims."""
    known = all_models()[one.model]
    model = replace(known, claims={**known.claims, **claims})
    vendor = all_vendors()[model.vendor]
    return Judged(one, model, vendor, vendor.dialect(model.dialect))


def claims(*values: Any) -> tuple[Claim, ...]:
    return tuple(Claim(value, f"source {at}", "2026") for at, value in enumerate(values))


def by(code: str, one: Judged) -> list[PhoneFinding]:
    return [found for check in CHECKS for found in check(one) if found.code == code]


@pytest.mark.parametrize("model", ["poly-vvx450", "cisco-8851", "yealink-t54w"])
def test_a_phone_that_nothing_is_wrong_with_has_no_finding(model: str) -> None:
    assert [] == told(phone(model))


def test_every_code_is_one_of_the_compilers() -> None:
    found = {one.__doc__.split(":")[0] for one in CHECKS if one.__doc__}
    codes = {code for text in found for code in text.replace(" and ", ", ").split(", ")}
    assert {*codes, *(code for code, _ in LOST.values())} <= set(phone_codes())


def test_every_logical_setting_has_words() -> None:
    assert {*LINE_SETTINGS, *PHONE_SETTINGS} == set(WORDS)


# --- what models can do: by all sources, by some, by none ----------------------------------------

ANSWERS = pytest.mark.parametrize(
    ("most", "expected"),
    [((9, 9), []), ((9, 1), ["warning"]), ((1, 1), ["error"]), ((), [])],
    ids=["all", "some", "none", "nobody says"],
)


@ANSWERS
def test_accounts_are_counted(most: tuple[int, ...], expected: list[str]) -> None:
    one = judged(phone(lines=(sample_line(), sample_line(2))), accounts=claims(*most))
    assert expected == [found.severity for found in by("PH001", one)]


@ANSWERS
def test_places_of_keys_are_counted(most: tuple[int, ...], expected: list[str]) -> None:
    one = judged(phone(keys=(sample_key("blf", 5, origin=KEY),)), line_keys=claims(*most))
    assert [(severity, KEY) for severity in expected] == [
        (found.severity, found.origin) for found in by("PH002", one)
    ]


@ANSWERS
def test_modules_are_counted(most: tuple[int, ...], expected: list[str]) -> None:
    one = judged(phone(keys=(sample_key("blf", 1, module=2),)), modules=claims(*most))
    assert expected == [found.severity for found in by("PH005", one)]


@ANSWERS
def test_keys_of_a_module_are_counted(most: tuple[int, ...], expected: list[str]) -> None:
    one = judged(
        phone(keys=(sample_key("blf", 5, module=1),)), modules=claims(1), module_keys=claims(*most)
    )
    assert expected == [found.severity for found in by("PH005", one)]


def test_a_finding_says_who_says_what() -> None:
    one = judged(phone(keys=(sample_key("blf", 5),)), line_keys=claims(9, 1))
    assert "9 (source 0 2026), 1 (source 1 2026)" in by("PH002", one)[0].sentence


def test_a_kind_of_key_that_a_dialect_hasnt_is_an_error_at_the_key() -> None:
    found = findings_of(phone(keys=(sample_key("transfer_to", 2, origin=KEY),)))
    assert [("PH006", "error", KEY)] == [(one.code, one.severity, one.origin) for one in found]


@pytest.mark.parametrize(("most", "expected"), [(32, []), (3, ["warning"])])
def test_a_label_that_would_be_cut_off_is_a_warning(most: int, expected: list[str]) -> None:
    one = judged(phone(keys=(sample_key("blf", 1, label="Reception"),)))
    short = replace(one, model=replace(one.model, claims={"label_length": claims(most)}))
    found = [one for one in text_too_long(short) if "Reception" in one.sentence]
    assert expected == [one.severity for one in found]


def test_a_hardware_address_of_another_vendor_is_a_warning_at_the_address() -> None:
    found = findings_of(phone(mac="001fc1000001"))
    assert [("PH009", "warning", ("devices", "alice-desk", "mac"))] == [
        (one.code, one.severity, one.origin.route) for one in found
    ]


@pytest.mark.parametrize(
    ("codecs", "expected"),
    [(("g722",), []), (("ilbc", "g722"), ["warning"]), (("ilbc",), ["error"])],
    ids=["has it", "has another", "has none"],
)
def test_codecs_are_looked_for(codecs: tuple[str, ...], expected: list[str]) -> None:
    one = judged(with_line(phone(), codecs=codecs), codecs=claims(["g722"]))
    found = [one for one in by("PH012", one) if "has no codec" in one.sentence]
    assert expected == [one.severity for one in found]


def test_encryption_that_a_model_cant_insist_on_is_an_error() -> None:
    found = findings_of(phone("cisco-spa504g"))
    assert "required" in next(one.sentence for one in found if one.code == "PH012")


def test_a_transport_without_a_word_is_an_error() -> None:
    assert ("PH012", "error") in told(with_line(phone(), transport="wss"))


@pytest.mark.parametrize("zone", ["America/Nuuk", "Australia/Lord_Howe"])
def test_a_zone_that_a_phone_cant_keep_is_an_error(zone: str) -> None:
    assert [("PH013", "error")] == told(phone(zone=zone))


@pytest.mark.parametrize(
    ("said", "expected"), [((True,), []), ((True, False), ["warning"]), ((False,), ["error"])]
)
def test_half_hours_are_looked_for(said: tuple[bool, ...], expected: list[str]) -> None:
    one = judged(phone(zone="America/St_Johns"), half_hours=claims(*said))
    assert expected == [found.severity for found in by("PH013", one)]


def test_a_hotdesk_key_on_a_phone_that_stays_one_persons_is_an_error() -> None:
    one = judged(phone(keys=(sample_key("hotdesk", 1),)), hotdesk=claims(False))
    assert ["error"] == [found.severity for found in by("PH025", one)]


def test_a_model_without_tls_of_this_decade_is_a_warning() -> None:
    one = judged(phone(), tls12=claims(False))
    assert ["warning"] == [found.severity for found in by("PH028", one)]


# --- texts and free settings ---------------------------------------------------------------------


def test_a_text_that_cant_be_written_is_an_error_that_names_the_character() -> None:
    found = findings_of(phone("cisco-8851", keys=(sample_key("blf", 1, label="a;b"),)))
    assert [("PH007", True)] == [(one.code, ";" in one.sentence) for one in found]


def test_a_missing_password_of_the_administrator_is_an_error() -> None:
    assert ("PH017", "error") in told(phone(admin=Hole("")))


def test_what_cant_be_told_is_a_warning() -> None:
    found = findings_of(phone(country="NL"))
    assert [("PH035", "warning")] == [(one.code, one.severity) for one in found]


def test_an_expiry_that_is_no_whole_minute_is_a_warning_where_minutes_count() -> None:
    found = told(with_line(phone("htek-uc924"), expires=90))
    assert ("PH023", "warning") in found


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("up.idleTimeout", "40", []),
        ("reg.1.auth.password", "1234", ["PH033"]),
        ("reg.1.server.1.address", "evil.example.com", ["PH033"]),
        ("nat.keepalive.interval", "60", ["PH019"]),
        ("nat.keepalive.interval", "30", []),
        ("up.idleTimeuot", "40", ["PH032"]),
        ("device.net.ipAddress", "10.0.0.1", ["PH032"]),
    ],
)
def test_a_free_setting_is_known_and_not_pbxcs_own(
    name: str, value: str, expected: list[str]
) -> None:
    found = findings_of(phone(settings=((name, value),)))
    assert expected == [one.code for one in found]


def test_a_mistyped_setting_is_told_the_nearest_one() -> None:
    found = findings_of(phone(settings=(("up.idleTimeuot", "40"),)))
    assert [("Did you mean up.idleTimeout?", ("settings", "up.idleTimeuot"))] == [
        (one.help, one.origin.route[-2:]) for one in found
    ]


def test_a_setting_of_other_firmware_of_the_vendor_is_an_error() -> None:
    found = findings_of(phone("cisco-8851", settings=(("Linksys_Key_System", "Yes"),)))
    assert ["PH027"] == [one.code for one in found]


def test_an_address_in_another_form_than_the_vendors_is_an_error() -> None:
    found = findings_of(phone("cisco-8851", settings=(("Picture_Download_URL", "tftp://x/y"),)))
    assert ["PH022"] == [one.code for one in found]


# --- of an inventory -----------------------------------------------------------------------------


def inventory(*desks: DeskPhone, timezone: str = "Europe/Amsterdam") -> Inventory:
    account = AccountFact("acme", "acme", "Acme", "acme.example.com", timezone)
    endpoints = tuple(
        Endpoint(desk.endpoint, "acme", "acme.example.com", desk.endpoint, "s", "", "")
        for desk in desks
    )
    rules = PhoneRules("acme", country="NL", base_url="https://p.example.com/")
    return Inventory(accounts=(account,), endpoints=endpoints, phones=desks, phone_rules=(rules,))


def desk(name: str = "a", model: str = "poly-vvx450", mac: str = "0004f2000001") -> DeskPhone:
    return DeskPhone(
        name, "acme", model, mac, "201", admin="adm", web="web", token="tok", secret="sip",
        origin=Origin("acme", ("devices", name)),
    )  # fmt: skip


def test_an_unknown_model_is_told_the_nearest_one() -> None:
    found = phone_findings(inventory(desk(model="poly-vvx45")))
    assert [("PH031", "Did you mean poly-vvx450?", "model")] == [
        (one.code, one.help, one.origin.route[-1]) for one in found
    ]


def test_a_desk_phone_without_a_hardware_address_is_an_error_and_a_soft_phone_is_not() -> None:
    assert "PH034" in {one.code for one in phone_findings(inventory(desk(mac="")))}
    soft = phone_findings(inventory(desk(model="linphone-desktop", mac="")))
    assert "PH034" not in {one.code for one in soft}


def test_a_zone_that_no_rule_tells_is_an_error() -> None:
    found = phone_findings(inventory(desk(), timezone="Mars/Olympus_Mons"))
    assert ["PH013"] == [one.code for one in found]


def test_what_all_phones_of_a_model_lack_is_told_once() -> None:
    desks = (desk("a"), desk("b", mac="0004f2000002"), desk("c", "cisco-8851", "00da55000001"))
    found = [one for one in phone_findings(inventory(*desks)) if one.code == "PH035"]
    assert [("devices", "a"), ("devices", "c")] == [one.origin.route for one in found]
