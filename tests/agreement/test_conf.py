"""Asterisk's text rules, as the reader keeps them."""

from __future__ import annotations

import pytest

from targets.asterisk.reader.arithmetic import value_of
from targets.asterisk.reader.conf import Section, read_sections
from targets.asterisk.reader.dialplan import Line, read_bundle
from targets.asterisk.reader.matching import does_match, rank_of
from targets.asterisk.reader.unreadable import Unreadable


def settings_of(text: str) -> tuple[tuple[str, str], ...]:
    """The settings of a text's first section."""
    return read_sections({"a.conf": text.encode()}, "a.conf")[0].settings


def line_of(text: str, name: str = "a", priority: int = 1) -> Line:
    """A line of the context `c`."""
    plan = read_bundle({"extensions.conf": f"[c]\n{text}\n".encode()})
    found = plan.find("c", name, priority)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("k = v ; comment", "v"),
        (r"k = a\;b", "a;b"),
        (r"k = a\\;b", r"a\;b"),
        ("k => v", "v"),
        ("  k=v  \r", "v"),
        ("k = a ;-- b --; c", "a  c"),
        ("k = a=b", "a=b"),
        ("k = a\u2028b", "a\u2028b"),
        ("k = v;--- only a comment", "v"),
    ],
)
def test_a_setting_is_read_as_asterisk_does(line: str, value: str) -> None:
    assert (("k", value),) == settings_of(f"[s]\n{line}\n")


def test_a_long_comment_hides_lines_and_may_be_nested() -> None:
    assert (("k", "1"), ("l", "2")) == settings_of("[s]\nk=1\n;-- a\nm=3 ;-- b --;\nn=4 --;\nl=2\n")


def test_included_files_stand_in_their_place_by_name() -> None:
    files = {
        "a.conf": b"[s]\nx=1\n#include d/*.conf\n#tryinclude none.conf\n",
        "d/b.conf": b"[t]\ny=2\n",
        "d/a.conf": b"z=3\n",
        "d/e/c.conf": b"[u]\n",
    }
    both = (Section("s", (("x", "1"), ("z", "3"))), Section("t", (("y", "2"),)))
    assert both == read_sections(files, "a.conf")


@pytest.mark.parametrize(
    "text",
    [
        "x=1\n",
        "[s\n",
        "[s](!)\n",
        "[s]\nnonsense\n",
        "[s]\nk += 1\n",
        "[s]\nk = v --; w\n",
        "[s]\n;-- no end\n",
        "\ufeff[s]\n",
        "[s]\nk = " + "x" * 8190 + "\n",
        f"[{'s' * 80}]\n",
        "#include nothing.conf\n",
        "#exec ls\n",
        "[s]\nk = a\0b\n",
    ],
)
def test_what_asterisk_would_drop_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_sections({"a.conf": text.encode()}, "a.conf")


def test_a_line_has_an_application_and_its_data() -> None:
    assert Line("Set", "A=(1,2)") == line_of("exten => a,1,Set(A=(1,2))")


def test_next_priorities_follow_the_last() -> None:
    assert Line("Hangup", "") == line_of("exten => a,1,NoOp()\nsame => n,Hangup()", priority=2)


def test_hyphens_of_an_extension_do_not_count() -> None:
    assert Line("NoOp", "x") == line_of("exten => a-b,1,NoOp(x)", "ab")


@pytest.mark.parametrize(
    "text",
    [
        "exten => a,1,NoOp()\nexten => a,1,Hangup()",
        "exten => a-b,1,NoOp()\nexten => ab,1,Hangup()",
        "exten => a,x,NoOp()",
        "exten => a,1,NoOp(",
        f"exten => {'a' * 80},1,NoOp()",
        "exten => _a!,1,NoOp()",
        "include => other",
    ],
)
def test_a_dialplan_that_asterisk_repairs_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        line_of(text)


def test_a_hint_is_no_priority() -> None:
    plan = read_bundle({"extensions.conf": b"[c]\nexten => 101,hint,PJSIP/anna-desk@h\n"})
    assert None is plan.find("c", "101", 1)


def test_narrower_patterns_are_tried_first() -> None:
    ordered = ["_911", "_9XX", "_[2-3]X".replace("-", ""), "_NXX", "_ZXX", "_XXX", "_XX", "_X."]
    assert ordered == sorted([*ordered[4:], *ordered[:4]], key=rank_of)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("_t3*NXX", "t3*234", True),
        ("_t3*NXX", "t3*134", False),
        ("_X.", "1", False),
        ("_X.", "1a*", True),
        ("_[13]X", "3-2", True),
        ("_ZX", "01", False),
    ],
)
def test_a_pattern_fits_what_it_says(pattern: str, text: str, fits: bool) -> None:
    assert fits == does_match(pattern, text)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a" = "a"', "1"),
        ('"1.0" = "1"', "0"),
        ('"0900" <= "0930"', "1"),
        ("0900 < 1000", "1"),
        ("9 < 10", "1"),
        ('"9" < "10"', "0"),
        ("03 + 1", "4"),
        ("7 / 2", "3.5"),
        ("1 + 2 * 3 = 7", "1"),
        ('"x" = "y" | "x" = "x"', "1"),
        ("0 | 0", "0"),
        ("(1 + 1) * 2", "4"),
        ("5 - -1", "6"),
    ],
)
def test_an_expression_comes_to_its_value(expression: str, value: str) -> None:
    assert value == value_of(expression)


@pytest.mark.parametrize("expression", [" = 1", "1 +", "(1", "1 2", '"a', "a + 1", "1 / 0", "!"])
def test_a_wrong_expression_is_unreadable(expression: str) -> None:
    with pytest.raises(Unreadable):
        value_of(expression)
