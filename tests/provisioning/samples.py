"""Phones for the tests of vendors: one that wants everything, of any model, and changes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

from schema.phone_facts import DialShape, KeyKind, PhoneKey
from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Download, Line, Phone
from targets.provisioning.text import Hole, Value, parts_of
from targets.provisioning.vendor import Vendor, all_vendors
from targets.provisioning.zones import zone_rule

ZONES = ("Europe/Amsterdam", "America/St_Johns")
"""Two zones with summer time: one east of Greenwich, one west of it at a half hour."""
ALL_KINDS: tuple[KeyKind, ...] = get_args(KeyKind)

_VALUES: dict[KeyKind, str] = {
    "line": "",
    "blf": "201",
    "speed_dial": "+31201234567",
    "voicemail": "*97",
    "do_not_disturb": "*78",
    "forward": "*72",
    "pickup": "*8201",
    "park": "701",
    "intercom": "*80202",
    "hotdesk": "*11",
    "transfer_to": "203",
    "record": "*1",
    "group_login": "*22600",
    "queue_login": "*45601",
    "schedule_override": "*28650",
    "multicast_page": "224.0.1.75:10000",
    "url": "https://intranet.example.com/door?open=1",
    "directory": "",
}
_LABELS: dict[KeyKind, str] = {"line": "Alice", "blf": "Bob", "speed_dial": "Mum & Dad"}


def sample_key(kind: KeyKind, at: int, **changes: Any) -> PhoneKey:
    """A key of a kind, at a position, with a value that fits it."""
    label = _LABELS.get(kind, kind.replace("_", " "))
    return replace(PhoneKey(kind, at, _VALUES[kind], label), **changes)


def sample_keys(kinds: Iterable[KeyKind] = ("line", "blf", "speed_dial")) -> tuple[PhoneKey, ...]:
    """A key of every kind given, in order, from position 1."""
    return tuple(sample_key(kind, at) for at, kind in enumerate(kinds, start=1))


def keys_known(dialect: Dialect) -> tuple[PhoneKey, ...]:
    """A key of every kind that a dialect has, in the order of the language."""
    return sample_keys(kind for kind in ALL_KINDS if kind in dialect.kinds)


def sample_line(number: int = 1, **changes: Any) -> Line:
    """An encrypted line of alice-desk in the realm acme.example.com."""
    line = Line(
        number=number,
        label="Alice 201" if number == 1 else f"Line {number}",
        display_name="Alice Jansen",
        user="alice-desk" if number == 1 else f"alice-desk-{number}",
        password=Hole(f"acme/sip/alice-desk#{number}"),
        server="acme.example.com",
        port=5061,
        transport="tls",
        srtp="required",
        codecs=("g722", "alaw", "ulaw"),
        expires=3600,
        proxy="sip.example.com",
        voicemail="*97",
        mwi=True,
        pickup_code="*8",
    )
    return replace(line, **changes)


def sample_phone(model: str, *, zone: str = ZONES[0], **changes: Any) -> Phone:
    """A phone of a model, with one line, three keys and a word for every logical setting.

    `changes` replace fields of Phone; `zone` is a name (an IANA zone).
    """
    phone = Phone(
        id="alice-desk@acme.example.com",
        account="acme",
        model=model,
        mac="805ec0a1b2c3",
        lines=(sample_line(),),
        keys=sample_keys(),
        zone=zone_rule(zone),
        language="en",
        country="NL",
        ntp="nl.pool.ntp.org",
        dial=(
            DialShape("112"),
            DialShape("0112"),
            DialShape("2xx"),
            DialShape("*x.", at_once=False),
            DialShape("0[1-9]xxxxxxxx"),
            DialShape("00x.", at_once=False),
        ),
        emergency=("112", "0112"),
        codes=(("pickup", "*8"), ("voicemail", "*97"), ("park", "*68"), ("dnd", "*78")),
        directory=(("Bob de Vries", "202"), ("Zoë & Sons <sales>", "203")),
        admin=Hole("acme/admin/alice-desk#1"),
        download=Download(
            url=("https://phones.example.com:9443/p/", Hole("acme/token/alice-desk#1"), "/"),
            user="805ec0a1b2c3",
            password=Hole("acme/web/alice-desk#1"),
            poll=86400,
            check_certificates=True,
        ),
    )
    return replace(phone, **changes)


def with_line(phone: Phone, **changes: Any) -> Phone:
    """The phone with its first line changed."""
    return replace(phone, lines=(replace(phone.line, **changes), *phone.lines[1:]))


def masked(value: Value) -> str:
    """A value as it is read back from a file whose secrets are masked."""
    return "".join(part if isinstance(part, str) else "********" for part in parts_of(value))


def dialects_and_models() -> list[tuple[Vendor, Dialect, str]]:
    """Every dialect of every vendor that a model speaks, with the first of those models."""
    found = {(one.vendor, one.dialect): one.slug for one in reversed([*all_models().values()])}
    return [
        (vendor, dialect, found[vendor.slug, dialect.slug])
        for vendor in all_vendors().values()
        for dialect in vendor.dialects
        if (vendor.slug, dialect.slug) in found
    ]
