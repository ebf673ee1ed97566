"""What is printed: plain text into a pipe, colours and progress on a terminal.

The one door to rich, which is imported only when standard output or standard error is a terminal.
Into a pipe or a file the same bytes are written on every machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeAlias

from compiler.render import ANSI, PLAIN, Palette

if TYPE_CHECKING:
    from rich.table import Table


def is_coloured(stream: TextIO) -> bool:
    """Whether colours are welcome on a stream: a terminal, and nobody said NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def palette(stream: TextIO | None = None) -> Palette:
    """The colours for a stream (standard output); none where they are not welcome."""
    return ANSI if is_coloured(stream or sys.stdout) else PLAIN


def say(text: str, stream: TextIO | None = None) -> None:
    """Prints a text as it is. What a stream's encoding has no character for becomes `?`."""
    out = stream or sys.stdout
    coding = out.encoding or "utf-8"
    out.write(text.encode(coding, "replace").decode(coding))
    out.flush()


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Rows as aligned columns, plain; the last column may be as long as it likes."""
    lines = [tuple(heads), *map(tuple, rows)] if heads else [tuple(row) for row in rows]
    if not lines:
        return ""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]) - 1)]
    return "".join(_aligned(line, widths) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
    return "  ".join([*cells, line[-1]]).rstrip() + "\n"


def say_table(rows: Iterable[Sequence[str]], heads: Sequence[str]) -> None:
    """Prints a table: drawn by rich on a terminal, as aligned plain columns elsewhere."""
    if not is_coloured(sys.stdout):
        say(table(rows, [head.upper() for head in heads]))
        return
    from rich.console import Console

    Console().print(_drawn(rows, heads))


def _drawn(rows: Iterable[Sequence[str]], heads: Sequence[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*heads, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # What a tenant wrote is text, never markup.
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


@contextmanager
def working(what: str) -> Iterator[None]:
    """Shows that something is being worked on, for as long as it takes, on a terminal only."""
    if not is_coloured(sys.stderr):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what, spinner="line"):
        yield


Draw: TypeAlias = Callable[[Iterable[Sequence[str]], Sequence[str], Iterable[str]], None]
"""Draws a table of rows with heads, and lines below it, over what was drawn before."""


@contextmanager
def redrawing() -> Iterator[Draw]:
    """A table that is drawn again and again at the same place of a terminal; what it shows stays
    there when it ends."""
    from rich.console import Group
    from rich.live import Live
    from rich.text import Text

    with Live(auto_refresh=False, vertical_overflow="crop") as live:

        def draw(rows: Iterable[Sequence[str]], heads: Sequence[str], notes: Iterable[str]) -> None:
            live.update(Group(_drawn(rows, heads), *map(Text, notes)), refresh=True)

        yield draw
