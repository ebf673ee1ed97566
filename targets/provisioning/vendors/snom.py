"""Snom: desk phones (D1 to D8) and DECT bases (M300 to M900).

A file is XML with `phone-settings`, `functionKeys` and `tbook`. `idx` tells lines and keys apart;
`perm="R"` has the phone take a value always and its user leave it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Phone
from targets.provisioning.snom.dect import DECT
from targets.provisioning.snom.desk import D7, D8, FILE, file_of
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.xml_ways import read_ways, written_ways

_SETTINGS = "phone-settings"
_KEYS = "functionKeys"


def _index(element: str) -> str:
    return "index" if element == "item" else "idx"


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = tuple({**dict(dialect.settings(phone)), **dict(phone.settings)}.items())
    document = written_ways("settings", _placed(settings), _index)
    return (PhoneFile(file_of(phone), document, settings, "text/xml; charset=utf-8"),)


def _placed(settings: Iterable[Setting]) -> Iterator[Setting]:
    """Settings where they stand in the file, each with who may change it."""
    for name, value in settings:
        if name.startswith("tbook"):
            yield name, value
            continue
        way = f"{_KEYS if name.startswith('fkey[') else _SETTINGS}:{name}"
        yield way, value
        if "@" not in name:
            yield f"{way}@perm", "R"


def settings_in(text: str) -> dict[str, str]:
    """The settings that a file says."""
    return {
        way.removeprefix(f"{_SETTINGS}:").removeprefix(f"{_KEYS}:"): value
        for way, value in read_ways(text, _index).items()
        if not way.endswith("@perm") and way != "tbook"
    }


VENDOR = Vendor(
    slug="snom",
    name="Snom",
    dialects=(D7, D8, DECT),
    files=_files,
    requests=(FILE,),
    notify=Notify(check="check-sync;reboot=false", reboot="check-sync;reboot=true"),
    ouis=("000413",),
    agent=(
        r"[Ss]nom ?(?P<model>[A-Z]{0,2}\d{3})(?:-SIP)? (?P<firmware>\d[\d.]+)"
        r"(?:[^)]*?\b(?P<mac>[0-9A-Fa-f]{12})\b)?"
    ),
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "tancredi 5a8de9b (2026-06-26)",
        "fusionpbx c7a00dcb (2026-08-21)",
        "fspbx 24614c4e (2026-08-21)",
    ),
)
