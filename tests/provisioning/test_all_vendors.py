"""What every vendor's module must keep, whatever it writes.

A vendor whose phones are told a zone has `tests/provisioning/zones_<vendor>.py` beside this with
`offset_told(settings, moment)`: the seconds east of Greenwich, computed from the file's settings
alone. Where no writer's `read` gives back the settings of a file, `settings_read(text)` stands there
too and gives them as pairs.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any, get_args
from xml.etree import ElementTree

import jsonschema
import pytest

from schema.phone_facts import KeyKind
from targets.provisioning import vendors, writers
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import (
    LINE_SETTINGS,
    PHONE_SETTINGS,
    Dialect,
    Setting,
    Unsaid,
    logical_settings,
)
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry, Hole, parts_of
from targets.provisioning.vendor import PhoneFile, Vendor, all_vendors
from targets.provisioning.zones import ZoneRefused, zone_rule
from tests.provisioning.samples import (
    dialects_and_models,
    keys_known,
    masked,
    sample_key,
    sample_phone,
    with_line,
)

FAMILIES = dialects_and_models()
EACH = pytest.mark.parametrize(
    ("vendor", "dialect", "model"),
    FAMILIES,
    ids=[f"{vendor.slug}-{dialect.slug}" for vendor, dialect, _ in FAMILIES],
)
EACH_VENDOR = pytest.mark.parametrize("vendor", all_vendors().values(), ids=lambda one: one.slug)

HOSTILE = (
    "Q & A", "a < b > c", 'the "boss"', "l'été", "a;b", "a=b", "a|b", "a--b", "a-->b", "]]>", "#1",
    "%NULL%", "$MA", "{mac}", "a\\b", "line\nstatic.auto_provision.server.url = https://evil/",
    "carriage\rreturn", "tab\there", "nul\x00l", "bell\x07", "next\x85line", "para\u2029graph",
    "sep\u2028arator", "\U0001f600 emoji", "مرحبا", "\u202eright to left", " ends ", "\ufeffmark",
    "nonchar\uffff", "lone\ud800surrogate", "<!-- comment", "&amp;", "%s {0} {{x}} ${y}",
)  # fmt: skip

SAFETY = (
    "line.user", "line.auth_user", "line.password", "line.server", "line.port", "line.proxy",
    "line.transport", "line.srtp", "admin.password", "download.url", "download.user",
    "download.password", "download.check_certificates", "notify.from_server_only", "dial.plan",
)  # fmt: skip

MOMENTS = (datetime(2030, 1, 15, 12, tzinfo=UTC), datetime(2030, 7, 15, 12, tzinfo=UTC))


def wants_everything(dialect: Dialect, model: str) -> Phone:
    return sample_phone(model, keys=keys_known(dialect))


def filled(file: PhoneFile) -> str:
    return file.document.fill(dict.fromkeys(file.document.secrets, "s3cret"))


# --- tables --------------------------------------------------------------------------------------


@EACH
def test_a_dialect_answers_for_every_logical_setting(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    assert {*LINE_SETTINGS, *PHONE_SETTINGS} == set(dialect.table)


@EACH
def test_a_dialect_knows_only_keys_of_the_language(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    assert dialect.kinds <= set(get_args(KeyKind))


@EACH
def test_a_key_of_every_kind_that_a_dialect_has_changes_what_is_written(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    bare = vendor.files(sample_phone(model, keys=()), dialect)
    same = [
        kind
        for kind in sorted(dialect.kinds - {"line"})
        if vendor.files(sample_phone(model, keys=(sample_key(kind, 2),)), dialect) == bare
    ]
    assert [] == same


@EACH_VENDOR
def test_every_dialect_of_a_vendor_has_a_model_and_every_model_a_dialect(vendor: Vendor) -> None:
    spoken = {model.dialect for model in all_models().values() if model.vendor == vendor.slug}
    assert {dialect.slug for dialect in vendor.dialects} == spoken


@EACH_VENDOR
def test_a_vendor_tells_apart_what_a_user_agent_says(vendor: Vendor) -> None:
    groups = set(re.compile(vendor.agent).groupindex)
    assert groups <= {"model", "firmware", "mac"}


# --- files ---------------------------------------------------------------------------------------


@EACH
def test_the_same_phone_is_written_as_the_same_bytes(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    once, again = (vendor.files(wants_everything(dialect, model), dialect) for _ in range(2))
    assert [file.document for file in once] == [file.document for file in again]


@EACH
def test_a_file_holds_its_secrets_as_holes_alone(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    phone = wants_everything(dialect, model)
    files = vendor.files(phone, dialect)
    assert phone.line.password.secret in {name for one in files for name in one.document.secrets}
    assert all(phone.line.password.secret not in one.document.masked() for one in files)


@EACH
def test_a_file_names_no_address_that_isnt_encrypted(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    texts = [filled(file) for file in vendor.files(wants_everything(dialect, model), dialect)]
    assert [] == [found for text in texts for found in re.findall(r"=\s*http://\S*", text)]


@EACH
def test_a_file_of_xml_is_well_formed(vendor: Vendor, dialect: Dialect, model: str) -> None:
    for file in vendor.files(wants_everything(dialect, model), dialect):
        text = filled(file)
        if text.startswith("<?xml"):
            ElementTree.fromstring(text.encode())


@EACH
def test_a_file_reads_back_as_exactly_the_settings_meant(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    for file in vendor.files(wants_everything(dialect, model), dialect):
        if file.settings:
            assert reads_back(vendor, file), file.document.masked()


@EACH
def test_a_hostile_text_comes_back_identical_or_is_refused(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    bent = [text for text in HOSTILE if not carried_or_refused(vendor, dialect, model, text)]
    assert [] == bent


@EACH
def test_a_line_break_is_always_refused(vendor: Vendor, dialect: Dialect, model: str) -> None:
    phone = with_line(sample_phone(model), display_name="Alice\nBob")
    with pytest.raises(CantCarry):
        vendor.files(phone, dialect)


def carried_or_refused(vendor: Vendor, dialect: Dialect, model: str, text: str) -> bool:
    phone = with_line(wants_everything(dialect, model), display_name=text, label=text)
    phone = replace(phone, keys=tuple(replace(key, label=text) for key in phone.keys))
    try:
        files = vendor.files(phone, dialect)
    except CantCarry as refused:
        return len(str(refused)) > 20
    told = [masked(value) for file in files for _, value in file.settings]
    carried = any(text in one or text in re.sub(r"\\(.)", r"\1", one) for one in told)
    return carried and all(reads_back(vendor, file) for file in files if file.settings)


def reads_back(vendor: Vendor, file: PhoneFile) -> bool:
    """Whether a reader gives back the settings of a file; the one that did so last is asked first."""
    meant = [(name, masked(value)) for name, value in file.settings]
    known = readers(vendor.slug)
    for read in known:
        if _same(read, file.document.masked(), meant):
            known.remove(read)
            known.insert(0, read)
            return True
    return False


def _same(read: Callable[[str], Any], text: str, meant: Sequence[tuple[str, str]]) -> bool:
    try:
        found = read(text)
    except (ValueError, AttributeError, LookupError, TypeError):
        return False
    if isinstance(found, Mapping):
        return len(meant) == len(dict(meant)) and dict(found) == dict(meant)
    return isinstance(found, Iterable) and sorted(map(tuple, found)) == sorted(meant)


@cache
def readers(vendor: str) -> list[Callable[[str], Any]]:
    """The readers of all writers, and one of the vendor's own where it has one."""
    names = (f"{writers.__name__}.{one.name}" for one in pkgutil.iter_modules(writers.__path__))
    modules = [*(importlib.import_module(name) for name in names), own_module(vendor)]
    words = ("settings_read", "read_settings", "read_lines", "read")
    return [getattr(one, word) for one in modules if one for word in words if hasattr(one, word)]


def own_module(vendor: str) -> ModuleType | None:
    name = f"tests.provisioning.zones_{vendor}"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


# --- zones ---------------------------------------------------------------------------------------


def all_zones() -> list[str]:
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return listed.split()


def true_offset(zone: str, moment: datetime) -> float:
    with resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        told = moment.astimezone(zoneinfo.ZoneInfo.from_file(file)).utcoffset()
    assert told is not None
    return told.total_seconds()


TRUE = {(zone, moment): true_offset(zone, moment) for zone in all_zones() for moment in MOMENTS}


@EACH
def test_the_clock_of_every_zone_is_right_or_the_zone_is_refused(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    if isinstance(dialect.table["time.zone"], Unsaid):
        assert dialect.table["time.zone"].why
        return
    own = own_module(vendor.slug)
    assert own is not None, f"tests/provisioning/zones_{vendor.slug}.py is missing"
    told = {zone: settings for zone in all_zones() if (settings := clock(dialect, zone))}
    wrong = [
        (zone, moment.month)
        for zone, settings in told.items()
        for moment in MOMENTS
        if own.offset_told(settings, moment) != TRUE[zone, moment]
    ]
    assert [] == wrong
    assert len(told) > len(all_zones()) * 0.6


def clock(dialect: Dialect, zone: str) -> dict[str, str]:
    """The settings of a zone, none for one that is refused."""
    try:
        told = dialect.table["time.zone"].settings(zone_rule(zone), 0)
        return {name: masked(value) for name, value in (*dialect.always, *told)}
    except ZoneRefused:
        return {}


# --- free-form settings --------------------------------------------------------------------------


def free_form(vendor: Vendor) -> dict[str, Any]:
    file = resources.files(vendors).joinpath(f"{vendor.slug}.schema.json")
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


@EACH_VENDOR
def test_the_schema_of_free_form_settings_is_one_and_knows_every_name(vendor: Vendor) -> None:
    schema = free_form(vendor)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema.get("properties") or schema.get("patternProperties")


@EACH
def test_nothing_that_safety_fixes_may_be_written_freely(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    checks = jsonschema.Draft202012Validator(free_form(vendor))
    fixed = {name for name, _ in safe_settings(dialect, wants_everything(dialect, model))}
    assert [] == sorted(name for name in fixed if checks.is_valid({name: "1"}))


def safe_settings(dialect: Dialect, phone: Phone) -> list[Setting]:
    """What a dialect writes for safety, and whatever holds a secret."""
    told = [
        one
        for name, line, value in logical_settings(phone)
        if name in SAFETY
        for one in dialect.table[name].settings(value, line)
    ]
    secret = [
        (name, value)
        for name, value in dialect.settings(phone)
        if any(isinstance(part, Hole) for part in parts_of(value))
    ]
    return [*told, *secret]
