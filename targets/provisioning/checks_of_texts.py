"""Checks of what stands in a phone's files: that it can be written, and what people add freely."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from compiler.jsonschemas import schema_errors
from schema.reading import did_you_mean, quote
from targets.provisioning import vendors
from targets.provisioning.dialect import Dialect
from targets.provisioning.findings import Judged, PhoneFinding, Severity, at
from targets.provisioning.text import CantCarry
from targets.provisioning.zones import ZoneRefused

LOST: Mapping[str, tuple[str, Severity]] = {
    "line.expires": ("PH023", "warning"),
    "line.codecs": ("PH012", "warning"),
    "time.zone": ("PH013", "warning"),
}
"""Codes of logical settings that aren't quite told; of all others it is PH035."""


WORDS: Mapping[str, str] = {
    "line.active": "whether a line is used", "line.label": "a line's label",
    "line.display_name": "the name that others see", "line.user": "its user name",
    "line.auth_user": "its user name", "line.password": "its password",
    "line.server": "its server", "line.port": "its server's port",
    "line.proxy": "where to send", "line.transport": "its transport",
    "line.expires": "how long a login lasts", "line.srtp": "how it encrypts",
    "line.codecs": "its codecs", "line.dtmf": "how digits are sent",
    "line.voicemail": "its voicemail's number", "line.mwi": "to show waiting messages",
    "line.pickup_code": "how calls are picked up", "time.zone": "its time zone",
    "time.ntp": "where to ask for the time", "language": "its language",
    "tones": "its country's tones", "admin.password": "its administrator's password",
    "download.url": "where its files are", "download.user": "who fetches its files",
    "download.password": "the password of its files", "download.poll": "when to look for news",
    "download.check_certificates": "whom to believe",
    "notify.keeps_running": "to go on running when it is told of news",
    "notify.from_server_only": "to believe its server alone", "dial.plan": "its dial plan",
    "directory": "the account's people", "firmware": "its firmware",
    "network.vlan": "its VLAN", "network.sip_dscp": "how to mark its signalling",
    "network.rtp_dscp": "how to mark its sound",
}  # fmt: skip
"""Logical settings in words, for sentences."""


def unwritable(judged: Judged) -> Iterable[PhoneFinding]:
    """PH007: a text that the vendor's files can't hold, or PH012: a value that it has no word for."""
    where = judged.phone.origin
    try:
        judged.vendor.files(judged.phone, judged.dialect)
    except ZoneRefused:
        return  # told by a check of its own
    except CantCarry as refused:
        sentence = f"The files of this {judged.name} can't be written: {refused}."
        yield PhoneFinding("PH007", "error", sentence, where)
    except KeyError as unknown:
        sentence = f"The {judged.name} has no word for {unknown.args[0]}."
        yield PhoneFinding("PH012", "error", sentence, where)


def default_password(judged: Judged) -> Iterable[PhoneFinding]:
    """PH017: an administrator's password that isn't the phone's own."""
    if not judged.phone.admin.secret and not judged.vendor.soft:
        sentence = f"This {judged.name} would keep the password that everybody knows."
        yield PhoneFinding("PH017", "error", sentence, judged.phone.origin)


def not_quite_told(judged: Judged) -> Iterable[PhoneFinding]:
    """PH023 and PH035: what a phone can't be told, or not quite."""
    for name, why in judged.dialect.lost(judged.phone):
        code, severity = LOST.get(name, ("PH035", "warning"))
        sentence = f"The {judged.name} can't be told {WORDS.get(name, name)} as wanted: {why}."
        yield PhoneFinding(code, severity, sentence, judged.phone.origin)


def free_settings(judged: Judged) -> Iterable[PhoneFinding]:
    """PH019, PH022, PH027, PH032 and PH033: what people add by the vendor's own names."""
    if judged.phone.settings and not _is_writable(judged):
        return
    for name, value in judged.phone.settings:
        for code, sentence, help in _wrong(judged, name, value):
            yield PhoneFinding(
                code, "error", sentence, at(judged.phone.origin, "settings", name), help
            )


def _is_writable(judged: Judged) -> bool:
    """Whether pbxc's own settings can be written; if not, that is told elsewhere."""
    try:
        return bool(judged.written)
    except (CantCarry, KeyError, ZoneRefused):
        return False


def _wrong(judged: Judged, name: str, value: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one free setting: the first thing only."""
    vendor = judged.vendor.name
    if name in judged.safe:
        told = f"The setting {quote(name)} is pbxc's own: phones' safety rests on it."
        yield "PH033", told, "There is a field of the language for what may be chosen."
    elif name in judged.written:
        if judged.written[name][1] != value:
            yield "PH019", f"The setting {quote(name)} is written by pbxc, and not so.", ""
    elif other := _other_dialect(judged, name):
        told = f"The setting {quote(name)} is one of {other.name}; this phone passes over it."
        yield "PH027", told, ""
    elif not _is_known(judged.vendor.slug, name):
        known = _schema(judged.vendor.slug).get("properties", {})
        yield "PH032", f"{vendor} has no setting {quote(name)}.", did_you_mean(name, known)
    elif schema_errors({name: value}, _schema(judged.vendor.slug)):
        what, help = _form(judged.vendor.slug, name)
        code = "PH022" if what == "address" else "PH032"
        yield code, f"The setting {quote(name)} can't be {quote(value)}.", help


def _other_dialect(judged: Judged, name: str) -> Dialect | None:
    """Another dialect of the vendor, which writes a setting of that name."""
    return next((one for one in judged.vendor.dialects if name in _names(judged, one)), None)


def _names(judged: Judged, dialect: Dialect) -> frozenset[str]:
    if dialect.slug == judged.dialect.slug:
        return frozenset()
    try:
        return frozenset(name for name, _ in dialect.settings(judged.phone))
    except (CantCarry, KeyError, ZoneRefused):
        return frozenset()


@cache
def _schema(vendor: str) -> Mapping[str, Any]:
    file = resources.files(vendors).joinpath(f"{vendor}.schema.json")
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _is_known(vendor: str, name: str) -> bool:
    schema = _schema(vendor)
    return name in schema.get("properties", {}) or any(
        re.search(pattern, name) for pattern in schema.get("patternProperties", {})
    )


def _form(vendor: str, name: str) -> tuple[str, str]:
    """What a setting's value is called in the vendor's schema, and how it must look."""
    schema = _schema(vendor)
    patterns = schema.get("patternProperties", {})
    found: Mapping[str, Any] = schema.get("properties", {}).get(name) or next(
        (form for pattern, form in patterns.items() if re.search(pattern, name)), {}
    )
    word = str(found.get("$ref", "")).rpartition("/")[2]
    form = schema.get("$defs", {}).get(word, found)
    return word, str(form.get("description", "")) or _choices(form)


def _choices(form: Mapping[str, Any]) -> str:
    return f"One of {', '.join(map(str, form['enum']))}." if "enum" in form else ""


CHECKS = (default_password, not_quite_told, free_settings)
"""All that need no files, in the order of their codes; `unwritable` comes last, where nothing else is
wrong."""
