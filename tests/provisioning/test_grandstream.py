"""Grandstream: files as they were reviewed, names and codes, keys, clocks, units, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from targets.provisioning.capability import all_models
from targets.provisioning.dialect import Dialect
from targets.provisioning.facts import Phone
from targets.provisioning.grandstream.codes import NAMES as NAME_OF
from targets.provisioning.text import CantCarry
from targets.provisioning.vendors.grandstream import VENDOR
from targets.provisioning.writers.xml_elements import read
from tests.provisioning import vendor_files
from tests.provisioning.samples import (
    ZONES,
    keys_known,
    masked,
    sample_key,
    sample_line,
    sample_phone,
    with_line,
)
from tests.provisioning.vendor_files import names_of, reviewed

NAMES = names_of("grandstream")
GOLDEN_MODELS = ("grp2614", "gxp2170", "gxp1782", "gxp1628", "ht802")
MODELS = {"alias": "grp2614", "pcodes": "gxp1782", "ata": "ht802"}
DIALECTS = pytest.mark.parametrize("dialect", VENDOR.dialects, ids=lambda one: one.slug)


def dialect_of(phone: Phone) -> Dialect:
    return VENDOR.dialect(all_models()[phone.model].dialect)


files_of = partial(vendor_files.files_of, VENDOR)


def told(phone: Phone) -> dict[str, str]:
    """The settings of a phone's file by name, its secrets masked."""
    return read(files_of(phone)[0].document.masked())


def phone_of(slug: str = "grp2614", **changes: Any) -> Phone:
    return sample_phone(f"grandstream-{slug}", **changes)


# --- files as they were reviewed -----------------------------------------------------------------


def golden_phone(slug: str) -> Phone:
    """A phone of a model with a key of every kind that it can have where it is put."""
    phone = phone_of(slug, zone=ZONES[GOLDEN_MODELS.index(slug) % 2])
    keys = keys_known(dialect_of(phone))
    if slug == "gxp1628":
        keys = (*keys[:1], sample_key("blf", 3), sample_key("speed_dial", 10))
    if slug == "gxp2170":
        keys = (*keys, sample_key("blf", 40, module=2))
    if slug == "ht802":
        lines = (sample_line(), sample_line(2, proxy="", transport="udp", port=5060, srtp="off"))
        phone = replace(phone, lines=lines)
    return replace(phone, keys=keys, vlan=20 if slug == "grp2614" else 0)


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_files_of_a_model_are_as_they_were_reviewed(
    slug: str, request: pytest.FixtureRequest
) -> None:
    before, made = reviewed(VENDOR, golden_phone(slug), request.config.getoption("--golden"))
    assert before == made


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_the_keys_of_a_reviewed_phone_are_all_where_they_can_be(slug: str) -> None:
    phone = golden_phone(slug)
    assert dialect_of(phone).unfit(phone) == ()


# --- names and codes -----------------------------------------------------------------------------


def known_name(name: str) -> str:
    return ".".join("N" if part.isdigit() else part for part in name.split("."))


@DIALECTS
def test_every_name_that_is_written_is_known_from_a_source(dialect: Dialect) -> None:
    phone = phone_of(MODELS[dialect.slug], keys=keys_known(dialect), vlan=7)
    lines = (sample_line(), sample_line(2, proxy=""))
    names = {name for name, _ in dialect.settings(replace(phone, lines=lines))}
    assert set() == {name for name in names if known_name(name) not in NAMES}


ACCOUNTS = {
    1: "P271 P270 P47 P48 P35 P36 P34 P3 P33 P32 P130 P183 P57 P99 P290 P1347 P2347 P26015",
    2: "P401 P417 P402 P403 P404 P405 P406 P407 P426 P412 P448 P443 P451 P415 P459 P481 P2447 "
    "P26115",
    3: "P501 P517 P502 P503 P504 P505 P506 P507 P526 P512 P548 P543 P551 P515 P559 P581 P2547 "
    "P26215",
    4: "P601 P617 P602 P603 P604 P605 P606 P607 P626 P612 P648 P643 P651 P615 P659 P681 P2647 "
    "P26315",
}


def test_each_of_four_accounts_has_its_own_irregular_codes() -> None:
    lines = tuple(
        sample_line(n, user=f"user{n}", label=f"label{n}", display_name=f"name{n}", expires=60 * n)
        for n in range(1, 5)
    )
    settings = told(phone_of("gxp1782", lines=lines, dial=()))
    for n, codes in ACCOUNTS.items():
        found = [settings[code] for code in codes.split()]
        assert found == [
            "1", f"label{n}", "acme.example.com", "sip.example.com:5061", f"user{n}", f"user{n}",
            "********", f"name{n}", "*97", str(n), "2", "2", "9", "1", "{[x*]+}", "*8", "1", "0",
        ], n  # fmt: skip


def test_a_fifth_account_has_no_codes() -> None:
    with pytest.raises(CantCarry, match=r"account\.5\.enable has no P-code"):
        files_of(phone_of("gxp1782", lines=tuple(sample_line(n) for n in range(1, 6))))


def test_a_named_item_says_the_same_as_its_code() -> None:
    keys = (sample_key("line", 1), sample_key("blf", 9))
    named = told(phone_of("grp2615", keys=keys))
    coded = {NAME_OF[code]: value for code, value in told(phone_of("gxp1782", keys=keys)).items()}
    same = (
        "account.1.sip.userid", "account.1.sip.server.1.address", "account.1.call.dialplan",
        "account.1.sip.registerExpiration", "dateTime.timezone.custom", "pks.vpk.9.value",
        "pks.vpk.9.account", "provisioning.config.serverPath", "network.qos.forRtp",
    )  # fmt: skip
    assert {name: named[name] for name in same} == {name: coded[name] for name in same}


def test_an_adapter_numbers_its_second_port_as_no_phone_does() -> None:
    settings = told(phone_of("ht802", lines=(sample_line(), sample_line(2, user="fax"))))
    codes = (
        "P401",
        "P747",
        "P748",
        "P735",
        "P736",
        "P734",
        "P830",
        "P443",
        "P732",
        "P757",
        "P4201",
    )
    assert [settings[code] for code in codes] == [
        "1", "acme.example.com", "sip.example.com:5061", "fax", "fax", "********", "2", "2", "60",
        "8", "{112|0112|2xx|*x+|0[1-9]xxxxxxxx|00x+}",
    ]  # fmt: skip


# --- words and units -----------------------------------------------------------------------------


def test_a_path_has_no_scheme_which_is_said_beside_it() -> None:
    settings = told(phone_of())
    assert settings["provisioning.config.protocol"] == "HTTPS"
    assert settings["provisioning.config.serverPath"] == "phones.example.com:9443/p/********"
    assert settings["phonebook.download.server"] == "phones.example.com:9443/p/********"
    assert settings["phonebook.download.mode"] == "EnabledUseHTTPS"


@pytest.mark.parametrize(("slug", "mode"), [("gxp1628", "1"), ("ht802", "3")])
def test_looking_for_news_by_minutes_has_another_number_on_an_adapter(slug: str, mode: str) -> None:
    settings = told(phone_of(slug))
    assert (settings["P194"], settings["P193"]) == (mode, "1440")


@pytest.mark.parametrize(("seconds", "minutes"), [(86400, "1440"), (60, "60"), (7200, "120")])
def test_a_poll_is_told_in_minutes_an_hour_at_least(seconds: int, minutes: str) -> None:
    phone = phone_of()
    download = replace(phone.download, poll=seconds)
    assert told(replace(phone, download=download))["provisioning.auto.minute"] == minutes


def test_a_registration_is_told_in_minutes() -> None:
    assert told(with_line(phone_of(), expires=3600))["account.1.sip.registerExpiration"] == "60"


@pytest.mark.parametrize(
    ("srtp", "word", "number"),
    [
        ("off", "Disabled", "0"),
        ("optional", "EnabledButNotForced", "1"),
        ("required", "EnabledAndForced", "2"),
    ],
)
def test_media_encryption_has_a_word_and_a_number(srtp: Any, word: str, number: str) -> None:
    assert told(with_line(phone_of(), srtp=srtp))["account.1.audio.srtpMode"] == word
    assert told(with_line(phone_of("gxp1782"), srtp=srtp))["P183"] == number


@pytest.mark.parametrize(
    ("transport", "word", "number"),
    [("udp", "UDP", "0"), ("tcp", "TCP", "1"), ("tls", "Tls Or Tcp", "2")],
)
def test_a_transport_has_a_word_and_a_number(transport: Any, word: str, number: str) -> None:
    assert told(with_line(phone_of(), transport=transport))["account.1.sip.transport"] == word
    assert told(with_line(phone_of("gxp1782"), transport=transport))["P130"] == number


def test_codecs_keep_their_order_and_nothing_else_is_offered() -> None:
    settings = told(with_line(phone_of(), codecs=("alaw", "g722")))
    chosen = [settings[f"account.1.codec.choice.{n}"] for n in range(1, 9)]
    assert chosen == ["PCMA", *["G.722"] * 7]


@pytest.mark.parametrize(("slug", "number"), [("gxp1782", "98"), ("ht802", "97")])
def test_a_codec_has_another_number_on_an_adapter(slug: str, number: str) -> None:
    assert told(with_line(phone_of(slug), codecs=("ilbc",)))["P57"] == number


def test_an_adapter_has_no_wide_band() -> None:
    phone = phone_of("ht802")
    assert ("line.codecs", "these phones have no word for g722") in dialect_of(phone).lost(phone)


@pytest.mark.parametrize(
    ("slug", "name"), [("grp2614", "sip.notify.challenge"), ("gxp1782", "P4428")]
)
def test_a_notify_isnt_challenged_but_believed_from_the_server_alone(slug: str, name: str) -> None:
    settings = told(phone_of(slug))
    challenge = {"sip.notify.challenge": "No", "P4428": "1"}[name]
    only = settings.get("account.1.sip.validate.incomingServer") or settings["P2347"]
    assert (settings[name], only in ("Yes", "1")) == (challenge, True)


@pytest.mark.parametrize(("checked", "word"), [(True, "Yes"), (False, "No")])
def test_certificates_are_checked_unless_the_account_says_otherwise(
    checked: bool, word: str
) -> None:
    phone = phone_of()
    settings = told(replace(phone, download=replace(phone.download, check_certificates=checked)))
    names = (
        "security.validate.serverCertificate",
        "provisioning.validateHostnameInCertificate",
        "account.1.sip.validate.domainCertificates",
        "account.1.sip.validate.certificationChain",
    )
    assert [settings[name] for name in names] == [word] * 4


def test_the_name_of_the_proxy_is_believed_beside_that_of_the_realm() -> None:
    name = "account.1.sip.validate.trustedDomains"
    told_as = [told(with_line(phone_of(), proxy=host))[name] for host in ("sip.example.com", "")]
    assert told_as == ["sip.example.com", ""]


def test_an_adapter_checks_the_chain_of_certificates_of_both_ports() -> None:
    settings = told(phone_of("ht802", lines=(sample_line(), sample_line(2))))
    assert [settings[code] for code in ("P2311", "P2411", "P2367", "P2467")] == ["1"] * 4


def test_without_a_proxy_the_realm_is_told_with_its_port() -> None:
    settings = told(with_line(phone_of(), proxy=""))
    assert settings["account.1.sip.server.1.address"] == "acme.example.com:5061"
    assert settings["account.1.sip.outboundProxy.1.address"] == ""


def test_what_may_be_dialled_is_said_in_braces_emergency_numbers_first() -> None:
    plan = told(phone_of())["account.1.call.dialplan"]
    assert plan == "{112|0112|2xx|*x+|0[1-9]xxxxxxxx|00x+}"


@pytest.mark.parametrize(
    ("slug", "names", "tones"),
    [
        (
            "gxp1782",
            ("P343", "P346", "P348", "P349"),
            (
                "f1=350,f2=440;",
                "f1=440,f2=480,c=200/400;",
                "f1=480,f2=620,c=50/50;",
                "f1=480,f2=620,c=25/25;",
            ),
        ),
        (
            "ht802",
            ("P4000", "P4001", "P4002", "P4003"),
            (
                "f1=350@-13,f2=440@-13,c=0/0;",
                "f1=440@-19,f2=480@-19,c=2000/4000;",
                "f1=480@-24,f2=620@-24,c=500/500;",
                "f1=480@-24,f2=620@-24,c=250/250;",
            ),
        ),
    ],
    ids=["phone", "adapter"],
)
def test_tones_are_in_hundredths_of_a_second_on_phones_and_thousandths_on_adapters(
    slug: str, names: tuple[str, ...], tones: tuple[str, ...]
) -> None:
    """The American ones are those that the vendor's own templates have."""
    settings = told(phone_of(slug, country="US"))
    assert tuple(settings[name] for name in names) == tones


def test_tones_of_a_country_without_any_are_the_phones_own() -> None:
    phone = phone_of(country="JP")
    assert "audio.tone.dial" not in told(phone)
    assert "tones" in dict(dialect_of(phone).lost(phone))


def test_people_are_in_the_phone_book_which_an_adapter_has_not() -> None:
    names = {
        slug: [file.name for file in files_of(phone_of(slug))] for slug in ("grp2614", "ht802")
    }
    own = "cfg805ec0a1b2c3.xml"
    assert names == {"grp2614": [own, "phonebook.xml"], "ht802": [own]}


def test_a_free_form_setting_is_written_as_its_dialect_has_it() -> None:
    free = (("account.1.name", "Reception"),)
    assert told(phone_of("gxp1782", settings=free))["P270"] == "Reception"
    assert told(phone_of(settings=(("P270", "Reception"),)))["account.1.name"] == "Reception"


# --- reading back --------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", GOLDEN_MODELS)
def test_every_setting_that_is_meant_is_read_back(slug: str) -> None:
    file = files_of(golden_phone(slug))[0]
    assert read(file.document.masked()) == {name: masked(value) for name, value in file.settings}


@pytest.mark.parametrize(
    ("agent", "model", "mac"),
    [
        ("Grandstream Model HW GRP2614 SW 1.0.5.15 DevId c074ad0b63ee", "GRP2614", "c074ad0b63ee"),
        (
            "Grandstream Model HW HT801 V1.1A SW 1.0.17.5 DevId c074ad273a10",
            "HT801",
            "c074ad273a10",
        ),
    ],
)
def test_a_user_agent_says_model_firmware_and_mac(agent: str, model: str, mac: str) -> None:
    found = re.match(VENDOR.agent, agent)
    assert found is not None
    assert (found["model"], found["mac"]) == (model, mac)
