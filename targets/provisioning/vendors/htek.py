"""Htek: UC8xx and UC9xx, in P-codes; those with "U" behind their name in symbolic tags.

A phone asks for the file of its device code, then `cfg<mac>` (a sealed form of the vendor's), then
`cfg<mac>.xml`. It stops at the first file that it gets, so nothing but the last one is served.
"""

from __future__ import annotations

from functools import lru_cache

from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.htek.adoption import adopted
from targets.provisioning.htek.codes import CODES, WORDS
from targets.provisioning.htek.settings import P_CODES, PHONEBOOK, SYMBOLIC
from targets.provisioning.p_codes import all_settings
from targets.provisioning.text import Document
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.xml_elements import coded
from targets.provisioning.writers.xml_tree import Element, leaves, write

XML = "application/xml; charset=utf-8"


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    known = CODES if dialect is P_CODES else WORDS
    settings = all_settings(phone, dialect, lambda name: known.get(name, name))
    config = Element("config", children=coded(settings, WORDS), attributes=(("version", "1"),))
    root = Element("hl_provision", children=(config,), attributes=(("version", "1"),))
    own = PhoneFile(f"cfg{phone.mac}.xml", write(root), settings, XML)
    return (
        (own, PhoneFile(PHONEBOOK, _people(phone.directory), media_type=XML))
        if phone.directory
        else (own,)
    )


# The same for all phones of an account, and long.
@lru_cache(64)
def _people(people: tuple[tuple[str, str], ...]) -> Document:
    entries = tuple(
        Element("DirectoryEntry", children=leaves((("Name", name), ("Telephone", number))))
        for name, number in people
    )
    return write(Element("PhoneDirectory", children=entries))


VENDOR = Vendor(
    slug="htek",
    name="Htek",
    dialects=(P_CODES, SYMBOLIC),
    files=_files,
    requests=("cfg{mac}", "cfg{mac}.xml"),
    notify=Notify(check="resync", reboot="check-sync;reboot=true"),
    ouis=("001fc1",),
    agent=(
        r"(?i:htek) (?P<model>[A-Z0-9-]+) (?P<firmware>[0-9.]+)"
        r"(?: (?P<mac>[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){5}))?"
    ),
    adopt=adopted,
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "tancredi 5a8de9b (2026-06-26)",
        "fusionpbx c7a00dcb (2026-08-21)",
        "fspbx 24614c4e (2026-08-21)",
        "Htek wiki, UC900 Series IP Phones Provisioning",
    ),
)
