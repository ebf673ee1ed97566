"""What is otherwise between two accounts, told in the words of the trade: by cases in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compiler.difference import Change, changes_between
from compiler.source import read_yaml
from compiler.sources import Sources
from compiler.written import written_origin
from tests.compiler.trees import read_tree

CASES = Path(__file__).parent / "cases"
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yaml")):
        reading = read_yaml(file.read_bytes(), file.name)
        assert () == reading.diagnostics, reading.diagnostics
        for name, case in reading.tree.items():
            yield pytest.param(case, id=f"{file.stem}: {name}")


def line(change: Change, old: Sources, new: Sources) -> str:
    """A change with its sign, `!` where it concerns calls for help, and its place."""
    sources = old if change.mark == "removed" else new
    written = written_origin(change.origin, sources.documents[change.origin.account])
    place = sources.place(written, "key")
    where = f" @ {place.file}:{place.line}" if change.origin.route else ""
    help_ = "! " if change.emergency else ""
    return f"{SIGNS[change.mark]} {help_}{change.sentence}{where}"


def told(before: str, after: str) -> list[str]:
    (old_tree, old), (new_tree, new) = read_tree(before), read_tree(after)
    return [line(change, old, new) for change in changes_between(old_tree, new_tree)]


@pytest.mark.parametrize("case", list(cases()))
def test_a_difference_is_told_as_people_would(case: Any) -> None:
    assert case["told"] == told(case["before"], case["after"])


@pytest.mark.parametrize("case", list(cases()))
def test_an_account_is_like_itself(case: Any) -> None:
    assert ([], []) == (told(case["before"], case["before"]), told(case["after"], case["after"]))
