"""Grandstream's keys: without a gap, where they can be, by name and by irregular code."""

from __future__ import annotations

import pytest

from schema.phone_facts import PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.grandstream.keys import LAYOUTS
from tests.provisioning.samples import sample_key, sample_line
from tests.provisioning.test_grandstream import dialect_of, phone_of, told


def test_virtual_keys_are_told_without_a_gap() -> None:
    keys = (sample_key("line", 1), sample_key("blf", 7), sample_key("blf", 12))
    settings = told(phone_of("grp2612", keys=keys))
    modes = [settings.get(f"pks.vpk.{at}.keyMode") for at in range(1, 17)]
    free = ["None"] * 4
    assert modes == ["Line", "None", *free, "BLF", *free, "BLF", *free]


def test_a_key_counts_accounts_from_0() -> None:
    lines = (sample_line(), sample_line(2))
    keys = (sample_key("line", 1), sample_key("line", 2), sample_key("blf", 17))
    settings = told(phone_of("grp2614", lines=lines, keys=keys))
    named = [settings[f"pks.{key}.account"] for key in ("vpk.1", "vpk.2", "mpk.1")]
    assert named == ["0", "1", "Account1"]


def test_keys_behind_the_virtual_ones_are_others() -> None:
    settings = told(phone_of("grp2614", keys=(sample_key("line", 1), sample_key("blf", 17))))
    assert settings["pks.mpk.1.keyMode"] == "BLF"
    assert "pks.vpk.17.keyMode" not in settings


def test_the_codes_of_keys_change_their_step_after_the_sixth() -> None:
    keys = (sample_key("line", 1), *(sample_key("blf", at, label=str(at)) for at in range(2, 9)))
    settings = told(phone_of("gxp1782", keys=keys))
    rows = ("P1363 P1364 P1465 P1466", "P1373 P1374 P1475 P1476", "P23800 P23801 P23802 P23803")
    found = [tuple(settings[code] for code in row.split()) for row in rows]
    assert found == [("0", "0", "Alice", ""), ("11", "0", "6", "201"), ("11", "0", "7", "201")]


@pytest.mark.parametrize(("at", "number"), [(8, "11"), (9, "1")])
def test_a_lamp_has_another_number_on_a_fixed_key_than_on_others(at: int, number: str) -> None:
    settings = told(phone_of("gxp1782", keys=(sample_key("line", 1), sample_key("blf", at))))
    assert settings[f"P{23800 + 4 * (at - 7)}"] == number


def test_the_eighth_other_key_has_codes_of_its_own() -> None:
    settings = told(phone_of("gxp1628", keys=(sample_key("line", 1), sample_key("blf", 10))))
    assert [settings[f"P{code}"] for code in (353, 354, 355, 356)] == ["1", "0", "Bob", "201"]
    assert settings["P330"] == "3"


@pytest.mark.parametrize(
    ("slug", "key"),
    [
        ("gxp1628", sample_key("blf", 2)),
        ("grp2614", sample_key("line", 17)),
        ("grp2614", sample_key("blf", 41)),
        ("gxp1782", sample_key("line", 9)),
        ("gxp2170", sample_key("line", 3, module=1)),
        ("gxp2170", sample_key("blf", 41, module=1)),
    ],
    ids=["lamp on a line key", "line on another key", "no key", "line behind fixed ones",
         "line on a module", "no key on the module"],
)  # fmt: skip
def test_a_key_that_cant_be_where_it_is_is_unfit(slug: str, key: PhoneKey) -> None:
    phone = phone_of(slug, keys=(key,))
    assert dialect_of(phone).unfit(phone) == (key,)


def test_every_phone_has_a_layout_of_its_keys() -> None:
    desks = {
        model.slug
        for model in all_models().values()
        if model.vendor == "grandstream" and model.dialect != "ata"
    }
    assert desks == set(LAYOUTS)


@pytest.mark.parametrize("slug", sorted(LAYOUTS))
def test_a_layout_has_as_many_keys_as_a_source_says(slug: str) -> None:
    layout = LAYOUTS[slug]
    assert layout.virtual + layout.others == all_models()[slug].most("line_keys")


def test_a_key_of_a_module_goes_on_behind_those_of_the_one_before() -> None:
    settings = told(phone_of("gxp2170", keys=(sample_key("blf", 2, module=2),)))
    assert settings["pks.ext.42.keyMode"] == "BLF"
