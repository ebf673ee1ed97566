"""Soft phones: Linphone, Acrobits, Zoiper, and a card for every other client."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from schema.inventory import Srtp, Transport
from targets.provisioning.capability import all_models
from targets.provisioning.facts import Phone
from targets.provisioning.text import CantCarry, Document, Ha1, Hole
from targets.provisioning.vendor import PhoneFile, all_vendors
from targets.provisioning.vendors import acrobits, generic, linphone, zoiper
from tests.provisioning.samples import sample_line, sample_phone, with_line

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden" / "provisioning"
MODELS = ("linphone-desktop", "acrobits-softphone", "zoiper-5", "generic-card")
SCHEMA = etree.XMLSchema(etree.parse(HERE / "lpconfig.xsd"))


def files_of(phone: Phone) -> tuple[PhoneFile, ...]:
    model = all_models()[phone.model]
    vendor = all_vendors()[model.vendor]
    return vendor.files(phone, vendor.dialect(model.dialect))


def soft(model: str, **line: Any) -> Phone:
    phone = sample_phone(model, mac="", keys=())
    return with_line(phone, **line) if line else phone


def lpconfig(**line: Any) -> dict[str, str]:
    return linphone.settings_in(files_of(soft("linphone-desktop", **line))[0].document.masked())


@pytest.mark.parametrize("model", MODELS)
def test_files_are_those_that_were_reviewed(model: str, request: pytest.FixtureRequest) -> None:
    for file in files_of(soft(model)):
        kept = GOLDEN / model.partition("-")[0] / file.name
        text = file.document.masked()
        if request.config.getoption("--golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == text


# --- Linphone ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Alice", 'The "boss" & <Co>', "مرحبا", "😀", "a\\b", ""])
def test_linphones_file_is_valid_by_its_schema(name: str) -> None:
    text = files_of(soft("linphone-desktop", display_name=name))[0].document.masked()
    SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_the_schema_refuses_what_linphone_doesnt_read() -> None:
    text = files_of(soft("linphone-desktop"))[0].document.masked()
    wrong = text.replace('overwrite="true"', 'overwrite="perhaps"', 1)
    assert not SCHEMA.validate(etree.fromstring(wrong.encode()))


def test_the_schema_refuses_a_section_that_stands_twice() -> None:
    text = files_of(soft("linphone-desktop"))[0].document.masked()
    wrong = text.replace('<section name="video">', '<section name="sip">', 1)
    assert not SCHEMA.validate(etree.fromstring(wrong.encode()))


def test_linphone_is_given_no_password_but_its_digest() -> None:
    file = files_of(soft("linphone-desktop"))[0]
    holes = [
        part for part in file.document.parts if isinstance(part, Hole) and "sip" in part.secret
    ]
    assert [Ha1("alice-desk", "acme.example.com")] == [one.form for one in holes]
    assert not [name for name in linphone.settings_in(file.document.masked()) if "passwd" in name]


@pytest.mark.parametrize(
    ("srtp", "expected"),
    [("off", ("none", "0")), ("optional", ("srtp", "0")), ("required", ("srtp", "1"))],
)
def test_linphone_encrypts_as_the_device_says(srtp: Srtp, expected: tuple[str, str]) -> None:
    told = lpconfig(srtp=srtp)
    assert expected == (told["sip:media_encryption"], told["sip:media_encryption_mandatory"])


def test_of_several_lines_the_strictest_says_how_linphone_encrypts() -> None:
    lines = (sample_line(1, srtp="optional"), sample_line(2, srtp="required"))
    phone = replace(soft("linphone-desktop"), lines=lines)
    told = linphone.settings_in(files_of(phone)[0].document.masked())
    assert ("1", "acme.example.com") == (
        told["sip:media_encryption_mandatory"],
        told["proxy_1:realm"],
    )


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_linphone_sends_through_the_proxy(transport: Transport) -> None:
    told = lpconfig(transport=transport, port=5070)
    assert (
        f"<sip:sip.example.com:5070;transport={transport}>",
        f"<sip:sip.example.com:5070;transport={transport};lr>",
    ) == (told["proxy_0:reg_proxy"], told["proxy_0:reg_route"])


def test_without_a_proxy_linphone_sends_to_its_realm() -> None:
    told = lpconfig(proxy="", port=5061)
    assert "<sip:acme.example.com:5061;transport=tls>" == told["proxy_0:reg_proxy"]
    assert "proxy_0:reg_route" not in told


def test_linphone_has_the_codecs_of_the_device_and_no_other() -> None:
    told = lpconfig(codecs=("opus", "alaw"))
    listed = [(told[f"audio_codec_{n}:mime"], told[f"audio_codec_{n}:enabled"]) for n in range(18)]
    assert [("opus", "1"), ("PCMA", "1")] == listed[:2]
    assert {"0"} == {enabled for _, enabled in listed[2:]}
    assert len(listed) == sum(name.endswith(":mime") for name in told)


def test_linphone_shows_pictures_where_the_device_has_a_codec_for_them() -> None:
    assert ("1", "H264") == (
        lpconfig(codecs=("alaw", "h264"))["video:capture"],
        lpconfig(codecs=("alaw", "h264"))["video_codec_0:mime"],
    )
    assert "0" == lpconfig()["video:capture"]


@pytest.mark.parametrize("title", ["Alice ", " Alice"])
def test_a_text_that_linphone_would_change_is_refused(title: str) -> None:
    phone = replace(soft("linphone-desktop"), settings=(("ui:title", title),))
    with pytest.raises(CantCarry, match="spaces"):
        files_of(phone)


def test_a_name_is_quoted_as_sip_quotes_it() -> None:
    told = lpconfig(display_name='The "boss" \\')
    assert '"The \\"boss\\" \\\\" <sip:alice-desk@acme.example.com>' == told["proxy_0:reg_identity"]


def test_free_settings_stand_in_their_sections_and_override_nothing() -> None:
    free = (("sound:agc", "1"), ("sip:media_encryption", "none"))
    phone = replace(soft("linphone-desktop"), settings=free)
    told = linphone.settings_in(files_of(phone)[0].document.masked())
    assert ("1", "srtp") == (told["sound:agc"], told["sip:media_encryption"])


# --- the others ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transport", "expected"), [("udp", "udp"), ("tcp", "tcp"), ("tls", "tls+sip:")]
)
def test_acrobits_has_its_own_words_for_transports(transport: Transport, expected: str) -> None:
    text = files_of(soft("acrobits-softphone", transport=transport))[0].document.masked()
    assert expected == acrobits.settings_in(text)["transport"]


def test_acrobits_is_offered_codecs_by_payload_number() -> None:
    text = files_of(soft("acrobits-softphone"))[0].document.masked()
    assert "9,8,0" == acrobits.settings_in(text)["codecOrder"]


def test_zoiper_has_an_account_for_each_line() -> None:
    phone = replace(soft("zoiper-5"), lines=(sample_line(1), sample_line(2, srtp="off")))
    told = zoiper.settings_in(files_of(phone)[0].document.masked())
    assert ("SDES", "none") == (told["1.SIP_srtp_mode"], told["2.SIP_srtp_mode"])
    assert ["7", "6", "0"] == [told[f"2.codec.{at}"] for at in range(3)]


def test_a_card_is_json_with_a_version() -> None:
    text, data = (file.document for file in files_of(soft("generic-card")))
    read = json.loads(data.fill(dict.fromkeys(data.secrets, "s3cret")))
    assert (1, "s3cret") == (read["version"], read["accounts"][0]["password"])
    assert "Password: s3cret\n" in text.fill(dict.fromkeys(text.secrets, "s3cret"))


def test_a_card_has_a_note_for_people() -> None:
    phone = replace(soft("generic-card"), settings=(("note", "Ask Bob: 202"),))
    text, data = files_of(phone)
    assert "Note: Ask Bob: 202\n" in text.document.masked()
    assert "Ask Bob: 202" == generic.settings_in(data.document.masked())["1.note"]


def test_a_card_of_text_refuses_a_line_break() -> None:
    with pytest.raises(CantCarry, match=r"U\+000A"):
        files_of(soft("generic-card", display_name="Alice\nPassword: x"))


# --- a digest in the place of a secret -----------------------------------------------------------


def test_a_hole_is_filled_in_with_a_digest() -> None:
    hole = Hole("acme/sip/alice", Ha1("Mufasa", "testrealm@host.com"))
    filled = Document.of((hole,)).fill({"acme/sip/alice": "Circle Of Life"})
    assert "939e7578ed9e3c518a452acee763bce9" == filled  # RFC 2617, section 3.5


def test_a_file_is_another_one_when_its_digest_is_somebody_elses() -> None:
    versions = {
        Document.of((Hole("a", form),)).version
        for form in (None, Ha1("alice", "here"), Ha1("alice", "there"), Ha1("bob", "here"))
    }
    assert 4 == len(versions)
