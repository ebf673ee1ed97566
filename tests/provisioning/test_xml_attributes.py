"""The writer of Poly's files: what it escapes, what it refuses, and what it reads back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from targets.provisioning.text import CantCarry, Hole, Joined
from targets.provisioning.writers.xml_attributes import read, write, write_element

NAMES = st.sampled_from(
    ["reg.1.label", "reg.12.label", "device.set", "a", "voice.codecPref.G7221.32kbps"]
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=20
)


@settings(max_examples=30)
@given(st.dictionaries(NAMES, TEXTS))
def test_settings_come_back_as_they_were_meant(wanted: dict[str, str]) -> None:
    assert wanted == read(write(wanted.items()).masked())


@settings(max_examples=30)
@given(st.dictionaries(NAMES, TEXTS))
def test_another_parser_reads_the_same_settings(wanted: dict[str, str]) -> None:
    root = etree.fromstring(write(wanted.items()).masked().encode())
    found = {str(name): str(value) for one in root.iter() for name, value in one.items()}
    assert wanted == found


def test_a_setting_is_a_line_of_its_own() -> None:
    text = write([("reg.1.label", 'A & "B"'), ("device.set", "1")]).masked()
    assert [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        "<polycomConfig>",
        '  <reg reg.1.label="A &amp; &quot;B&quot;"/>',
        '  <device device.set="1"/>',
        "</polycomConfig>",
    ] == text.splitlines()


def test_a_secret_stays_a_hole() -> None:
    document = write([("device.prov.serverName", Joined(("https://x/", Hole("token"), "/")))])
    assert ("token",) == document.secrets


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\tb", "a\x00b", "a\x85b", "\ud800", "\uffff"])
def test_a_character_that_an_attribute_cant_hold_is_refused(text: str) -> None:
    with pytest.raises(CantCarry, match=r"U\+"):
        write([("reg.1.label", text)])


def test_a_setting_that_stands_twice_is_refused_by_name() -> None:
    with pytest.raises(CantCarry, match=r"reg\.1\.label"):
        write([("reg.1.label", "a"), ("reg.1.address", "b"), ("reg.1.label", "a")])


@pytest.mark.parametrize("name", ["", "1.label", 'a" b="', "a b", "a>", "é.label"])
def test_a_name_that_isnt_one_in_xml_is_refused(name: str) -> None:
    with pytest.raises(CantCarry):
        write([(name, "1")])


def test_a_file_of_one_element_reads_back() -> None:
    wanted = {"APP_FILE_PATH": "", "CONFIG_FILES": "a.cfg, b.cfg"}
    assert wanted == read(write_element("APPLICATION", wanted.items()).masked())


@pytest.mark.parametrize(
    "text",
    [
        "<a b='1'",
        "<a b='1' b='2'/>",
        "<a><b c='1'/><d c='2'/></a>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a b='&e;'/>",
    ],
    ids=["cut off", "twice in an element", "twice in a file", "entities"],
)
def test_a_file_that_a_phone_would_stumble_over_is_refused(text: str) -> None:
    with pytest.raises(CantCarry):
        read(text)
