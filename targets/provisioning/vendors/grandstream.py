"""Grandstream: GRP26xx and GXP21xx with named items, GXP16xx and GXP17xx and the HT80x adapters in
P-codes.

A phone asks for `cfg<mac>` (binary), `cfg<mac>.xml`, the file of its model and `cfg.xml`; it takes
the first that is there. A file may be sealed with the password that the phone holds (P1359).
"""

from __future__ import annotations

from functools import lru_cache

from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.grandstream.adoption import adopted
from targets.provisioning.grandstream.codes import CODES, NAMES
from targets.provisioning.grandstream.settings import ADAPTER, CODED, NAMED
from targets.provisioning.p_codes import all_settings
from targets.provisioning.text import Document
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.xml_elements import coded, items
from targets.provisioning.writers.xml_tree import Element, leaves, write

XML = "application/xml; charset=utf-8"
PHONEBOOK = "phonebook.xml"


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    named = dialect is NAMED
    known = {NAMED.slug: NAMES, CODED.slug: CODES}.get(dialect.slug, {})
    settings = all_settings(phone, dialect, lambda name: known.get(name, name))
    version = (("version", "2" if named else "1"),)
    shaped = items(settings) if named else coded(settings)
    config = Element("config", children=shaped, attributes=version)
    root = Element("gs_provision", children=(config,), attributes=(("version", "1"),))
    own = PhoneFile(f"cfg{phone.mac}.xml", write(root), settings, XML)
    if not phone.directory or dialect is ADAPTER:
        return (own,)
    return (own, PhoneFile(PHONEBOOK, _people(phone.directory), media_type=XML))


# The same for all phones of an account, and long.
@lru_cache(64)
def _people(people: tuple[tuple[str, str], ...]) -> Document:
    """The phone book."""
    entries = tuple(_person(name, number) for name, number in people)
    return write(Element("AddressBook", children=entries))


def _person(name: str, number: str) -> Element:
    told = leaves((("phonenumber", number), ("accountindex", "0")))
    return Element(
        "Contact", children=(*leaves((("FirstName", name),)), Element("Phone", children=told))
    )


VENDOR = Vendor(
    slug="grandstream",
    name="Grandstream",
    dialects=(NAMED, CODED, ADAPTER),
    files=_files,
    requests=("cfg{mac}", "cfg{mac}.xml"),
    notify=Notify(check="resync", reboot="check-sync;reboot=true"),
    ouis=("000b82", "c074ad", "ec74d7"),
    agent=(
        r"Grandstream Model HW (?P<model>\w+)(?:\s+V[^ ]+)? SW (?P<firmware>[^ ]+)"
        r"(?: DevId (?P<mac>[0-9A-Fa-f]{12}))?"
    ),
    seal="openssl-aes-256-cbc",
    adopt=adopted,
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "fusionpbx c7a00dcb (2026-08-21)",
        "fspbx 24614c4e (2026-08-21)",
        "Grandstream XML Provisioning Guide (2011-07)",
    ),
)
