"""Reference pages as plain text: Markdown without its marks, tables in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.render import Palette
from tenants.terminal import table

LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
RULE = re.compile(r"\|(\s*-+\s*\|)+")
CELLS = re.compile(r"(?<!\\)\|")


def plain_page(markdown: str, palette: Palette) -> str:
    """A page of Markdown for reading on a terminal or in a pipe."""
    return "\n".join(_lines(markdown.rstrip(), palette)) + "\n"


def _lines(markdown: str, palette: Palette) -> Iterator[str]:
    rows: list[list[str]] = []
    fenced = False
    for line in [*markdown.split("\n"), ""]:
        if line.startswith("|") and not fenced:
            if not RULE.fullmatch(line):
                rows.append([_plain(cell) for cell in CELLS.split(line)[1:-1]])
            continue
        if rows:
            yield from table(rows[1:], rows[0]).rstrip().split("\n")
            rows = []
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield f"    {line}".rstrip()
        else:
            yield _headed(line, palette)


def _headed(line: str, palette: Palette) -> str:
    if not line.startswith("#"):
        return _plain(line, strip=False)
    return f"{palette.bold}{_plain(line.lstrip('#'))}{palette.end}"


def _plain(text: str, strip: bool = True) -> str:
    plain = LINK.sub(r"\1", text).replace("`", "").replace("**", "").replace("\\|", "|")
    return plain.strip() if strip else plain.rstrip()
