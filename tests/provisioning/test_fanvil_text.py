"""Fanvil's text: what is written, read back, refused."""

from __future__ import annotations

import pytest

from targets.provisioning.text import CantCarry, Hole
from targets.provisioning.writers.fanvil_text import read_text, version_in, written_text

SETTINGS = (
    ("SIP_CONFIG_MODULE:--SIP_Line_List--:SIP1_Phone_Number", "alice"),
    ("QOS_CONFIG_MODULE:VLAN_ID", ""),
    ("SIP_CONFIG_MODULE:Notify_Reboot", "0"),
    ("SIP_CONFIG_MODULE:--SIP_Line_List--:SIP1_SRTP_Auth-Tag", "a:b = c # d"),
)


def test_a_module_has_what_belongs_to_none_of_its_parts_first() -> None:
    assert written_text("2.0000000001", SETTINGS).masked() == (
        "<<VOIP CONFIG FILE>>Version:2.0000000001\n\n"
        "<SIP CONFIG MODULE>\n"
        "Notify Reboot      :0\n"
        "--SIP Line List--  :\n"
        "SIP1 Phone Number  :alice\n"
        "SIP1 SRTP Auth-Tag :a:b = c # d\n\n"
        "<QOS CONFIG MODULE>\n"
        "VLAN ID            :\n\n"
        "<<END OF FILE>>\n"
    )


def test_a_file_reads_back_as_the_settings_meant() -> None:
    text = written_text("2.0000000001", SETTINGS).masked()
    assert read_text(text) == dict(SETTINGS)
    assert version_in(text) == "2.0000000001"


def test_a_text_that_phones_export_is_read() -> None:
    text = "<<VOIP CONFIG FILE>>Version:2.0000000000                      \r\n\r\n<A B MODULE>\r\nC :1\r\n"
    assert read_text(text) == {"A_B_MODULE:C": "1"}


@pytest.mark.parametrize(
    "value", ["a\nFlash Server IP:evil", "a\rb", "nul\x00l", "\u2028", " ahead", "behind ", "\x85"]
)
def test_a_value_that_is_no_line_is_refused(value: str) -> None:
    with pytest.raises(CantCarry, match="C can't hold"):
        written_text("2.1", (("A_MODULE:C", value),))


@pytest.mark.parametrize("name", ["C", "A_MODULE:", "A_MODULE:x:C", "A:B:C:D", "A_MODULE:C\n"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(CantCarry):
        written_text("2.1", ((name, Hole("s")),))


def test_another_file_isnt_read() -> None:
    with pytest.raises(CantCarry, match="VOIP CONFIG FILE"):
        read_text("<sysConf></sysConf>")
