"""Fanvil: desk phones of the X and V series, in two dialects that share their names.

Newer firmware reads XML (`sysConf`), all of version 2 the text that phones export (`<<VOIP CONFIG
FILE>>`, 2.0000000000; the text of version 2.0002 has other names and isn't written); both are called `<mac>.cfg`. A phone leaves a file alone whose version it has already, so the version is made
of the content.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Phone
from targets.provisioning.fanvil.clock import RULES_IN_TEXT, RULES_IN_XML
from targets.provisioning.fanvil.keys import DIRECTORY, KINDS, keys_in_text, keys_in_xml
from targets.provisioning.fanvil.names import in_text, in_xml
from targets.provisioning.fanvil.table import always_of, table_of, whole_of
from targets.provisioning.text import Document, parts_of
from targets.provisioning.vendor import Notify, PhoneFile, Vendor
from targets.provisioning.writers.fanvil_text import read_text, written_text
from targets.provisioning.writers.xml_tree import Element, leaves, write
from targets.provisioning.writers.xml_ways import read_ways, written_ways

_CODES = {
    "de": "16",
    "en": "0",
    "es": "10",
    "fr": "4",
    "it": "7",
    "nl": "3",
}
_WORDS = {
    "ar": "ar",
    "ca": "cat",
    "cs": "cz",
    "de": "de",
    "en": "en",
    "es": "es",
    "eu": "eus",
    "fr": "fr",
    "he": "he",
    "hr": "hr",
    "it": "it",
    "ko": "ko",
    "nl": "nl",
    "pl": "pl",
    "pt": "pt",
    "ru": "ru",
    "sk": "slo",
    "tr": "tr",
    "uk": "ua",
}
_VERSION = "Version"
_DIGITS = 10**10


def _xml_keys(phone: Phone) -> Iterator[Setting]:
    yield from whole_of(in_xml, phone)
    yield from keys_in_xml(phone)


def _text_keys(phone: Phone) -> Iterator[Setting]:
    yield from whole_of(in_text, phone)
    yield from keys_in_text(phone)


_NOTES = {
    "line.srtp": "1 for optional is not sure; 0 and 2 are",
    "time.zone": "the last week of a month is 5 and the rule by weekdays 0, as phones export them",
    "version": "made of the content; a phone that takes only a larger one would wait for it",
}
_FROM_START = ("qos:", "web:", "dot1x:")
SYSCONF = Dialect(
    slug="sysconf",
    name="XML (sysConf), firmware 2.4.13 and newer",
    table=table_of(in_xml, RULES_IN_XML, _WORDS, "en"),
    keys=_xml_keys,
    kinds=KINDS,
    always=always_of(in_xml),
    reboots=_FROM_START,
    firmware="2.4.13",
    notes=_NOTES,
)
TEXT = Dialect(
    slug="text",
    name="text (VOIP CONFIG FILE)",
    table=table_of(in_text, RULES_IN_TEXT, _CODES, "0"),
    keys=_text_keys,
    kinds=KINDS,
    always=always_of(in_text),
    reboots=("QOS_CONFIG_MODULE:", "MMI_CONFIG_MODULE:", "DOT1X_CONFIG_MODULE:"),
    firmware="",
    notes=_NOTES,
)


def _index(_element: str) -> str:
    return "index"


def _written(dialect: Dialect, version: str, settings: tuple[Setting, ...]) -> Document:
    if dialect.slug == "text":
        return written_text(version, settings)
    return written_ways("sysConf", ((_VERSION, version), *settings), _index)


def _version_of(settings: tuple[Setting, ...]) -> str:
    """A version that is another for any other content, in the form that Fanvil gives it."""
    said = Document(tuple(part for name, value in settings for part in (name, *parts_of(value))))
    return f"2.{int(said.version[:16], 16) % _DIGITS:010}"


# The same for all phones of an account, and long.
@lru_cache(64)
def _directory(people: tuple[tuple[str, str], ...]) -> Document:
    entries = (
        Element("DirectoryEntry", children=leaves((("Name", name), ("Telephone", extension))))
        for name, extension in people
    )
    return write(Element("FanvilIPPhoneDirectory", children=tuple(entries)))


def _files(phone: Phone, dialect: Dialect) -> tuple[PhoneFile, ...]:
    settings = tuple({**dict(dialect.settings(phone)), **dict(phone.settings)}.items())
    document = _written(dialect, _version_of(settings), settings)
    media = "text/plain" if dialect.slug == "text" else "text/xml"
    return (
        PhoneFile(f"{phone.mac}.cfg", document, settings, f"{media}; charset=utf-8"),
        PhoneFile(DIRECTORY, _directory(phone.directory), (), "text/xml; charset=utf-8"),
    )


def settings_in(text: str) -> dict[str, str]:
    """The settings that a file of either dialect says, without its version."""
    if text.startswith("<<VOIP"):
        return read_text(text)
    read = read_ways(text, _index)
    return {way: value for way, value in read.items() if way != _VERSION}


VENDOR = Vendor(
    slug="fanvil",
    name="Fanvil",
    dialects=(SYSCONF, TEXT),
    files=_files,
    requests=("{mac}.cfg",),
    notify=Notify(check="check-sync", reboot="check-sync;reboot=true"),
    ouis=("0c383e", "00a859", "00a85a"),
    agent=(
        r"^Fanvil (?P<model>[A-Za-z]\w+(?:-V\d)?(?: ?Pro)?) (?P<firmware>\d[\d.]*)"
        r"(?: (?P<mac>[0-9a-f]{12}))?$"
    ),
    sources=(
        "wazo-provd-plugins 2321a3f3 (2026-04-13)",
        "tancredi 5a8de9b (2026-06-26)",
        "fusionpbx c7a00dcb (2026-08-21)",
        "fspbx 24614c4e (2026-08-21)",
    ),
)
