"""The rules: the wrong sample of each page is found at its marked lines, the right one is not."""

from __future__ import annotations

import re

import pytest

from compiler.checking import check_tree, rules
from compiler.codes import Page, explanations
from tests.compiler.trees import read_tree, split_files

MARK = re.compile(r"# expect: (\S+)")
PAGES = [explanations()[rule.code] for rule in rules()]


def marked(sample: str) -> set[tuple[str, int, str]]:
    """The file, line and code of each `# expect: CODE` of a sample."""
    return {
        (path, number, code)
        for path, text in split_files(sample).items()
        for number, line in enumerate(text.split("\n"), start=1)
        for code in MARK.findall(line)
    }


def found(sample: str, code: str = "") -> set[tuple[str, int, str]]:
    """The file, line and code of what is found in a sample: all errors, and warnings of a code."""
    tree, sources = read_tree(sample)
    findings = [
        one
        for one in check_tree(tree, sources)
        if code in ("", one.code) or one.severity == "error"
    ]
    places = [(sources.place(one.origin, one.pointing), one.code) for one in findings]
    return {(place.file, place.line, code) for place, code in places}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_bad_sample_is_found_where_it_is_marked(page: Page) -> None:
    assert marked(page.bad) == found(page.bad, page.code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_good_sample_holds_no_mistake(page: Page) -> None:
    assert set() == found(page.good, page.code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_bad_sample_marks_its_own_code(page: Page) -> None:
    assert {page.code} == {code for _, _, code in marked(page.bad)}
