"""Phones' files: a thousand phones of accounts of 50 people, of each vendor's most used model, with as
many keys as fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bench.clock import Taken, time_once
from schema.phone_facts import DialShape, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.facts import Download, Line, Phone
from targets.provisioning.text import Hole
from targets.provisioning.vendor import all_vendors
from targets.provisioning.zones import zone_rule

MODELS = (
    "yealink-t54w", "htek-uc926", "grandstream-grp2614", "snom-d785", "poly-vvx450", "fanvil-x6u",
    "cisco-8851",
)  # fmt: skip
PHONES = 1000
PEOPLE = tuple((f"Person {index}", f"{1000 + index}") for index in range(50))
DIAL = tuple(DialShape(one) for one in ("911", "9911", "1xxx", "*9[78]", "1[2-9]xx[2-9]xxxxxx"))


def time_phones() -> Mapping[str, Taken]:
    """How long the files of a thousand phones take, by model."""
    all_vendors()
    return {model: _time(model) for model in MODELS if model in all_models()}


def _time(slug: str) -> Taken:
    phones = list(_phones(slug))
    model = all_models()[slug]
    vendor = all_vendors()[model.vendor]
    dialect = vendor.dialect(model.dialect)

    def render() -> list[str]:
        return [file.document.version for one in phones for file in vendor.files(one, dialect)]

    return time_once(render).taken


def _phones(slug: str) -> Iterator[Phone]:
    keys = max(min(all_models()[slug].most("line_keys"), 20), 2)
    first = _phone(slug, keys)
    for index in range(PHONES):
        mac = f"{index:012x}"
        line = replace(first.line, user=f"person-{index}", password=Hole(f"sip-{index}"))
        yield replace(first, id=f"person-{index}", mac=mac, lines=(line,))


def _phone(slug: str, keys: int) -> Phone:
    line = Line(
        1, "101", "Anna Berg", "anna-desk", Hole("sip"), "harbour.example", 5061, "tls", "required",
        ("g722", "alaw", "ulaw"), 3600, voicemail="*97", mwi=True,
    )  # fmt: skip
    lamps = (PhoneKey("blf", at, f"{1000 + at}", f"Person {at}") for at in range(2, keys + 1))
    url = ("https://phones.example/", Hole("token"), "/")
    return Phone(
        id="anna", account="harbour", model=slug, mac="0" * 12, lines=(line,),
        keys=(PhoneKey("line", 1), *lamps), zone=zone_rule("America/Halifax"), language="en",
        country="CA", ntp="pool.ntp.org", dial=DIAL, emergency=("911", "9911"),
        codes=(("voicemail", "*97"),), directory=PEOPLE, admin=Hole("admin"),
        download=Download(url, "anna", Hole("web"), 86400, True),
    )  # fmt: skip
