"""What Asterisk prints of a context, as it was printed by a real one."""

from __future__ import annotations

import pytest

from targets.asterisk.delivery.generation import HINT, Line
from targets.asterisk.live.listing import STRANGE, Unreadable, is_absent, is_unfound, steps_of

PRINTED = """\
[ Context 'inc' created by 'pbx_config' ]
  '5' (CID match '123') =>  1. NoOp(cid)                                  [extensions.conf:13]
  'a' =>            1. NoOp(x)                                    [extensions.conf:11]
     [l2]           2. NoOp(y)                                    [extensions.conf:12]
  '101' =>          hint: PJSIP/a@b&PJSIP/c@d                     [pbx_config]
                    1. NoOp()                                     [pbx_config]
  Include =>        'lab'                                         [pbx_config]
  Ignore pattern => '9'                                           [pbx_config]
  Alt. Switch =>    'Local/foo@bar'                               [pbx_config]

-= 3 extensions (5 priorities) in 1 context. =-"""

ONE = """\
[ Context 'from-trunk' created by 'pbx_config' ]
  '+1902' =>        1. Goto(a,1,1)                                [pbx_config]

[ Included context 'lab' created by 'pbx_config' ]
  '_.' =>           1. NoOp(z)                                    [pbx_config]

-= 2 extensions (2 priorities) in 2 contexts. =-"""


def test_every_kind_of_line_is_told_apart() -> None:
    expected = (
        Line("5/123", 1, "NoOp", "cid"),
        Line("a", 1, "NoOp", "x"),
        Line("a", 2, "NoOp", "y"),
        Line("101", HINT, "PJSIP/a@b&PJSIP/c@d", ""),
        Line("101", 1, "NoOp", ""),
        Line("include lab", STRANGE, "include", "lab"),
        Line("ignorepat 9", STRANGE, "ignorepat", "9"),
        Line("switch Local/foo@bar", STRANGE, "switch", "Local/foo@bar"),
    )
    assert expected == steps_of("inc", PRINTED.split("\n"))


def test_an_included_context_is_no_part_of_it() -> None:
    assert (Line("+1902", 1, "Goto", "a,1,1"),) == steps_of("from-trunk", ONE.split("\n"))


def test_what_only_an_included_context_has_is_not_there() -> None:
    included = [*ONE.split("\n")[3:5], "", "-= 1 extension (1 priority) in 1 context. =-"]
    assert () == steps_of("from-trunk", included)


def test_an_empty_context_has_no_steps() -> None:
    printed = [
        "[ Context 'e' created by 'x' ]",
        "",
        "-= 0 extensions (0 priorities) in 1 context. =-",
    ]
    assert () == steps_of("e", printed)


@pytest.mark.parametrize(
    "data",
    [
        "a)b",
        "a) [pbx_config]",
        "x [y] (z)",
        "é;,'\"\\",
        "trailing  ",
        "1. NoOp(x)",
        "' =>",
        "hint: x",
    ],
)
def test_data_is_read_back_whatever_is_in_it(data: str) -> None:
    step = f"  'e' =>            1. NoOp({data})     [pbx_config]"
    printed = [
        "[ Context 'e' created by 'x' ]",
        step,
        "-= 1 extension (1 priority) in 1 context. =-",
    ]
    assert (Line("e", 1, "NoOp", data),) == steps_of("e", printed)


@pytest.mark.parametrize("missing", [0, 3, 4, 10], ids=["head", "step", "hint", "end"])
def test_a_listing_that_misses_a_line_is_not_read(missing: int) -> None:
    lines = PRINTED.split("\n")
    with pytest.raises(Unreadable):
        steps_of("inc", lines[:missing] + lines[missing + 1 :])


@pytest.mark.parametrize(
    ("line", "garbled"),
    [(2, "  'a' =>            1. NoOp(x"), (2, "  'a' =>   "), (10, "-= 3 extensions (5 prio")],
)
def test_a_line_that_is_cut_off_is_not_read(line: int, garbled: str) -> None:
    lines = PRINTED.split("\n")
    with pytest.raises(Unreadable):
        steps_of("inc", [*lines[:line], garbled, *lines[line + 1 :]])


def test_a_line_that_comes_twice_is_not_read() -> None:
    lines = PRINTED.split("\n")
    with pytest.raises(Unreadable):
        steps_of("inc", [*lines[:3], *lines[2:]])


def test_the_listing_of_another_context_is_not_read() -> None:
    with pytest.raises(Unreadable, match="is that of inc"):
        steps_of("lab", PRINTED.split("\n"))


def test_absence_is_believed_in_asterisks_own_words_only() -> None:
    said = ("There is no existence of 'acme.g1' context", "Command failed.")
    assert (True, False, False) == (
        is_absent("acme.g1", said), is_absent("acme.g2", said), is_absent("acme.g1", ()),
    )  # fmt: skip


def test_an_extension_that_is_not_there_is_told_in_two_ways() -> None:
    ways = (["There is no existence of 2@lab extension"], ["There is no existence of 'x' context"])
    assert [True, True, False] == [is_unfound(way) for way in (*ways, ["No such command"])]
