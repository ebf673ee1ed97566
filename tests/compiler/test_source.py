"""Reading YAML: what is taken, what is refused, and where the finger points."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compiler import source
from compiler.diagnostics import Place
from compiler.source import find_positions, open_c_parser, open_pure_parser, read_yaml

CASES = sorted((Path(__file__).parents[1] / "cases" / "yaml").glob("*.yaml"))
EXPECTATION = re.compile(r"# expect: (\w+)(?:@(\d+))?")
PARSERS = [open_c_parser, open_pure_parser]
both_parsers = pytest.mark.parametrize("parser", PARSERS, ids=["c", "pure"])


def found_in(data: bytes, parser: source.Parser = source.PARSER) -> list[tuple[str, int, int]]:
    """Code, line and column of every finding, in the order of the file."""
    found = []
    for diagnostic in read_yaml(data, "a.yaml", parser).diagnostics:
        assert isinstance(diagnostic.origin, Place)
        found.append((diagnostic.code, diagnostic.origin.line, diagnostic.origin.column))
    return sorted(found, key=lambda one: one[1:])


def expected_in(text: str) -> list[tuple[str, int, int]]:
    """What the comments of a case expect; column 0 where they name none."""
    return [
        (match[1], number, int(match[2] or 0))
        for number, line in enumerate(text.splitlines(), 1)
        for match in EXPECTATION.finditer(line)
    ]


@both_parsers
@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_case_gives_what_its_comments_expect(case: Path, parser: source.Parser) -> None:
    expected = expected_in(case.read_text(encoding="utf-8"))
    columns = {(code, line): column for code, line, column in expected}
    actual = [
        (code, line, column if columns.get((code, line), 1) else 0)
        for code, line, column in found_in(case.read_bytes(), parser)
    ]
    assert expected == actual


WRONG = {
    "a tab": (b"users:\n\tanna: x\n", [("YML102", 2, 1)]),
    "tabs in three lines": (
        b"a:\n\tb:\n\t\tc: x\nd:\n \te: [\n",
        [("YML102", 2, 1), ("YML102", 3, 1), ("YML102", 5, 1)],
    ),
    "a NUL": (b"a: b\0c\n", [("YML112", 1, 5)]),
    "an escape character": (b"a: 1\nb: x\x1b[0m\n", [("YML112", 2, 5)]),
    "a line separator": ("a: b\u2028c\n".encode(), [("YML112", 1, 5)]),
    "a next-line character": ("a: b\x85c\n".encode(), [("YML112", 1, 5)]),
    "a turned direction": ("a: b\n# c \u202e\n".encode(), [("YML112", 2, 5)]),
    "a zero-width blank": ("a: b\u200bc\n".encode(), [("YML112", 1, 5)]),
    "the parser's own stand-in": ("a: \uf8ff\n".encode(), [("YML112", 1, 4)]),
    "its escape": (b'a: "\\uF8FF"\n', [("YML112", 1, 5)]),
    "Latin-1": ("a: 1\nb: caf\xe9\n".encode("latin-1"), [("YML113", 2, 7)]),
    "UTF-16": ("a: 1".encode("utf-16"), [("YML113", 0, 0)]),
    "33 levels": (b"a: " + b"[" * 40 + b"]" * 40, [("YML110", 1, 35)]),
    "20,000 brackets": (b"a: " + b"[" * 20_000, [("YML110", 1, 35)]),
    "too many values": (b"a: [" + b"1," * 100_001 + b"]", [("YML111", 0, 0)]),
    "over 1 MiB": (b"# " + b"x" * (1 << 20), [("YML111", 0, 0)]),
    "a bare text": (b"anna\n", [("YML115", 1, 1)]),
    "a key without a name": (b"a: 1\n: x\n", [("YML116", 2, 1)]),
    "a Python object": (b"a: !!python/object:os.system x\n", [("YML107", 1, 4)]),
    "a code in brackets that is a comment": (b"a: [#31#]\n", [("YML114", 1, 5)]),
    "an alias of two stars": (b"a: *97*\n", [("YML105", 1, 4)]),
    "a quote that never ends": (b"a: 1\nb: 'x\n", [("YML101", 2, 4)]),
    "an alias bomb": (
        b"a: &a [x]\nb: &b [*a, *a]\n",
        [("YML104", 1, 4), ("YML104", 2, 4), ("YML104", 2, 8), ("YML104", 2, 12)],
    ),
}


@both_parsers
@pytest.mark.parametrize(("data", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_input_is_refused_at_its_place(
    data: bytes, expected: list[tuple[str, int, int]], parser: source.Parser
) -> None:
    assert expected == found_in(data, parser)


RIGHT: dict[str, tuple[bytes, Any]] = {
    "nothing": (b"", {}),
    "only comments": (b"# nothing\n", {}),
    "empty, quoted empty, tilde, null": (
        b"a:\nb: ''\nc: ~\nd: null\n",
        {"a": None, "b": "", "c": "~", "d": "null"},
    ),
    "YAML's own guesses": (
        b"a: no\nb: 0101\nc: +14165550100\nd: 12:30\ne: 1_000\nf: 1.10\ng: 2026-01-01\n",
        {"a": "no", "b": "0101", "c": "+14165550100", "d": "12:30"}
        | {"e": "1_000", "f": "1.10", "g": "2026-01-01"},
    ),
    "times in braces": (
        b"open: {mon-thu: 08:00-17:00, fri: [08:00, 12:30]}\n",
        {"open": {"mon-thu": "08:00-17:00", "fri": ["08:00", "12:30"]}},
    ),
    "a byte order mark": (b"\xef\xbb\xbfa: b\n", {"a": "b"}),
    "Windows line ends": (b"a: b\r\nc:\r\n  - d\r\n", {"a": "b", "c": ["d"]}),
    "block texts": (b"a: |\n  b\n  c\nd: >-\n  e\n  f\n", {"a": "b\nc\n", "d": "e f"}),
    "a document start": (b"---\na: b\n...\n", {"a": "b"}),
    "other scripts": ("a: Zoë 王 🙂\n".encode(), {"a": "Zoë 王 🙂"}),
}


@both_parsers
@pytest.mark.parametrize(("data", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_scalar_is_the_text_that_was_typed(
    data: bytes, expected: Any, parser: source.Parser
) -> None:
    reading = read_yaml(data, "a.yaml", parser)
    assert (expected, ()) == (reading.tree, reading.diagnostics)


def test_the_message_for_a_star_code_says_what_to_write() -> None:
    (found,) = read_yaml(b"voicemail: *97\n", "a.yaml").diagnostics
    assert 'Write "*97".' == found.help


def test_a_duplicate_key_shows_the_first_one_too() -> None:
    (found,) = read_yaml(b"a:\n  b: 1\n  c: 2\n  b: 3\n", "a.yaml").diagnostics
    assert [("it stands here first", Place("a.yaml", 2, 3, "  b: 1", 1))] == list(found.related)


def test_what_only_the_second_of_two_keys_has_is_kept() -> None:
    tree = read_yaml(b"users: {a: {x: 1}}\nusers: {b: {}, a: {}}\n", "a.yaml").tree
    assert {"users": {"a": {"x": "1"}, "b": {}}} == tree


def test_the_sections_behind_a_mistake_are_still_read() -> None:
    assert {"b": "2"} == read_yaml(b"a: [1,\nb: 2\n", "a.yaml").tree


def test_the_place_of_a_key_and_of_its_value_are_known() -> None:
    position = find_positions(b"a:\n  bb: [x, {c: 'dd'}]\n")[("a", "bb", 1, "c")]
    assert ((1, 11, 1, 12), (1, 14, 1, 18)) == (position.key, position.value)


# --- any input ----------------------------------------------------------------------------------

yaml_like = st.text(alphabet="ab0:-*&!%#[]{},'\"|> \n\t\\~?<@`\u2028é\r", max_size=60)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    read_yaml(data, "a.yaml")


@pytest.mark.parametrize("parser", PARSERS, ids=["c", "pure"])
@given(text=yaml_like)
@example(text='a: "\\U99999999"')
@example(text='a: "\\uD800"')
def test_no_text_that_looks_like_yaml_raises(parser: source.Parser, text: str) -> None:
    read_yaml(text.encode(), "a.yaml", parser)


@given(yaml_like)
def test_every_finding_lies_inside_the_file(text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    for diagnostic in read_yaml(text.encode(), "a.yaml").diagnostics:
        place = diagnostic.origin
        assert isinstance(place, Place)
        assert place.line == 0 or lines[place.line - 1] == place.line_text


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
trees = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@both_parsers
@given(tree=st.dictionaries(texts, trees, max_size=5))
def test_a_tree_that_is_written_down_reads_back_the_same(
    parser: source.Parser, tree: dict[str, Any]
) -> None:
    written = json.dumps(tree, ensure_ascii=False).encode()
    reading = read_yaml(written, "a.yaml", parser)
    assert (tree, ()) == (reading.tree, reading.diagnostics)


def in_blocks(tree: Any, indent: str = "") -> str:
    """A tree in block style, its scalars quoted."""
    if isinstance(tree, str) or not tree:
        return f" {json.dumps(tree, ensure_ascii=False)}\n"
    entries = tree.items() if isinstance(tree, dict) else [(None, value) for value in tree]
    lines = []
    for key, value in entries:
        head = "-" if key is None else f"{json.dumps(key, ensure_ascii=False)}:"
        lines.append(f"{indent}{head}{in_blocks(value, indent + '  ')}")
    return "\n" + "".join(lines)


@given(st.dictionaries(texts, trees, min_size=1, max_size=5))
def test_block_style_reads_the_same_as_braces(tree: dict[str, Any]) -> None:
    reading = read_yaml(in_blocks(tree).encode(), "a.yaml")
    assert (tree, ()) == (reading.tree, reading.diagnostics)


# --- the work it takes --------------------------------------------------------------------------


def account(users: int) -> bytes:
    person = "  user-{0}:\n    name: Anna Berg\n    extensions: [{0}]\n    open: {{mon: 08:00}}\n"
    return ("users:\n" + "".join(person.format(n) for n in range(100, 100 + users))).encode()


def counting(calls: list[int]) -> source.Parser:
    """The usual parser, which counts the events that were asked for."""

    def open_counted(text: str) -> Callable[[], Any]:
        following = source.PARSER(text)

        def next_event() -> Any:
            calls[0] += 1
            return following()

        return next_event

    return open_counted


def events_for(data: bytes) -> int:
    calls = [0]
    read_yaml(data, "a.yaml", counting(calls))
    return calls[0]


def test_ten_times_the_users_are_ten_times_the_work() -> None:
    fixed = events_for(account(0))
    once, ten_times = events_for(account(20)) - fixed, events_for(account(200)) - fixed
    assert pytest.approx(10 * once, rel=0.02) == ten_times


def test_a_file_full_of_mistakes_is_read_a_bounded_number_of_times() -> None:
    broken = b"".join(b"s%d: [1\n" % n for n in range(2_000))
    assert source.MOST_RESTARTS == len(read_yaml(broken, "a.yaml").diagnostics)


@pytest.mark.parametrize("line", [b"a: 1\n", b"- *x\n", b'a: "\\0"\n', b"k: #31#\n", b"a: '\n"])
def test_a_file_is_given_up_after_a_hundred_findings(line: bytes) -> None:
    found = read_yaml(b"x:\n" + line * 5_000, "a.yaml").diagnostics
    assert len(found) <= source.MOST_FINDINGS
