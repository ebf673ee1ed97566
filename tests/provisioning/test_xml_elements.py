"""XML whose settings are elements: three shapes, escapes, what is refused, reading it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.provisioning.text import CantCarry, Hole, Joined
from targets.provisioning.writers.xml_elements import coded, items, read, read_settings
from targets.provisioning.writers.xml_tree import Element, write

SETTINGS = (("P270", "Q & \"A\" <b> 'c' --> ]]>"), ("P47", ""), ("P34", Hole("acme/sip#1")))


def root(children: tuple[Element, ...]) -> Element:
    return Element("gs_provision", children=(Element("config", children=children),))


def test_a_code_is_the_name_of_an_element() -> None:
    assert "    <P34>********</P34>\n" in write(root(coded(SETTINGS))).masked()


def test_a_code_has_its_meaning_beside_it_where_one_is_known() -> None:
    text = write(root(coded(SETTINGS, {"P47": "Profile1_Sipserver"}))).masked()
    assert '<P47 para="Profile1_Sipserver"></P47>' in text
    assert "<P34>" in text


def test_an_item_has_its_name_as_an_attribute() -> None:
    text = write(root(items((("sip.transport", "UDP"),)))).masked()
    assert '<item name="sip.transport">UDP</item>' in text


@pytest.mark.parametrize("shape", [coded, items])
def test_every_shape_is_read_back(shape: object) -> None:
    assert callable(shape)
    text = write(root(shape(SETTINGS))).masked()
    assert read_settings(text) == (SETTINGS[0], SETTINGS[1], ("P34", "********"))


def test_a_secret_is_filled_in_between_texts() -> None:
    value = Joined(("https://example.com/", Hole("token"), "/<&>"))
    text = write(root(coded((("P237", value),)))).fill({"token": "abc"})
    assert read(text) == {"P237": "https://example.com/abc/<&>"}


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")))
def test_any_text_without_control_characters_comes_back_identical(text: str) -> None:
    assert read(write(root(coded((("P270", text),)))).masked()) == {"P270": text}


@given(st.text(min_size=1, max_size=20), st.sampled_from("\x00\x07\t\n\r\x1f\x7f\x85\ud800\uffff"))
def test_a_control_character_is_refused_by_its_number(text: str, control: str) -> None:
    with pytest.raises(CantCarry, match=r"U\+[0-9A-F]{4}"):
        write(root(coded((("P270", f"{text}{control}"),))))


@pytest.mark.parametrize("name", ["", "1P", "P 1", "P><", "P\n", "é"])
def test_what_isnt_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of an element"):
        write(root(coded(((name, "x"),))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "<a b='1' b='2'/>",
        "plain",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        "<!doctype a><a/>",
        "<a>\ud800</a>",
    ],
)
def test_what_isnt_well_formed_or_defines_entities_isnt_read(text: str) -> None:
    with pytest.raises(CantCarry):
        read(text)


def test_a_setting_that_stands_there_twice_is_read_twice_and_the_last_one_counts() -> None:
    text = "<a><P1>x</P1><P1>y</P1></a>"
    assert read_settings(text) == (("P1", "x"), ("P1", "y"))
    assert read(text) == {"P1": "y"}
