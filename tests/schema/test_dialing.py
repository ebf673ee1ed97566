"""Dialling, with the phonenumbers library as the oracle for numbers and classes."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, PhoneNumberType

from schema.countries import CODES, COUNTRIES
from schema.countries._nanp import ISLAND_CODES
from schema.dialing import (
    DialRule,
    ExtraRule,
    classify,
    dial_table,
    emergency_strings,
    find,
    needs_location,
)
from schema.patterns import tied

from .numbers_of import as_dialled, examples, numbers_of

AREAS = {
    "AT": "01", "AU": "02", "CA": "902", "CH": "044", "DE": "030", "ES": "", "FR": "",
    "GB": "020", "IE": "01", "IT": "06", "NL": "020", "NZ": "09", "US": "212",
}  # fmt: skip

CLASSES = {
    PhoneNumberType.FIXED_LINE: {"national"},
    PhoneNumberType.MOBILE: {"mobile"},
    PhoneNumberType.FIXED_LINE_OR_MOBILE: {"national"},
    PhoneNumberType.TOLL_FREE: {"toll_free"},
    PhoneNumberType.PREMIUM_RATE: {"premium"},
    PhoneNumberType.SHARED_COST: {"national", "premium"},
    PhoneNumberType.PERSONAL_NUMBER: {"national", "premium"},
    PhoneNumberType.VOIP: {"national"},
    PhoneNumberType.PAGER: {"mobile"},
    PhoneNumberType.UAN: {"national"},
}
EACH = 300
ISLAND_REGIONS = sorted(set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]) - {"CA", "US"})


def digits(text: str) -> str:
    return re.sub(r"[^0-9+]", "", text)


@pytest.mark.parametrize("code", CODES)
def test_every_number_of_a_country_has_the_class_that_phonenumbers_knows(code: str) -> None:
    wrong = [
        (number, classify(number, COUNTRIES[code]), kind)
        for number, kind in numbers_of(code, EACH)
        if classify(number, COUNTRIES[code]) not in CLASSES[kind]
    ]
    assert [] == wrong


@pytest.mark.parametrize("code", CODES)
def test_a_number_dialled_as_the_country_writes_it_gives_its_e164_form(code: str) -> None:
    country = COUNTRIES[code]
    table = dial_table(country)
    wrong = []
    for number, _ in numbers_of(code, EACH, seed=2):
        dialled = as_dialled(number)
        rule = find(table, dialled)
        if rule is None or rule.number(dialled) != number:
            wrong.append((number, dialled, rule))
    assert [] == wrong


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("outside", ["0", "9"])
def test_the_outside_prefix_changes_neither_number_nor_class(code: str, outside: str) -> None:
    country = COUNTRIES[code]
    table = dial_table(country, outside_prefix=outside)
    wrong = []
    for number, _ in numbers_of(code, EACH // 4, seed=3):
        dialled = outside + as_dialled(number)
        rule = find(table, dialled)
        found = rule and (rule.number(dialled), rule.call_class)
        if found != (number, classify(number, country)):
            wrong.append((dialled, found))
    assert [] == wrong


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("outside", ["", "0", "8", "9"])
def test_a_number_with_plus_is_the_same_number_whatever_the_outside_prefix(
    code: str, outside: str
) -> None:
    country = COUNTRIES[code]
    table = dial_table(country, area_code=AREAS[code], outside_prefix=outside)
    for number, _ in numbers_of(code, 20, seed=4):
        rule = find(table, number)
        assert rule is not None
        expected = (number, classify(number, country, AREAS[code]))
        assert expected == (rule.number(number), rule.call_class)


@pytest.mark.parametrize("code", CODES)
def test_numbers_of_the_whole_world_are_dialled_as_phonenumbers_says(code: str) -> None:
    country = COUNTRIES[code]
    table = dial_table(country)
    wrong = []
    for region, number in examples():
        parsed = phonenumbers.parse(number)
        if f"+{parsed.country_code}" == f"+{country.calling_code}":
            continue
        dialled = digits(phonenumbers.format_out_of_country_calling_number(parsed, code))
        rule = find(table, dialled)
        found = rule and (rule.number(dialled), rule.call_class)
        if found != (number, "international"):
            wrong.append((region, dialled, number, found))
    assert [] == wrong


@pytest.mark.parametrize("region", ISLAND_REGIONS)
def test_the_islands_of_the_north_american_plan_are_caribbean(region: str) -> None:
    ordinary = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
    ordinary |= {PhoneNumberType.MOBILE}
    numbers = [number for number, kind in numbers_of(region, 100) if kind in ordinary]
    assert len(numbers) >= 100
    assert [] == [one for one in numbers if classify(one, COUNTRIES["CA"]) != "caribbean"]


def test_every_island_area_code_belongs_to_no_mainland_region() -> None:
    regions = {
        code: phonenumbers.region_code_for_number(phonenumbers.parse(f"+1{code}2345678"))
        for code in ISLAND_CODES
    }
    assert {} == {code: region for code, region in regions.items() if region in {"CA", "US"}}


@pytest.mark.parametrize("region", sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]))
def test_every_region_of_the_american_plan_is_an_island_or_mainland(region: str) -> None:
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.FIXED_LINE)
    assert number is not None
    area = str(number.national_number)[:3]
    assert (region not in {"CA", "US"}) == (area in ISLAND_CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("area", [False, True])
@pytest.mark.parametrize("outside", ["", "0", "1", "8", "9"])
def test_no_two_rules_match_the_same_digits_equally_well(
    code: str, area: bool, outside: str
) -> None:
    table = dial_table(
        COUNTRIES[code], area_code=AREAS[code] if area else "", outside_prefix=outside
    )
    patterns = [rule.pattern for rule in table]
    pairs = ((a, b) for at, a in enumerate(patterns) for b in patterns[at + 1 :])
    assert [] == [pair for pair in pairs if tied(*pair)]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("outside", ["", "0", "1", "9"])
def test_every_emergency_string_reaches_help(code: str, outside: str) -> None:
    country = COUNTRIES[code]
    table = dial_table(country, area_code=AREAS[code], outside_prefix=outside)
    for dialled in emergency_strings(country, outside):
        rule = find(table, dialled)
        assert rule is not None
        assert (dialled, 0, "", "emergency") == (rule.pattern, 0, rule.prefix, rule.call_class)
        assert country.is_emergency(rule.number(dialled))


@pytest.mark.parametrize("code", sorted(set(CODES) - {"CA", "US", "NL"}))
def test_the_emergency_numbers_that_phonenumbers_knows_are_there(code: str) -> None:
    metadata = PhoneMetadata.short_metadata_for_region(code)
    assert metadata is not None
    assert metadata.emergency is not None
    known = metadata.emergency.national_number_pattern or ""
    every = (str(n).zfill(width) for width in (2, 3) for n in range(10**width))
    expected = [n for n in every if re.fullmatch(known, n)]
    assert [] == [n for n in expected if not COUNTRIES[code].is_emergency(n)]


@pytest.mark.parametrize("code", ["CA", "US"])
def test_america_dials_911_with_and_without_the_outside_prefix(code: str) -> None:
    assert ("911", "988", "9911", "9988") == emergency_strings(COUNTRIES[code])


def test_another_outside_prefix_makes_other_emergency_strings() -> None:
    assert ("8911", "8988", "911", "988") == emergency_strings(COUNTRIES["CA"], "8")


def test_an_emergency_call_with_a_prefix_goes_out_without_it() -> None:
    rule = find(dial_table(COUNTRIES["CA"]), "9911")
    assert rule is not None
    assert "911" == rule.number("9911")


@pytest.mark.parametrize(
    ("dialled", "expected"), [("911", True), ("9911", True), ("988", False), ("9988", False)]
)
def test_a_crisis_line_gets_no_location(dialled: str, expected: bool) -> None:
    assert expected == needs_location(COUNTRIES["CA"], dialled)


@pytest.mark.parametrize(
    ("dialled", "number", "call_class"),
    [
        ("5550100", "+19025550100", "local"),
        ("95550100", "+19025550100", "local"),
        ("9025550100", "+19025550100", "local"),
        ("19025550100", "+19025550100", "local"),
        ("919025550100", "+19025550100", "local"),
        ("+19025550100", "+19025550100", "local"),
        ("4165550100", "+14165550100", "national"),
        ("18765550100", "+18765550100", "caribbean"),
        ("918005550100", "+18005550100", "toll_free"),
        ("19005550100", "+19005550100", "premium"),
        ("901144207946000", "+44207946000", "international"),
        ("011881612345678", "+881612345678", "premium"),
        ("411", "411", "premium"),
        ("9211", "211", "local"),
    ],
)
def test_an_office_in_halifax_dials(dialled: str, number: str, call_class: str) -> None:
    rule = find(dial_table(COUNTRIES["CA"], area_code="902"), dialled)
    assert rule is not None
    assert (number, call_class) == (rule.number(dialled), rule.call_class)


@pytest.mark.parametrize("dialled", ["", "1", "12", "0", "90", "0111902", "*97", "91", "55501000"])
def test_digits_that_mean_nothing_find_no_rule(dialled: str) -> None:
    assert find(dial_table(COUNTRIES["CA"], area_code="902"), dialled) is None


@pytest.mark.parametrize(
    ("code", "area", "dialled", "number"),
    [
        ("GB", "020", "79460000", "+442079460000"),
        ("DE", "030", "123456", "+4930123456"),
        ("NZ", "09", "3001234", "+6493001234"),
        ("AU", "02", "91234567", "+61291234567"),
        ("IE", "01", "6771234", "+35316771234"),
        ("AT", "01", "512345", "+431512345"),
        ("NL", "020", "5512345", "+31205512345"),
    ],
)
def test_a_subscriber_of_the_own_area_is_dialled_alone(
    code: str, area: str, dialled: str, number: str
) -> None:
    rule = find(dial_table(COUNTRIES[code], area_code=area), dialled)
    if dialled.startswith("1"):
        assert rule is None  # no subscriber's number begins like a short number
        return
    assert rule is not None
    assert (number, "local") == (rule.number(dialled), rule.call_class)


@pytest.mark.parametrize("area", ["800", "900", "876", "242", "1"])
def test_an_area_code_of_no_ordinary_area_makes_nothing_local(area: str) -> None:
    assert "local" not in {
        rule.call_class
        for rule in dial_table(COUNTRIES["CA"], area_code=area)
        if len(rule.pattern) > 4 and rule.pattern not in {"[235678]11", "9[235678]11"}
    }


def test_dear_numbers_stay_dear_when_dialled_like_from_abroad() -> None:
    rule = find(dial_table(COUNTRIES["GB"]), "00449091234567")
    assert rule is not None
    assert "premium" == rule.call_class


def test_where_digits_could_mean_two_numbers_the_outside_prefix_is_meant() -> None:
    table = dial_table(COUNTRIES["DE"], outside_prefix="0")
    rule = find(table, "0030123456")
    assert rule is not None
    assert "+4930123456" == rule.number("0030123456")


def test_an_area_code_that_looks_like_the_country_code_is_read_with_the_outside_prefix() -> None:
    rule = find(dial_table(COUNTRIES["DE"], outside_prefix="0"), "004921123456")
    assert rule is not None
    assert "+494921123456" == rule.number("004921123456")


def test_an_own_trunk_prefix_takes_the_place_of_the_countrys() -> None:
    table = dial_table(COUNTRIES["GB"], trunk_prefix="7")
    rule = find(table, "72079460000")
    assert rule is not None
    assert "+442079460000" == rule.number("72079460000")
    assert find(table, "02079460000") is None


def test_an_extra_rule_wins_over_the_countrys_rule_for_the_same_digits() -> None:
    extra = (ExtraRule("NXXXXXX", 0, "+1416"),)
    table = dial_table(COUNTRIES["CA"], area_code="902", extra=extra)
    assert DialRule("NXXXXXX", 0, "+1416", "national") == find(table, "5550100")


def test_an_extra_rule_gets_the_dearest_class_it_can_lead_to() -> None:
    extra = (ExtraRule("77XXXXXXXXXX", 2, "+1"),)
    rule = find(dial_table(COUNTRIES["CA"], extra=extra), "774165550100")
    assert rule is not None
    assert "premium" == rule.call_class


def test_an_extra_rule_never_takes_an_emergency_number() -> None:
    extra = (ExtraRule("911", 0, "+1416", "local"), ExtraRule("9[19]11", 0, "+1416", "local"))
    table = dial_table(COUNTRIES["CA"], extra=extra)
    assert ["emergency", "emergency"] == [
        rule.call_class for d in ("911", "9911") if (rule := find(table, d))
    ]


@pytest.mark.parametrize("code", CODES)
def test_a_country_pack_is_filed_under_its_code(code: str) -> None:
    assert code == COUNTRIES[code].code
    assert COUNTRIES[code].calling_code == str(phonenumbers.country_code_for_region(code))


def test_the_tables_of_a_country_are_the_same_every_time() -> None:
    first = dial_table(COUNTRIES["US"], area_code="212")
    dial_table.cache_clear()
    assert first == dial_table(COUNTRIES["US"], area_code="212")
