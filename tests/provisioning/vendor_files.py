"""Files of vendors as they were reviewed, and names of settings that others know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schema.phone_facts import PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.text import Hole
from targets.provisioning.vendor import PhoneFile, Vendor
from tests.provisioning.samples import keys_known, sample_line, sample_phone

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden" / "provisioning"


def dialect_of(vendor: Vendor, model: str) -> Dialect:
    return vendor.dialect(all_models()[model].dialect)


def files_of(vendor: Vendor, phone: Phone) -> tuple[PhoneFile, ...]:
    return vendor.files(phone, dialect_of(vendor, phone.model))


def full_phone(vendor: Vendor, model: str, *more: PhoneKey, **changes: Any) -> Phone:
    """A phone with every key that its dialect has, and `more`."""
    keys = (*keys_known(dialect_of(vendor, model)), *more)
    return sample_phone(model, **{"keys": keys, **changes})


def two_lines(phone: Phone) -> Phone:
    """The phone with a second line, which has no proxy, no encryption and no voicemail."""
    second = sample_line(
        2,
        server="branch.example.com",
        port=5060,
        transport="udp",
        srtp="off",
        proxy="",
        voicemail="",
        mwi=False,
        password=Hole("acme/sip/second#1"),
    )
    return replace(phone, lines=(phone.line, second))


def reviewed(vendor: Vendor, phone: Phone, rewrite: bool) -> tuple[dict[str, str], dict[str, str]]:
    """The files of a phone as they were reviewed and as they are made, secrets masked."""
    folder = GOLDEN / vendor.slug / phone.model.removeprefix(f"{vendor.slug}-")
    made = {file.name: file.document.masked() for file in files_of(vendor, phone)}
    if rewrite:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
    return {one.name: one.read_text(encoding="utf-8") for one in sorted(folder.iterdir())}, made


def names_of(vendor: str) -> frozenset[str]:
    """The names that other projects and the vendor's pages have."""
    return frozenset((HERE / "names" / f"{vendor}.txt").read_text(encoding="utf-8").split())


def plain(told: Mapping[str, str], *names: str) -> dict[str, str]:
    """Some settings of many."""
    return {name: told[name] for name in names}
