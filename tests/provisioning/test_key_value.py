"""Files of lines: what they hold, what they refuse, what is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.provisioning.text import CantCarry, Hole, Joined, Value
from targets.provisioning.writers import key_value


def test_a_setting_is_a_line_and_secrets_stay_holes() -> None:
    document = key_value.written_lines(
        [("a.1", "x = y"), ("b", Joined(("admin:", Hole("pw")))), ("c", "")], "#!first\n"
    )
    assert document.parts == ("#!first\na.1 = x = y\nb = admin:", Hole("pw"), "\nc =\n")


@pytest.mark.parametrize("letter", ["\n", "\r", "\0", "\x1b", "\x85", "\u2028", "\ud800", "\t"])
def test_a_character_that_would_end_the_line_is_refused_by_its_number(letter: str) -> None:
    with pytest.raises(CantCarry, match=rf"label can't hold the character U\+{ord(letter):04X}"):
        key_value.written_lines([("label", f"Bob{letter}x = 1")])


@pytest.mark.parametrize("value", [" Bob", "Bob ", Joined((" ", Hole("pw")))])
def test_a_space_that_would_be_lost_is_refused(value: Value) -> None:
    with pytest.raises(CantCarry, match="space"):
        key_value.written_lines([("label", value)])


def test_the_word_that_clears_a_setting_is_refused_as_a_value() -> None:
    with pytest.raises(CantCarry, match="clears"):
        key_value.written_lines([("label", "%NULL%")])


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a\nb", "#a"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(CantCarry, match="name of a setting"):
        key_value.written_lines([(name, "1")])


def test_a_file_of_others_is_read_without_its_comments() -> None:
    text = "\ufeff#!version:1.0.0.1\r\n##a = 1\r\n\r\nb=2\r\n  c.1 =  x = y \nd = %NULL%\nrubbish\nb = 3"
    assert key_value.read_lines(text) == (("b", "2"), ("c.1", "x = y"), ("d", ""), ("b", "3"))


NAMES = st.text("az09._-", min_size=1, max_size=5)


@given(st.lists(st.tuples(NAMES, st.text(max_size=12)), max_size=4))
def test_whatever_is_written_is_read_back_as_it_was_meant(settings: list[tuple[str, str]]) -> None:
    try:
        text = key_value.written_lines(settings, "#!version:1.0.0.1\n").masked()
    except CantCarry:
        return
    assert list(key_value.read_lines(text)) == settings
