"""Diagnostics as text, JSON and annotations."""

from __future__ import annotations

import json

from compiler.diagnostics import Diagnostic, Place, Routeless, sort_diagnostics, tally
from compiler.render import ANSI, Palette, render_github, render_json, render_text
from compiler.sources import AccountFolder, SourceFile, Sources, read_sources
from schema.program import Origin

NOWHERE = Routeless({})
YAML = b"users:\n  anna: {name: Anna}\n  ben: {ring: user.alcie}\n"
UNKNOWN = Diagnostic(
    "REF101",
    "unknown-reference",
    'There is no user "alcie".',
    Origin("", ("users", "ben", "ring")),
    (("this one is near", Origin("", ("users", "anna"))),),
    "Did you mean user.anna?",
)


def sources() -> Sources:
    return read_sources([AccountFolder("", (SourceFile("x/a.yaml", "a.yaml", YAML),))])


def at(
    file: str, line: int = 1, column: int = 1, text: str = "abc", message: str = "x"
) -> Diagnostic:
    return Diagnostic("YML101", "bad-syntax", message, Place(file, line, column, text, 1))


def test_text_shows_line_caret_related_place_and_help() -> None:
    expected = """\
error[REF101] unknown-reference: There is no user "alcie".
 --> x/a.yaml:3:15
  3 |   ben: {ring: user.alcie}
    |               ^^^^^^^^^^
  = this one is near:
 --> x/a.yaml:2:3
  2 |   anna: {name: Anna}
    |   ----
  help: Did you mean user.anna?

1 error
"""
    assert expected == render_text([UNKNOWN], sources())


def test_colours_change_nothing_but_colours() -> None:
    coloured = render_text([UNKNOWN], sources(), ANSI)
    for code in {ANSI.error, ANSI.warning, ANSI.frame, ANSI.help, ANSI.bold, ANSI.end}:
        coloured = coloured.replace(code, "")
    assert render_text([UNKNOWN], sources(), Palette()) == coloured


def test_no_finding_is_no_errors() -> None:
    assert "no errors\n" == render_text([], NOWHERE)


def test_a_whole_file_is_shown_without_a_line() -> None:
    expected = "error[YML111] too-large: Too large.\n --> a.yaml\n\n1 error\n"
    found = Diagnostic("YML111", "too-large", "Too large.", Place("a.yaml"))
    assert expected == render_text([found], NOWHERE)


def test_carets_stand_below_wide_letters() -> None:
    text = render_text([at("a", 1, 3, "王王x")], NOWHERE)
    assert "    |     ^" == text.split("\n")[3]


def test_a_line_that_would_move_the_cursor_is_shown_harmless() -> None:
    text = render_text([at("a", 1, 2, "\t\x1b[31m\u202e", "say \x1b[0m")], NOWHERE)
    assert [] == [c for c in text if c != "\n" and not c.isprintable()]


def test_a_very_long_line_is_cut_around_the_caret() -> None:
    lines = render_text([at("a", 1, 5_001, "x" * 5_000 + "!" + "y" * 5_000)], NOWHERE).split("\n")
    assert "!" == lines[2][lines[3].index("^")]


def test_findings_are_told_in_reading_order_and_once() -> None:
    found = [at("b"), at("a", 10), at("a", 9, 3), at("a", 9, 2), at("b")]
    places = [d.origin for d in sort_diagnostics(found, NOWHERE)]
    expected = [("a", 9, 2), ("a", 9, 3), ("a", 10, 1), ("b", 1, 1)]
    assert expected == [(p.file, p.line, p.column) for p in places if isinstance(p, Place)]


def test_errors_and_warnings_are_counted() -> None:
    warning = Diagnostic("X", "x", "x", Place("a"), severity="warning")
    assert "1 error and 2 warnings" == str(tally([at("a"), warning, warning]))


def test_json_has_a_version_and_everything_there_is_to_know() -> None:
    place = {"file": "x/a.yaml", "line": 3, "column": 15, "length": 10}
    near = {"file": "x/a.yaml", "line": 2, "column": 3, "length": 4}
    expected = {
        "version": 1,
        "errors": 1,
        "warnings": 0,
        "diagnostics": [
            {
                "code": "REF101",
                "name": "unknown-reference",
                "severity": "error",
                "message": 'There is no user "alcie".',
                "account": "",
                "route": ["users", "ben", "ring"],
                "place": place | {"text": "  ben: {ring: user.alcie}"},
                "related": [
                    {
                        "message": "this one is near",
                        "place": near | {"text": "  anna: {name: Anna}"},
                    }
                ],
                "help": "Did you mean user.anna?",
            }
        ],
    }
    assert expected == json.loads(render_json([UNKNOWN], sources()))


def test_annotations_name_file_line_and_title() -> None:
    expected = (
        "::error file=x/a.yaml,line=3,col=15,title=REF101 unknown-reference::"
        'There is no user "alcie". Did you mean user.anna?\n'
    )
    assert expected == render_github([UNKNOWN], sources())


def test_annotations_escape_what_would_end_them() -> None:
    expected = "::error file=a%3Ab%2Cc,line=1,col=1,title=YML101 bad-syntax::50%25%0A::x,y:z\n"
    assert expected == render_github([at("a:b,c", message="50%\n::x,y:z")], NOWHERE)
