"""Files of Htek's and Grandstream's phones that somebody else wrote, as the language says them."""

from __future__ import annotations

import pytest

from schema.things.device import Device
from targets.provisioning.capability import all_models
from targets.provisioning.text import CantCarry
from targets.provisioning.vendor import Adopted
from targets.provisioning.vendors import grandstream, htek
from tests.provisioning.samples import sample_key, sample_phone

HTEK = """<?xml version="1.0" encoding="UTF-8" ?>
<hl_provision version="1"><config version="1">
  <!-- an old server's file -->
  <P271 para="Account1.Active">1</P271>
  <P20000 para="Account1.Lable">Front desk</P20000>
  <P35 para="Account1.SipUserId">1001</P35>
  <P34 para="Account1.AuthenticatePassword">not-a-real-one</P34>
  <P47 para="Account1.Sipserver">pbx.example.com:5061</P47>
  <P130>2</P130><P183>1</P183><P57>9</P57><P58>8</P58><P59>8</P59>
  <P2>hunter2</P2><P1360>001FC1AABBCC</P1360><P51>20</P51>
  <P41200>1</P41200><P41400>Desk</P41400>
  <P41201>3</P41201><P41301>201</P41301><P41401>Bob</P41401>
  <P41202>3</P41202><P41302>sip:bob@example.com</P41302>
  <P41203>0</P41203>
  <P20200>2</P20200><P20201>*97</P20201>
  <P20205>14</P20205><P20206>http://example.com/x</P20206>
  <P61100>8</P61100><P61101>701</P61101>
  <P8683>3</P8683><P967></P967>
</config></hl_provision>
"""
ITEMS = """<?xml version="1.0" encoding="UTF-8"?>
<gs_provision version="1"><mac>C074AD0B63EE</mac><config version="2">
  <item name="account.1.enable">Yes</item>
  <item name="account.1.name">Front desk</item>
  <item name="account.1.sip.userid">1001</item>
  <item name="account.1.sip.subscriber.password">not-a-real-one</item>
  <item name="account.1.sip.transport">TlsOrTcp</item>
  <item name="account.1.audio.srtpMode">EnabledAndForced</item>
  <item name="account.1.codec.choice.1">G.722</item>
  <item name="account.1.codec.choice.2">PCMA</item>
  <item name="users.admin.password">hunter2</item>
  <item name="pks.vpk.1.keyMode">Line</item>
  <item name="pks.vpk.2.keyMode">1</item><item name="pks.vpk.2.value">201</item>
  <item name="pks.vpk.2.description">Bob</item>
  <item name="pks.vpk.3.keyMode">None</item>
  <item name="pks.mpk.1.keyMode">SpeedDial</item><item name="pks.mpk.1.value">+31201234567</item>
  <item name="pks.mpk.2.keyMode">CallLog</item><item name="pks.mpk.2.value"></item>
  <item name="pks.ext.41.keyMode">MonitoredCallPark</item><item name="pks.ext.41.value">701</item>
  <item name="lcd.brightness">5</item>
</config></gs_provision>
"""
CODED = """<gs_provision version="1"><config version="1">
  <P270>Front desk</P270><P130>1</P130><P183>0</P183><P57>8</P57><P58>0</P58>
  <P1363>0</P1363><P1365>11</P1365><P1468>201</P1468>
  <P23808>0</P23808><P23811>*97</P23811>
</config></gs_provision>
"""


def adopted_htek(text: str) -> Adopted:
    assert htek.VENDOR.adopt is not None
    return htek.VENDOR.adopt(text)


def adopted_grandstream(text: str) -> Adopted:
    assert grandstream.VENDOR.adopt is not None
    return grandstream.VENDOR.adopt(text)


def test_an_htek_file_is_said_in_words() -> None:
    found = adopted_htek(HTEK)
    assert (found.vendor, found.mac) == ("htek", "001fc1aabbcc")
    assert found.device == {
        "line_label": "Front desk",
        "sip": {"transport": "tls", "srtp": "optional", "codecs": ["g722", "alaw"]},
        "vlan": 20,
    }
    assert found.keys == (
        {"line": True, "label": "Desk", "at": 1},
        {"blf": "201", "label": "Bob", "at": 2},
        {"speed_dial": "*97", "at": 5},
        {"park": "701", "at": 21, "module": 2},
    )


def test_what_an_htek_file_says_without_words_is_left() -> None:
    assert set(adopted_htek(HTEK).left) == {
        "LineKey3_Type",
        "LineKey3_Value",
        "LineKey6_Type",
        "LineKey6_Value",
        "P8683",
    }


def test_symbolic_tags_are_read_like_codes() -> None:
    text = (
        "<hl_provision><config><LineKey2_Type>3</LineKey2_Type><LineKey2_Value>202</LineKey2_Value>"
    )
    text += "<Account1_Label>Bob</Account1_Label></config></hl_provision>"
    found = adopted_htek(text)
    assert (found.device, found.keys) == ({"line_label": "Bob"}, ({"blf": "202", "at": 2},))


def test_named_items_are_said_in_words() -> None:
    found = adopted_grandstream(ITEMS)
    assert (found.vendor, found.mac) == ("grandstream", "c074ad0b63ee")
    assert found.device == {
        "line_label": "Front desk",
        "sip": {"transport": "tls", "srtp": "required", "codecs": ["g722", "alaw"]},
    }
    assert found.keys == (
        {"line": True, "at": 1},
        {"blf": "201", "label": "Bob", "at": 2},
        {"speed_dial": "+31201234567", "at": 4},
        {"park": "701", "at": 1, "module": 2},
    )
    assert found.left == ("pks.mpk.2.keyMode", "lcd.brightness")


def test_codes_of_a_grandstream_phone_are_said_in_words() -> None:
    found = adopted_grandstream(CODED)
    assert found.device == {
        "line_label": "Front desk",
        "sip": {"transport": "tcp", "srtp": "off", "codecs": ["alaw", "ulaw"]},
    }
    assert found.keys == (
        {"line": True, "at": 1},
        {"blf": "201", "at": 2},
        {"speed_dial": "*97", "at": 9},
    )


@pytest.mark.parametrize("text", [HTEK, ITEMS], ids=["htek", "grandstream"])
def test_no_password_is_taken_over(text: str) -> None:
    told = str((adopted_htek if "hl_provision" in text else adopted_grandstream)(text))
    assert "hunter2" not in told
    assert "not-a-real-one" not in told


@pytest.mark.parametrize("text", ["", "account.1.enable = 1", '<!DOCTYPE a [<!ENTITY x "y">]><a/>'])
def test_what_is_no_file_of_a_phone_is_refused(text: str) -> None:
    with pytest.raises(CantCarry):
        adopted_grandstream(text)


@pytest.mark.parametrize(
    "model", ["htek-uc926", "htek-uc926u", "grandstream-grp2614", "grandstream-gxp1782"]
)
def test_a_file_of_our_own_is_taken_over_whole_and_the_language_takes_it(model: str) -> None:
    vendor = htek.VENDOR if model.startswith("htek") else grandstream.VENDOR
    keys = (sample_key("line", 1), sample_key("blf", 2), sample_key("speed_dial", 3))
    phone = sample_phone(model, keys=(*keys, sample_key("multicast_page", 5)), vlan=20)
    assert vendor.adopt is not None
    file = vendor.files(phone, vendor.dialect(all_models()[model].dialect))[0]
    found = vendor.adopt(file.document.masked())
    assert found.keys == (
        {"line": True, "label": "Alice", "at": 1},
        {"blf": "201", "label": "Bob", "at": 2},
        {"speed_dial": "+31201234567", "label": "Mum & Dad", "at": 3},
        {"multicast_page": "224.0.1.75:10000", "label": "multicast page", "at": 5},
    )
    assert found.mac == "805ec0a1b2c3"
    device = Device.model_validate({**found.device, "keys": [dict(key) for key in found.keys]})
    assert (device.sip.transport, device.sip.srtp, device.vlan) == ("tls", "required", 20)
    assert device.sip.codecs == ("g722", "alaw", "ulaw")
