"""The writer of Cisco's flat profile: what it refuses, and what it reads back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.provisioning.text import CantCarry, Hole, Joined
from targets.provisioning.writers.flat_profile import function, plain, read, write

NAMES = st.sampled_from(["User_ID_1_", "Attn-Xfer_Act_Code", "G722.2_Enable_1_", "Station_Name"])
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=20
)


@settings(max_examples=30)
@given(st.dictionaries(NAMES, TEXTS, min_size=1))
def test_settings_come_back_as_they_were_meant(wanted: dict[str, str]) -> None:
    assert wanted == read(write(wanted.items()).masked())


def test_a_setting_is_kept_from_those_who_use_the_phone() -> None:
    assert '<User_ID_1_ ua="na">alice</User_ID_1_>' in write([("User_ID_1_", "alice")]).masked()


def test_texts_and_secrets_stand_in_one_value() -> None:
    rule = Joined(("[--uid a --pwd ", Hole("web"), "]https://x/$MA.xml"))
    filled = write([("Profile_Rule", rule)]).fill({"web": "s3cret"})
    assert "[--uid a --pwd s3cret]https://x/$MA.xml" == read(filled)["Profile_Rule"]


def test_a_setting_that_stands_twice_is_refused_by_name() -> None:
    with pytest.raises(CantCarry, match="User_ID_1_"):
        write([("User_ID_1_", "a"), ("User_ID_1_", "b")])


@pytest.mark.parametrize("name", ["", "1_", "a b", "a>", "é"])
def test_a_name_that_isnt_one_in_xml_is_refused(name: str) -> None:
    with pytest.raises(CantCarry):
        write([(name, "1")])


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "\ud800"])
def test_a_character_that_an_element_cant_hold_is_refused(text: str) -> None:
    with pytest.raises(CantCarry, match=r"U\+"):
        write([("Station_Name", text)])


@pytest.mark.parametrize("text", ["$USER", "to $PROXY", "${x}", "$(x)"])
def test_a_text_that_the_phone_would_expand_is_refused(text: str) -> None:
    with pytest.raises(CantCarry, match=r"\$"):
        plain(text)


@pytest.mark.parametrize("text", ["$5 only", "100$", "a;b=c"])
def test_a_text_that_the_phone_leaves_alone_is_kept(text: str) -> None:
    assert text == plain(text)


def test_a_function_names_its_parts_in_order() -> None:
    assert "fnc=sd;ext=201@$PROXY;nme=Mum & Dad" == function("sd", "Mum & Dad", ext="201@$PROXY")


@pytest.mark.parametrize("character", [";", "="])
def test_a_delimiter_in_the_label_of_a_key_is_refused_by_name(character: str) -> None:
    with pytest.raises(CantCarry, match=character):
        function("sd", f"a{character}fnc", ext="1")
