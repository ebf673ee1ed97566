"""XML whose settings are named by the way to them: what is written, read back, refused."""

from __future__ import annotations

import pytest

from targets.provisioning.text import CantCarry, Hole, Joined
from targets.provisioning.writers.xml_ways import read_ways, written_ways


def index(element: str) -> str:
    return "n" if element == "line" else "idx"


def test_settings_with_a_common_way_stand_in_one_element_wherever_they_come() -> None:
    document = written_ways("root", (("a:x", "1"), ("b", "2"), ("a:y[3]", "4")), index)
    assert document.masked() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<root>\n  <a>\n    <x>1</x>\n'
        '    <y idx="3">4</y>\n  </a>\n  <b>2</b>\n</root>\n'
    )


def test_an_element_has_the_index_of_its_own_name() -> None:
    assert '<line n="2">x</line>' in written_ways("r", (("line[2]", "x"),), index).masked()


def test_an_attribute_may_hold_a_secret() -> None:
    settings = (("p[a]@value", Joined(("x&", Hole("s")))),)
    assert written_ways("r", settings, index).fill({"s": "abc"}).count('value="x&amp;abc"') == 1


@pytest.mark.parametrize(
    "settings",
    [
        (("a", "1"), ("b:c[1]", "two"), ("b:c[2]", ""), ("b:c[2]@label", 'Q & "A" <x>')),
        (("line[1]:x", "é\U0001f600"), ("line[2]:x", "a--b ]]> '"), ("z@w", "only")),
    ],
)
def test_a_file_reads_back_as_the_settings_meant(settings: tuple[tuple[str, str], ...]) -> None:
    read = read_ways(written_ways("r", settings, index).masked(), index)
    assert {way: value for way, value in read.items() if way != "z"} == dict(settings)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ((("a", "1"), ("a", "2")), "a is said twice"),
        ((("a", "1"), ("a:b", "2")), "a has both a value and elements"),
        ((("a b", "1"),), "'a b' is not the name of an element"),
        ((("a@x y", "1"),), "'@x y' is not the name of an attribute"),
        ((("a", "line\nbreak"),), "XML can't carry U\\+000A"),
        ((("a@b", "nul\x00l"),), "XML can't carry U\\+0000"),
    ],
)
def test_what_has_no_place_is_refused(settings: tuple[tuple[str, str], ...], why: str) -> None:
    with pytest.raises(CantCarry, match=why):
        written_ways("r", settings, index)


@pytest.mark.parametrize("text", ["<r><a></r>", "", '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>'])
def test_what_isnt_plain_xml_isnt_read(text: str) -> None:
    with pytest.raises(CantCarry):
        read_ways(text, index)
