"""The lab's phones and carriers, against a small hand-made switch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenants.lab.phone_tree import TONES, Site, write_phone_tree
from tenants.lab.phones import Behaviour, Carrier, Phone, Phones
from tests.lab.conftest import Start

pytestmark = pytest.mark.lab

REALM = "harbour.test"
ANNA = Phone("anna", "anna-desk", REALM, "secret-a")
BOB = Phone("bob", "bob-desk", REALM, "secret-b")
STRANGER = Phone("stranger", "bob-desk", REALM, "wrong")
NORTH = Carrier("north", "127.0.0.21")
SWITCH = """[desk]
exten => 101,1,Dial(PJSIP/anna-desk@harbour.test,20)
 same => n,Hangup(${HANGUPCAUSE})
exten => _+X.,1,Dial(PJSIP/${EXTEN}@north,20)
 same => n,Hangup(${HANGUPCAUSE})
exten => *98,1,Answer()
 same => n,Wait(5)
[outside]
exten => _+X.,1,Dial(PJSIP/anna-desk@harbour.test,20)
"""


@pytest.fixture
def phones(
    lab: Path, tmp_path: Path, free_port: Callable[[], int], start_switch: Start
) -> Iterator[Phones]:
    """Anna, Bob and a stranger at a switch with one trunk; Anna and Bob are registered."""
    sip = free_port()
    site = Site(sip, free_port(), free_port(), 24000)
    borrowed = tmp_path / "borrowed"  # the phones' own tree has most of what a switch needs
    write_phone_tree(borrowed, Site(0, 0, 0, 24400), (), ())
    files = {name: (borrowed / name).read_text() for name in ("modules.conf", "rtp.conf")}
    files["modules.conf"] += (
        "load = app_dial.so\nload = res_pjsip_registrar.so\n"
        "load = res_pjsip_endpoint_identifier_user.so\n"
    )
    files |= {"pjproject.conf": "[general]\n", "indications.conf": TONES}
    start_switch("switch", files | {"extensions.conf": SWITCH, "pjsip.conf": _pjsip(sip)})
    with Phones(
        f"phones-{os.getpid()}", tmp_path / "phones", site, [ANNA, BOB, STRANGER], [NORTH]
    ) as started:
        started.wait_registered(["anna", "bob"])
        yield started
    started.instance.discard()


def _pjsip(port: int) -> str:
    parts = [f"[udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:{port}\n"]
    for phone in (ANNA, BOB):
        name = f"{phone.user}@{phone.realm}"
        digest = hashlib.md5(f"{phone.user}:{phone.realm}:{phone.password}".encode()).hexdigest()
        parts.append(
            f"[{name}]\ntype = endpoint\ncontext = desk\ndisallow = all\nallow = ulaw\n"
            f"aors = {name}\nauth = {name}\n[{name}]\ntype = aor\nmax_contacts = 2\n"
            f"[{name}]\ntype = auth\nauth_type = digest\nusername = {phone.user}\n"
            f"realm = {phone.realm}\npassword_digest = MD5:{digest}\n"
        )
    parts.append(
        "[north]\ntype = endpoint\ncontext = outside\ndisallow = all\nallow = ulaw\n"
        f"aors = north\n[north]\ntype = aor\ncontact = sip:{NORTH.address}:{NORTH.port}\n"
        f"[north]\ntype = identify\nendpoint = north\nmatch = {NORTH.address}\n"
    )
    return "\n".join(parts)


def test_only_phones_with_the_right_password_register(phones: Phones) -> None:
    assert {"anna", "bob"} == phones.registered()


def test_a_call_rings_and_is_answered(phones: Phones) -> None:
    phones.behave("anna", Behaviour("answer", 0.2, talk=1))
    phones.call("bob", "101")
    phones.wait_for(lambda seen: seen.what == "connected" and seen.who == "bob")
    phones.wait_for(lambda seen: seen.what == "ended" and seen.who == "bob")
    steps = [(seen.what, seen.who) for seen in phones.seen if seen.who == "anna"]
    assert [("rings", "anna"), ("connected", "anna"), ("ended", "anna")] == steps


@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [("busy", "17"), ("reject", "21"), ("congested", "34"), ("sip:404", "1"), ("sip:480", "19")],
)
def test_a_refused_call_ends_with_its_cause(phones: Phones, behaviour: str, cause: str) -> None:
    phones.behave("anna", Behaviour(behaviour))
    phones.call("bob", "101")
    ended = phones.wait_for(lambda seen: seen.what == "ended" and seen.who == "bob")
    assert cause == ended.detail


def test_a_carrier_is_asked_for_the_number_and_presses_keys(phones: Phones) -> None:
    phones.behave("+14165550123", Behaviour("answer", keys="w42", talk=3))
    phones.call("bob", "+14165550123")
    rings = phones.wait_for(lambda seen: seen.what == "rings")
    phones.wait_for(lambda seen: seen.what == "key" and seen.detail == "2")
    keys = [seen.detail for seen in phones.seen if seen.what == "key" and seen.who == "bob"]
    assert ("north", "+14165550123", ["4", "2"]) == (rings.who, rings.dialled, keys)


def test_a_call_from_outside_shows_its_caller(phones: Phones) -> None:
    phones.call_in("north", "+19025550100", caller='"Zoé, B." <+14165550199>')
    rings = phones.wait_for(lambda seen: seen.what == "rings")
    assert ("anna", "+14165550199", "Zoé, B.") == (rings.who, rings.number, rings.name)


def test_a_stranger_cannot_call(phones: Phones) -> None:
    phones.call("stranger", "101")
    phones.wait_for(lambda seen: seen.what == "ended" and seen.who == "stranger")
    assert not [seen for seen in phones.seen if seen.what == "rings"]


def test_an_unregistered_phone_does_not_ring(phones: Phones) -> None:
    phones.unregister("anna")
    while "anna" in phones.registered():
        pass
    phones.call("bob", "101")
    phones.wait_for(lambda seen: seen.what == "ended" and seen.who == "bob")
    assert not [seen for seen in phones.seen if seen.what == "rings"]


def test_a_hung_up_call_ends(phones: Phones) -> None:
    call = phones.call("bob", "*98", talk=60)
    phones.wait_for(lambda seen: seen.what == "connected")
    phones.hang_up(call)
    assert "bob" == phones.wait_for(lambda seen: seen.what == "ended").who


def test_an_unknown_behaviour_is_refused() -> None:
    with pytest.raises(ValueError, match="'sulks' isn't something a phone does"):
        Behaviour("sulks").text()
