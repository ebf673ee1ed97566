"""What is otherwise of a phone, in the trade's words, and whether it must start anew for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from targets.provisioning.dialect import Dialect, Setting
from targets.provisioning.facts import Download, Line, Phone
from targets.provisioning.phone_difference import needs_reboot, phone_changes, starting_mark
from targets.provisioning.text import Hole
from targets.provisioning.vendor import Vendor
from targets.provisioning.zones import zone_rule
from tests.provisioning.samples import dialects_and_models, sample_key, sample_phone, with_line

PHONE = sample_phone("yealink-t54w", keys=(sample_key("blf", 4, label="Bob"),))
NEW = Hole("acme/sip/alice-desk#2")


def with_key(**changes: Any) -> Phone:
    return replace(PHONE, keys=tuple(replace(one, **changes) for one in PHONE.keys))


def with_download(**changes: Any) -> Phone:
    return replace(PHONE, download=replace(PHONE.download, **changes))


CHANGES: list[tuple[Phone, tuple[str, ...]]] = [
    (PHONE, ()),
    (with_key(value="203"), ("key 4 BLF 201 -> 203",)),
    (with_key(label="Robert"), ("key 4 BLF 201 label Bob -> Robert",)),
    (with_key(label=""), ("key 4 BLF 201 label Bob -> nothing",)),
    (with_key(kind="speed_dial"), ("key 4 BLF 201 -> speed dial 201",)),
    (with_key(kind="line", value=""), ("key 4 BLF 201 -> line",)),
    (with_key(at=5), ("key 4 BLF 201 removed", "key 5 BLF 201 added")),
    (with_key(module=2), ("key 4 BLF 201 removed", "key 4 of module 2 BLF 201 added")),
    (replace(PHONE, keys=()), ("key 4 BLF 201 removed",)),
    (replace(PHONE, model="yealink-t53"), ("another phone: yealink-t54w 805ec0a1b2c3 -> "
                                           "yealink-t53 805ec0a1b2c3",)),
    (replace(PHONE, mac="805ec0a1b2c4"), ("another phone: yealink-t54w 805ec0a1b2c3 -> "
                                          "yealink-t54w 805ec0a1b2c4",)),
    (replace(PHONE, zone=zone_rule("Asia/Kolkata")), ("time zone Europe/Amsterdam -> Asia/Kolkata",)),
    (replace(PHONE, language="fr"), ("language en -> fr",)),
    (replace(PHONE, country="BE"), ("tones of NL -> BE",)),
    (replace(PHONE, ntp="a.example"), ("time server nl.pool.ntp.org -> a.example",)),
    (replace(PHONE, dial=()), ("dial plan",)),
    (replace(PHONE, emergency=("112",)), ("emergency numbers 112, 0112 -> 112",)),
    (replace(PHONE, codes=(*PHONE.codes[:-1], ("dnd", "*79"))), ("code of dnd *78 -> *79",)),
    (replace(PHONE, directory=(("Bob de Vries", "204"), ("Cy", "205"))),
     ("directory +Cy", "directory -Zoë & Sons <sales>", "directory ~Bob de Vries")),
    (replace(PHONE, directory=(*PHONE.directory, *((f"p{n}", "1") for n in range(9)))),
     ("directory +9 people",)),
    (replace(PHONE, admin=NEW), ("new administrator's password",)),
    (replace(PHONE, firmware="96.86"), ("firmware nothing -> 96.86",)),
    (replace(PHONE, vlan=7), ("VLAN nothing -> 7",)),
    (replace(PHONE, sip_dscp=26), ("DSCP of SIP 24 -> 26",)),
    (replace(PHONE, rtp_dscp=0), ("DSCP of sound 46 -> 0",)),
    (replace(PHONE, settings=(("phone_setting.x", "1"),)), ("phone_setting.x nothing -> 1",)),
    (replace(PHONE, hotdesk=True), ("hot desk no -> yes",)),
    (replace(PHONE, lines=(*PHONE.lines, replace(PHONE.line, number=2))), ("line 2: added",)),
    (with_line(PHONE, label="A"), ("label Alice 201 -> A",)),
    (with_line(PHONE, display_name="A"), ("name shown Alice Jansen -> A",)),
    (with_line(PHONE, user="a"), ("user alice-desk -> a",)),
    (with_line(PHONE, password=NEW), ("new SIP password",)),
    (with_line(PHONE, server="b.example"), ("server acme.example.com -> b.example",)),
    (with_line(PHONE, port=5062), ("port 5061 -> 5062",)),
    (with_line(PHONE, transport="udp"), ("transport tls -> udp",)),
    (with_line(PHONE, srtp="off"), ("encryption of sound required -> off",)),
    (with_line(PHONE, codecs=("alaw",)), ("codecs g722, alaw, ulaw -> alaw",)),
    (with_line(PHONE, expires=600), ("logs in again every 3600 s -> 600 s",)),
    (with_line(PHONE, proxy=""), ("proxy sip.example.com -> nothing",)),
    (with_line(PHONE, voicemail="*98"), ("voicemail *97 -> *98",)),
    (with_line(PHONE, mwi=False), ("message lamp yes -> no",)),
    (with_line(PHONE, pickup_code=""), ("pickup code *8 -> nothing",)),
    (with_download(url=("https://b/", NEW)), ("new address of its files",)),
    (with_download(user="b"), ("new password of its files",)),
    (with_download(password=NEW), ("new password of its files",)),
    (with_download(poll=60), ("looks for news every 86400 s -> 60 s",)),
    (with_download(check_certificates=False), ("checks certificates yes -> no",)),
]  # fmt: skip


@pytest.mark.parametrize(("new", "expected"), CHANGES, ids=lambda one: str(one)[:40])
def test_a_change_is_told_in_a_few_words(new: Phone, expected: tuple[str, ...]) -> None:
    assert expected == phone_changes(PHONE, new)


UNTOLD = {"origin", "number", "id", "account", "lines", "keys", "download"}
"""What is no setting of a phone's, or is told by its parts."""


PARTS: Mapping[type, Callable[[Phone], Any]] = {
    Phone: lambda phone: phone,
    Line: lambda phone: phone.line,
    Download: lambda phone: phone.download,
}


@pytest.mark.parametrize("kind", PARTS)
def test_whatever_a_phone_s_file_can_say_has_words(kind: Any) -> None:
    part = PARTS[kind]
    changed = {
        field.name
        for new, expected in CHANGES
        for field in fields(kind)
        if expected and getattr(part(new), field.name) != getattr(part(PHONE), field.name)
    }
    assert {field.name for field in fields(kind)} - UNTOLD == changed - UNTOLD


def dialect(*reboots: str) -> Dialect:
    return Dialect("d", "D", {}, lambda phone: (), frozenset(), reboots=reboots)


@pytest.mark.parametrize(
    ("reboots", "old", "new", "expected"),
    [
        (("net.",), [("net.vlan", "1")], [("net.vlan", "2")], True),
        (("net.",), [("net.vlan", "1")], [], True),
        (("net.",), [], [("net.vlan", "2")], True),
        (
            ("net.",),
            [("key.1", "1"), ("net.vlan", "1")],
            [("net.vlan", "1"), ("key.1", "2")],
            False,
        ),
        (("net.",), [("net.key", Hole("a#0"))], [("net.key", Hole("a#1"))], True),
        (("net.",), [("net.key", Hole("a#0"))], [("net.key", "a#0")], True),
        (("P51",), [("P5100", "1")], [("P5100", "2")], False),
        (("P51",), [("P51", "1")], [("P51", "2")], True),
        (("",), [("P51", "1")], [("P51", "2")], True),
        ((), [("net.vlan", "1")], [("net.vlan", "2")], False),
    ],
    ids=[
        "otherwise",
        "gone",
        "new",
        "another setting",
        "a secret",
        "no secret",
        "a longer number",
        "the number",
        "any",
        "never",
    ],
)
def test_a_phone_starts_anew_only_for_settings_that_need_it(
    reboots: Iterable[str], old: Any, new: Any, expected: bool
) -> None:
    assert expected == needs_reboot(dialect(*reboots), old, new)


def test_a_mark_is_made_of_no_order() -> None:
    settings = [("net.a", "1"), ("net.b", "2")]
    marks = {starting_mark(dialect("net."), one) for one in (settings, settings[::-1])}
    assert 1 == len(marks)


WATCHING = [one for one in dialects_and_models() if "blf" in one[1].kinds]


@pytest.mark.parametrize(
    ("vendor", "dialect", "model"), WATCHING, ids=[f"{v.slug}-{d.slug}" for v, d, _ in WATCHING]
)
def test_another_label_starts_no_phone_anew_and_another_network_does(
    vendor: Vendor, dialect: Dialect, model: str
) -> None:
    def settings(phone: Phone) -> list[Setting]:
        return [one for file in vendor.files(phone, dialect) for one in file.settings]

    plain = sample_phone(model)
    keys = tuple(replace(one, label="Zoe") if one.kind == "blf" else one for one in plain.keys)
    label, vlan = (settings(one) for one in (replace(plain, keys=keys), replace(plain, vlan=7)))
    here = settings(plain)
    assert (True, False, True) == (
        label != here, needs_reboot(dialect, here, label), needs_reboot(dialect, here, vlan),
    )  # fmt: skip
