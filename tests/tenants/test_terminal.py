"""Printing: the same plain bytes everywhere, colours on a terminal only."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from compiler.render import ANSI, PLAIN
from tenants.terminal import palette, say, say_table, table


class Terminal(io.StringIO):
    """Standard output as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_is_coloured() -> None:
    assert ANSI == palette(Terminal())


def test_a_pipe_is_not() -> None:
    assert PLAIN == palette(io.StringIO())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert PLAIN == palette(Terminal())


def test_what_a_stream_has_no_letter_for_does_not_stop_it() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1", write_through=True)
    say("Zoé → 日本\n", stream)
    assert "Zoé ? ??\n".encode("latin-1") == raw.getvalue()


def test_a_table_has_straight_columns() -> None:
    assert "NAME  LINE\na     one\nlong  two\n" == table(
        [("a", "one"), ("long", "two")], ["NAME", "LINE"]
    )


def test_a_table_without_rows_is_nothing() -> None:
    assert "" == table([])


def test_what_a_tenant_wrote_is_text_and_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    say_table([("[red]anna[/red]", "1")], ["name", "calls"])
    assert "[red]anna[/red]" in screen.getvalue()


def test_rich_is_not_loaded_for_a_pipe() -> None:
    program = (
        "import sys, tenants.terminal as t\n"
        "t.say_table([('a', 'b')], ['c', 'd'])\n"
        "with t.working('x'): pass\n"
        "sys.exit('rich' in sys.modules)"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], capture_output=True).returncode
