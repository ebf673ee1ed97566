"""The registry: every code has a page, and its samples are what they say."""

from __future__ import annotations

import types

import pytest

from compiler import codes_folder, codes_shape, codes_yaml
from compiler.codes import Code, Page, codes_of, explanations, merge_pages, page_of
from compiler.diagnostics import Place
from compiler.people import read_people
from compiler.source import read_yaml
from compiler.sources import AccountFolder, SourceFile, read_sources

PAGES = sorted({page.code: page for page in explanations().values()}.items())
YAML_SAMPLES = [
    page_of(code.code, code.name, code.page)
    for code in codes_of(codes_yaml)
    if "```" in code.page and code is not codes_yaml.DUPLICATE_NAME
]


def found_in(page: Page, sample: str) -> set[str]:
    read = read_people if page.language == "csv" else read_yaml
    return {diagnostic.code for diagnostic in read(sample.encode(), "sample").diagnostics}


@pytest.mark.parametrize("page", YAML_SAMPLES, ids=lambda page: page.code)
def test_the_bad_sample_gives_the_code_and_nothing_else(page: Page) -> None:
    assert {page.code} == found_in(page, page.bad)


@pytest.mark.parametrize("page", YAML_SAMPLES, ids=lambda page: page.code)
def test_the_good_sample_gives_nothing(page: Page) -> None:
    assert set() == found_in(page, page.good)


@pytest.mark.parametrize(("kind", "expected"), [("bad", {"YML117"}), ("good", set())])
def test_the_samples_of_two_files_are_two_files(kind: str, expected: set[str]) -> None:
    page = explanations()["duplicate-name"]
    sample = page.bad if kind == "bad" else page.good
    _, first, second = sample.split("# ")
    files = [
        SourceFile(name, name, text.encode())
        for name, _, text in (part.partition("\n") for part in (first, second))
    ]
    found = read_sources([AccountFolder("", tuple(files))]).diagnostics
    assert expected == {diagnostic.code for diagnostic in found}


@pytest.mark.parametrize("module", [codes_yaml, codes_folder, codes_shape])
def test_a_code_is_explained_under_its_number_and_its_name(module: types.ModuleType) -> None:
    for code in codes_of(module):
        assert explanations()[code.code] == explanations()[code.name]


@pytest.mark.parametrize("page", [page for _, page in PAGES], ids=lambda page: page.code)
def test_a_page_begins_with_one_sentence(page: Page) -> None:
    assert (True, True) == (page.title[0].isupper(), page.text.split("\n\n")[0][-1] in ".:")


def test_two_pages_of_one_name_are_refused() -> None:
    pages = [page_of("A1", "same", "One."), page_of("A2", "same", "Two.")]
    with pytest.raises(ValueError, match="same is the code or name of two"):
        merge_pages(pages)


def test_a_rules_docstring_becomes_a_page() -> None:
    docstring = "A title.\n\n    Prose.\n\n    ```yaml bad\n    a: 1\n    ```\n\n    ```yaml good\n    b: 2\n    ```\n    "
    page = page_of("A1", "a", docstring)
    assert ("A title.", "yaml", "a: 1\n", "b: 2\n") == (
        page.title,
        page.language,
        page.bad,
        page.good,
    )


def test_a_code_makes_a_finding_with_its_name() -> None:
    found = Code("A1", "a", "").at(Place("a.yaml"), "Said.", "Mend it.")
    assert ("A1", "a", "Said.", "Mend it.", "error") == (
        found.code,
        found.name,
        found.message,
        found.help,
        found.severity,
    )
