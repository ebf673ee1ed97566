"""The sinks: what they write reads back unchanged, and what they can't carry they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.asterisk import text
from targets.asterisk.text import Argument, Unwritable
from tests.targets.asterisk.conf_reader import read_line, read_priority

ANYTHING = st.text(max_size=60) | st.text(";-\\[]#=>(),$ {}\"'ab\n\r\x00é", max_size=30)


@given(ANYTHING)
def test_a_setting_reads_back_unchanged_or_is_refused(value: str) -> None:
    try:
        line = text.setting_line("key", text.setting(value))
    except Unwritable:
        return
    assert ("key", value) == read_line(line)


@given(ANYTHING)
def test_an_argument_reads_back_unchanged_or_is_refused(value: str) -> None:
    try:
        line = text.priority_line("start", 1, "NoOp", text.argument(value))
    except Unwritable:
        return
    assert ("start", 1, "NoOp", value) == read_priority(line)


@given(ANYTHING, ANYTHING)
def test_joined_arguments_never_begin_an_expression(left: str, right: str) -> None:
    try:
        joined = text.argument(left) + text.argument(right)
    except Unwritable:
        return
    assert ("${" in joined, "$[" in joined) == (False, False)


@given(st.text("abcz019_.*#+- ~()[]!XNZxn", max_size=20))
def test_an_extension_has_no_character_that_asterisk_drops(name: str) -> None:
    try:
        written = text.extension(name)
    except Unwritable:
        return
    assert name == written
    assert not set(written) & set("- ()[]!,")
    assert not written.startswith("_")


@pytest.mark.parametrize(
    "value",
    ["a\nb", "a\rb", "a\x00b", "a\x85b", "a\u2028b", "\ud800", "a,b", "a(b", "a)b", 'a"b', "a\\b",
     "${EXTEN}", "$[1+1]", "ends in $", "a|b", "x" * 1001],
)  # fmt: skip
def test_an_argument_with_a_dangerous_text_is_refused(value: str) -> None:
    with pytest.raises(Unwritable):
        text.argument(value)


@pytest.mark.parametrize(
    "value", ["a\nb", "a\x00b", " a", "a ", "${SHELL(id)}", "$[1]", "\u2029", "é" * 501]
)
def test_a_setting_with_a_dangerous_text_is_refused(value: str) -> None:
    with pytest.raises(Unwritable):
        text.setting(value)


@pytest.mark.parametrize("value", ["a-b", "_x", "", "a b", "a,b", "${X}", "x" * 80, "A"])
def test_an_extension_of_another_alphabet_is_refused(value: str) -> None:
    with pytest.raises(Unwritable):
        text.extension(value)


@pytest.mark.parametrize("value", ["_x", "_n1", "_z", "_X!", "_X.1", "_a-b", "X", "_", "_[a-z]"])
def test_a_pattern_that_matchers_read_differently_is_refused(value: str) -> None:
    with pytest.raises(Unwritable):
        text.pattern(value)


@pytest.mark.parametrize("value", ["general", "globals", "Upper", "a b", "", "1a", "x" * 80])
def test_a_context_of_another_alphabet_is_refused(value: str) -> None:
    with pytest.raises(Unwritable):
        text.context(value)


def test_a_part_with_the_mark_that_splits_it_is_refused() -> None:
    with pytest.raises(Unwritable):
        text.part("Bergström, Anna", but=",|")


def test_a_line_of_over_4000_bytes_is_refused() -> None:
    with pytest.raises(Unwritable):
        text.setting_line("key", text.Setting("x" * 4000))


def test_data_that_one_manager_action_cannot_carry_is_refused() -> None:
    with pytest.raises(Unwritable):
        text.priority_line("start", 1, "NoOp", Argument("x" * 1001))


def test_a_refusal_names_the_sink_the_value_and_why() -> None:
    with pytest.raises(Unwritable) as refused:
        text.argument("a,b")
    found = (refused.value.sink, refused.value.value, refused.value.why)
    assert ("a dialplan argument", "a,b", "',' splits or quotes arguments") == found
