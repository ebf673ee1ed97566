"""Every kind of scalar: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schema import scalars as s

KINDS = sorted(name for name in s.__all__ if name[0].isupper() and name != "CODECS")


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: Any) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    return dict(error)


GOOD: list[tuple[str, Any, Any]] = [
    ("Slug", "front-desk", "front-desk"),
    ("Slug", "9", "9"),
    ("VariableName", "order_number", "order_number"),
    ("Extension", "0101", "0101"),
    ("Digits", "007", "007"),
    ("DialString", "*97", "*97"),
    ("DialString", "+1902", "+1902"),
    ("StarCode", "*97", "*97"),
    ("StarCode", "**", "**"),
    ("Pin", "0000", "0000"),
    ("E164", "+14165550100", "+14165550100"),
    ("E164", "+442079460000", "+442079460000"),
    ("Pattern", "7XX", "7XX"),
    ("Pattern", "[2-46]X.", "[2346]X."),
    ("Pattern", "[0-9]", "X"),
    ("Seconds", "20s", 20),
    ("Seconds", "2m", 120),
    ("Seconds", "1h30m", 5400),
    ("Seconds", "1d", 86400),
    ("Seconds", "45", 45),
    ("Seconds", "0", 0),
    ("Seconds", 45, 45),
    ("Count", "7", 7),
    ("Count", 7, 7),
    ("Port", "5060", 5060),
    ("Flag", "yes", True),
    ("Flag", "Off", False),
    ("Flag", True, True),
    ("ClockTime", "8:05", "08:05"),
    ("ClockTime", "23:59", "23:59"),
    ("DisplayName", "Zoë O’Neill-Łukasz", "Zoë O’Neill-Łukasz"),
    ("DisplayName", "Zoe\u0308", "Zoë"),
    ("DisplayName", "北京 Office 2", "北京 Office 2"),
    ("CallerName", "A & B", "A & B"),
    ("AddressLine", "12 Water Street, #4 (rear)", "12 Water Street, #4 (rear)"),
    ("SpokenText", "We are closed.\nGoodbye!", "We are closed.\nGoodbye!"),
    ("Email", "desk+1@harbour.example", "desk+1@harbour.example"),
    ("WebAddress", "https://example.com/hook?a=1", "https://example.com/hook?a=1"),
    ("Mac", "80:5e:C0:aa:BB:01", "805ec0aabb01"),
    ("Mac", "805e.c0aa.bb01", "805ec0aabb01"),
    ("Mac", "80-5E-C0-AA-BB-01", "805ec0aabb01"),
    ("Zone", "America/Halifax", "America/Halifax"),
    ("CountryCode", "ca", "CA"),
    ("Language", "en-CA", "en-ca"),
    ("Host", "SIP.Example.com", "sip.example.com"),
    ("Host", "203.0.113.7", "203.0.113.7"),
    ("Host", "2001:db8::1", "2001:db8::1"),
    ("Cidr", "203.0.113.0/24", "203.0.113.0/24"),
    ("Cidr", "203.0.113.7", "203.0.113.7/32"),
    ("Cidr", "2001:db8::/32", "2001:db8::/32"),
    ("MediaFile", "greetings/main-1.wav", "greetings/main-1.wav"),
    ("Codec", "g722", "g722"),
    ("Codec", "PCMU", "ulaw"),
    ("Money", "12.50 CAD", s.Money("CAD", Decimal("12.50"))),
]

BAD: list[tuple[str, str]] = [
    ("Slug", "Front"), ("Slug", "-a"), ("Slug", ""), ("Slug", "a" * 41), ("Slug", "a\n"),
    ("Slug", "é"), ("Slug", "a_b"), ("VariableName", "9a"), ("Extension", "1"),
    ("Extension", "12345678"), ("Extension", "12a"), ("Extension", "１２３"), ("Digits", "1 2"),
    ("DialString", "1+"), ("DialString", "1,2"), ("StarCode", "*"), ("StarCode", "*x"),
    ("E164", "14165550100"), ("E164", "+1 416 555 0100"), ("E164", "+0123456789"),
    ("E164", "+1416555"), ("E164", "+999123456789"), ("E164", "+1234567890123456"),
    ("Pattern", "7xx"), ("Pattern", "[]"), ("Pattern", "[4-2]"), ("Pattern", ".7"), ("Pattern", ""),
    ("Seconds", "1.5"), ("Seconds", ""), ("Seconds", "m"), ("Seconds", "1m1h"), ("Seconds", "-5"),
    ("Seconds", "5 s"), ("Seconds", "٥"), ("Count", "1.0"), ("Count", "-1"), ("Count", "1e3"),
    ("Port", "0"), ("Port", "65536"), ("Flag", "maybe"), ("Flag", "1"), ("ClockTime", "24:00"),
    ("ClockTime", "8"), ("DisplayName", ""), ("DisplayName", " a"), ("DisplayName", "a "),
    ("DisplayName", "   "), ("DisplayName", "a,b"), ("DisplayName", "a;b"), ("DisplayName", 'a"b'),
    ("DisplayName", "a\\b"), ("DisplayName", "a${b}"), ("DisplayName", "a\tb"),
    ("DisplayName", "a\u200bb"), ("DisplayName", "a\u202eb"), ("DisplayName", "a\u2028b"),
    ("DisplayName", "a\ufe0fb"), ("DisplayName", "\u3164"), ("DisplayName", "\u0301a"),
    ("DisplayName", "a" * 61), ("DisplayName", "<b>"), ("DisplayName", "a😀"),
    ("CallerName", "a" * 41), ("AddressLine", "a;b"), ("AddressLine", "a" * 81),
    ("SpokenText", " "), ("SpokenText", "a\u202eb"), ("Email", "a"), ("Email", "a@b"),
    ("Email", "a,b@c.example"), ("Email", "a|b@c.example"), ("Email", '"a"@c.example'),
    ("Email", ".a@c.example"), ("Email", "a@c.example\n"), ("Email", "ä@c.example"),
    ("WebAddress", "http://example.com"), ("WebAddress", "https://a b"),
    ("WebAddress", "https://u:p@example.com"), ("Mac", "80:5e:c0:aa:bb"),
    ("Mac", "80:5e:c0:aa:bb:0g"), ("Zone", "Halifax"), ("Zone", "EST5"), ("Zone", "../x"),
    ("CountryCode", "XX"), ("Language", "english"), ("Host", "-a.example"), ("Host", "a_b"),
    ("Host", "1.2.3"), ("Host", "fe80::1%eth0"), ("Host", "a" * 64), ("Host", "a..b"),
    ("Cidr", "203.0.113.1/24"), ("Cidr", "203.0.113.0/33"), ("Cidr", "x"),
    ("MediaFile", "../a.wav"), ("MediaFile", "/a.wav"), ("MediaFile", "a.exe"),
    ("MediaFile", "a b.wav"), ("MediaFile", ".a.wav"), ("Codec", "mp3"), ("Money", "12.50"),
    ("Money", "12,50 CAD"), ("Money", "1e3 CAD"), ("Money", "12.50 cad"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "expected"), GOOD)
def test_a_right_value_is_read(kind: str, value: Any, expected: Any) -> None:
    found = read(getattr(s, kind), value)
    assert (type(expected), expected) == (type(found), found)


@pytest.mark.parametrize(("kind", "value", "expected"), GOOD)
def test_a_value_that_was_read_is_right_already(kind: str, value: Any, expected: Any) -> None:
    assert expected == read(getattr(s, kind), read(getattr(s, kind), value))


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_wrong_value_is_refused_with_a_sentence_that_quotes_it(kind: str, value: str) -> None:
    error = refusal(getattr(s, kind), value)
    assert "pbxc" == error["type"]
    assert error["msg"].startswith('"' + value[:5].replace("\n", "\\u000a")[:1])
    assert error["msg"].endswith(".")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("value", "quoted"), [(None, "nothing"), ({}, "a mapping"), ([], "a list")]
)
def test_what_is_no_scalar_is_refused(kind: str, value: Any, quoted: str) -> None:
    error = refusal(getattr(s, kind), value)
    assert "pbxc" == error["type"]
    assert kind == "Pin" or error["msg"].startswith(quoted)


@pytest.mark.parametrize("value", [True, 1.5, float("nan")])
@pytest.mark.parametrize("kind", ["Seconds", "Count", "Port"])
def test_a_whole_number_is_neither_a_truth_value_nor_a_float(kind: str, value: Any) -> None:
    assert "pbxc" == refusal(getattr(s, kind), value)["type"]


def test_a_pin_is_never_quoted() -> None:
    assert "secret9" not in refusal(s.Pin, "secret9")["msg"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("Zone", "America/Halifx", "Did you mean America/Halifax?"),
        ("Zone", "america/halifax", "Did you mean America/Halifax?"),
        ("Codec", "ulow", "Did you mean ulaw?"),
        ("E164", "+1 (416) 555-0100", "Write +14165550100."),
        ("Cidr", "10.1.2.3/8", "Write 10.0.0.0/8."),
        ("Pattern", "7xx", "Write 7XX."),
        ("Slug", "X", ""),
    ],
)
def test_the_help_says_what_was_probably_meant(kind: str, value: str, expected: str) -> None:
    assert expected == refusal(getattr(s, kind), value)["ctx"]["help"]


def test_a_long_value_is_cut_and_an_invisible_one_made_visible() -> None:
    assert '"aaa' in refusal(s.Slug, "a" * 500)["msg"]
    assert len(refusal(s.Slug, "a" * 500)["msg"]) < 200
    assert "\\u202e" in refusal(s.DisplayName, "a\u202eb")["msg"]


def test_braces_in_a_value_stay_what_they_are() -> None:
    text = "{help}{0}{sentence}"
    assert f'"{text}"' in refusal(s.Slug, text)["msg"]


@pytest.mark.parametrize(
    ("value", "fits"), [("9", False), ("10", True), ("60", True), ("61", False)]
)
def test_a_duration_can_have_bounds(value: str, fits: bool) -> None:
    kind = Annotated[int, s.duration(10, 60)]
    if fits:
        assert int(value) == read(kind, value)
    else:
        assert f'"{value}" is out of range: 10 to 60 seconds.' == refusal(kind, value)["msg"]


def test_a_whole_number_can_have_bounds() -> None:
    assert '"0" is out of range: 1 to 99.' == refusal(Annotated[int, s.whole(1, 99)], "0")["msg"]


def test_money_is_exact_and_written_back_as_it_was() -> None:
    adapter = TypeAdapter(s.Money)
    assert b'"0.0045 USD"' == adapter.dump_json(adapter.validate_python("0.0045 USD"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_schema_with_a_description(kind: str) -> None:
    schema = TypeAdapter(getattr(s, kind)).json_schema()
    assert schema["description"].endswith((".", "/_", "()"))
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize(("kind", "value", "expected"), GOOD)
def test_the_schema_takes_what_the_reader_takes(kind: str, value: Any, expected: Any) -> None:
    schema = TypeAdapter(getattr(s, kind)).json_schema()
    if isinstance(value, str) and "pattern" in schema:
        assert re.search(schema["pattern"], value)


@given(st.text(max_size=12))
def test_a_name_for_people_holds_nothing_that_a_file_of_a_switch_could_mistake(text: str) -> None:
    try:
        found = read(s.DisplayName, text)
    except ValidationError:
        return
    assert not set(found) & set('\n\r\t\0,;|"\\$%<>[]{}()=!#*?^~:@`')


@given(st.text(max_size=20))
def test_no_text_makes_a_reader_fail_otherwise_than_by_refusing(text: str) -> None:
    assert set() == {kind for name in KINDS for kind in refusals(getattr(s, name), text)} - {"pbxc"}


def refusals(kind: Any, value: str) -> set[str]:
    try:
        read(kind, value)
    except ValidationError as error:
        return {one["type"] for one in error.errors()}
    return set()
