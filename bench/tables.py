"""Tables as text, and the history of what was measured."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.clock import Taken

HISTORY = Path(__file__).with_name("history.jsonl")


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first columns that hold words stand left, numbers stand right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    shown = [
        "  ".join(_cell(text, width, column) for column, (text, width) in enumerate(cells)).rstrip()
        for cells in (list(zip(line, widths, strict=True)) for line in lines)
    ]
    rule = "  ".join("-" * width for width in widths).rstrip()
    return "\n".join((title, shown[0], rule, *shown[1:], ""))


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column and text[:1].isdigit() else text.ljust(width)


def milliseconds(taken: Taken) -> tuple[str, str]:
    """Processor and wall time for a table."""
    return f"{taken.cpu * 1000:.1f}", f"{taken.wall * 1000:.1f}"


def remember(measured: Mapping[str, float], quick: bool) -> dict[str, object]:
    """Adds what was measured to the history."""
    entry: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "python": platform.python_version(),
        "quick": quick,
        "measured": {name: round(value, 4) for name, value in sorted(measured.items())},
    }
    with HISTORY.open("a", encoding="utf-8") as history:
        history.write(json.dumps(entry) + "\n")
    return entry


def _commit() -> str:
    command = ("git", "-C", str(HISTORY.parent), "describe", "--always", "--dirty")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
