"""Phones, carriers, mailboxes and hold music as configuration sections."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable

import pytest

from schema.inventory import Edge, Endpoint, GatewayLine, HoldMusicClass, Mailbox
from schema.secret import Secret
from targets.asterisk.hold_music import hold_music_sections
from targets.asterisk.layout import Layout
from targets.asterisk.library import Library
from targets.asterisk.pjsip import account_sections, global_sections
from targets.asterisk.sections import Section, secret_setting, sections_text
from targets.asterisk.text import Unwritable
from targets.asterisk.voicemail import voicemail_sections
from tests.targets.asterisk import platforms
from tests.targets.asterisk.platforms import HARBOUR, QUAY, WELCOME, Vault

ANNA = "anna-desk@harbour.test"
NORTH = f"acme-1.{HARBOUR}"


def written(account: str = HARBOUR) -> tuple[Section, ...]:
    return account_sections(account, platforms.inventory(), platforms.program(), Vault())


def of_kind(sections: Iterable[Section], name: str, kind: str) -> dict[str, str]:
    found = [dict(one.settings) for one in sections if one.name == name]
    return {key: str(value) for one in found if one.get("type") == kind for key, value in one.items()}  # fmt: skip


def phone(**changes: object) -> tuple[Section, ...]:
    inventory = platforms.inventory()
    changed = dataclasses.replace(inventory.endpoints[0], **changes)  # type: ignore[arg-type]
    only = dataclasses.replace(inventory, endpoints=(changed,), gateways=())
    return account_sections(HARBOUR, only, platforms.program(), Vault())


def carrier(**changes: object) -> tuple[Section, ...]:
    inventory = platforms.inventory()
    changed = dataclasses.replace(inventory.gateways[0], **changes)  # type: ignore[arg-type]
    only = dataclasses.replace(inventory, endpoints=(), gateways=(changed,))
    return account_sections(HARBOUR, only, platforms.program(), Vault())


def box(**changes: object) -> str:
    plain = Mailbox("201", HARBOUR, "Anna", "harbour:mailbox.201:pin")
    changed = dataclasses.replace(plain, **changes)  # type: ignore[arg-type]
    return sections_text(voicemail_sections((changed,), Edge(), Vault(), Layout()))


def test_a_phone_calls_and_watches_in_its_own_account_only() -> None:
    endpoint = of_kind(written(), ANNA, "endpoint")
    found = {
        key: endpoint[key] for key in ("context", "subscribe_context", "tenantid", "accountcode")
    }
    assert {
        "context": f"{HARBOUR}.phone",
        "subscribe_context": f"{HARBOUR}.hints",
        "tenantid": HARBOUR,
        "accountcode": HARBOUR,
    } == found


def test_a_phone_shows_what_the_compiler_says_whatever_it_says_itself() -> None:
    endpoint = of_kind(written(), ANNA, "endpoint")
    assert ('"Anna-Desk" <201>', "no") == (endpoint["callerid"], endpoint["trust_id_inbound"])


def test_a_phone_names_the_record_of_calls_from_it() -> None:
    assert "Q_FROM=from.anna_desk" == of_kind(written(), ANNA, "endpoint")["set_var"]


def test_a_password_of_a_phone_is_written_as_a_digest_in_its_realm() -> None:
    secret = Vault().text("harbour:device.anna-desk:sip").reveal()
    digest = hashlib.md5(f"anna-desk:harbour.test:{secret}".encode()).hexdigest()
    auth = of_kind(written(), ANNA, "auth")
    assert (f"MD5:{digest}", "anna-desk", "harbour.test") == (
        auth["password_digest"], auth["username"], auth["realm"]
    )  # fmt: skip
    assert secret not in sections_text(phone())


def test_phones_of_one_name_in_two_accounts_have_nothing_in_common() -> None:
    ours, theirs = written(HARBOUR), written(QUAY)
    assert set() == {one.name for one in ours} & {one.name for one in theirs}


def test_a_phone_that_may_come_from_some_networks_only_has_them_as_its_list() -> None:
    endpoint = of_kind(phone(allow_from=("192.0.2.0/24",)), ANNA, "endpoint")
    assert ("192.0.2.0/24", "192.0.2.0/24") == (endpoint["permit"], endpoint["contact_permit"])


def test_required_encryption_is_not_optimistic() -> None:
    endpoint = of_kind(phone(srtp="required"), ANNA, "endpoint")
    assert ("sdes", "no") == (
        endpoint["media_encryption"], endpoint["media_encryption_optimistic"]
    )  # fmt: skip


def test_a_carrier_s_calls_are_outside_calls() -> None:
    endpoint = of_kind(written(), NORTH, "endpoint")
    found = (endpoint["context"], endpoint["allow_transfer"], endpoint["identify_by"])
    assert ("from-trunk", "no", "ip") == found


def test_a_carrier_is_known_by_its_addresses() -> None:
    assert "127.0.0.2/32" == of_kind(written(), NORTH, "identify")["match"]


def test_a_carrier_without_addresses_is_known_by_its_host() -> None:
    assert "127.0.0.1/32" == of_kind(carrier(from_ip=()), NORTH, "identify")["match"]


def test_a_carrier_that_wants_it_is_registered_at() -> None:
    registration = of_kind(carrier(register=True), NORTH, "registration")
    found = (registration["server_uri"], registration["client_uri"], registration["expiration"])
    assert ("sip:127.0.0.1:5099", "sip:harbour@127.0.0.1:5099", "300") == found


def test_a_carrier_s_password_is_a_digest_where_its_realm_is_known() -> None:
    auth = of_kind(written(QUAY), f"acme-1.{QUAY}", "auth")
    assert ("carrier.test", False) == (auth["realm"], "password" in auth)


def test_there_is_no_anonymous_caller() -> None:
    common = dict(global_sections(Edge())[0].settings)
    assert "ip,username" == common["endpoint_identifier_order"]


def test_tls_is_listened_for_only_with_a_port() -> None:
    names = [
        one.name for one in global_sections(Edge(tls_port=5061, tls_certificate="/c", tls_key="/k"))
    ]
    plain = [one.name for one in global_sections(Edge())]
    assert (["transport-tls"], 3) == (names[3:], len(plain))


BAD_PHONES: list[dict[str, object]] = [
    {"caller_name": 'A" <911>'},
    {"caller_name": "A\nset_var = X"},
    {"caller_name": "${SHELL(id)}"},
    {"caller_number": "911>"},
    {"codecs": ("alaw,ulaw\nx",)},
    {"allow_from": ("0.0.0.0/0,x y",)},
    {"id": "anna-desk"},
    {"device": "anna desk"},
    {"realm": "harbour test"},
    {"transport": "tls"},
    {"transport": "wss"},
    {"mailboxes": ("1,2",)},
]


@pytest.mark.parametrize("changes", BAD_PHONES, ids=repr)
def test_a_phone_with_a_value_that_asterisk_cannot_carry_is_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(Unwritable):
        phone(**changes)


BAD_CARRIERS: list[dict[str, object]] = [
    {"host": "a b"},
    {"host": "a;b"},
    {"from_ip": ("10.0.0.0/33",)},
    {"username": "a@b"},
    {"id": "acme_1"},
]


@pytest.mark.parametrize("changes", BAD_CARRIERS, ids=repr)
def test_a_carrier_with_a_value_that_asterisk_cannot_carry_is_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(Unwritable):
        carrier(**changes)


def test_a_mailbox_is_one_line_of_its_account() -> None:
    line = (
        "201 = 2580,Anna,a@x.test|b@x.test,,tz=America/Halifax|language=en|attach=yes|delete=no"
        "|maxsecs=300|minsecs=2|maxmsg=100"
    )
    text = box(emails=("a@x.test", "b@x.test"), timezone="America/Halifax")
    assert f"[{HARBOUR}]\n{line}\n" in text


@pytest.mark.parametrize("off", ["operator", "sendvoicemail", "searchcontexts", "review"])
def test_nothing_leads_out_of_a_mailbox(off: str) -> None:
    assert f"{off} = no\n" in box()


@pytest.mark.parametrize(
    "changes",
    [{"name": "A,9999"}, {"name": "A|x"}, {"emails": ("a@b,c@d",)}, {"emails": ("-oX@b",)},
     {"timezone": "UTC|x"}, {"number": "20a"}, {"secret": "no-digits"}, {"account": "a b"}],
    ids=repr,
)  # fmt: skip
def test_a_mailbox_with_a_value_that_asterisk_cannot_carry_is_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(Unwritable):
        box(**changes)


def test_hold_music_is_a_list_of_recordings_and_none_of_them_is_silence() -> None:
    classes = (HoldMusicClass(f"{HARBOUR}.calm", (WELCOME,), True), HoldMusicClass(f"{HARBOUR}.no"))
    text = sections_text(hold_music_sections(classes, Library(frozenset({HARBOUR})), Layout()))
    calm = "mode = playlist\nsort = random\nentry = /etc/asterisk/media/harbour-1a2b3c4d/welcome\n"
    still = "mode = playlist\nentry = /etc/asterisk/media/platform/silence\n"
    assert text.endswith(f"[{HARBOUR}.calm]\n{calm}\n[{HARBOUR}.no]\n{still}")


def test_a_secret_that_cannot_be_written_is_refused_without_being_shown() -> None:
    with pytest.raises(Unwritable) as refused:
        secret_setting(Secret("hush\nhush"))
    assert "hush" not in str(refused.value)


def test_endpoints_of_the_inventory_are_what_the_program_calls_them() -> None:
    phones: list[Endpoint] = list(platforms.inventory().endpoints)
    lines: list[GatewayLine] = list(platforms.inventory().gateways)
    names = {one.name for account in (HARBOUR, QUAY) for one in written(account)}
    assert {one.id for one in phones} | {one.id for one in lines} == names
