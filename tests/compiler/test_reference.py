"""The reference pages: what is checked in is what the models say now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import targets.asterisk
import tenants
from compiler.codes import Page, codes_of, explanations, modules_in, page_of
from compiler.plain_types import anchor, duration_text, written_value
from compiler.reference import reference_pages
from schema.outcomes import OUTCOMES
from schema.steps import step_kinds
from schema.things import sections

LINK = re.compile(r"\]\(([a-z0-9-]*(?:README)?(?:\.md)?)#?([^)]*)\)")


def diagnostics() -> Iterator[Page]:
    """The pages of the codes of every layer."""
    yield from {page.code: page for page in explanations().values()}.values()
    for package in (targets.asterisk, tenants):
        for module in modules_in(package, "codes"):
            for code in codes_of(module):
                yield page_of(code.code, code.name, code.page)


PAGES = reference_pages(diagnostics())


def anchors(page: str) -> set[str]:
    return {anchor(line.lstrip("# ")) for line in page.splitlines() if line.startswith("#")}


def broken_links(pages: dict[str, str]) -> Iterator[str]:
    for name, text in pages.items():
        for page, place in LINK.findall(text):
            target = pages.get(page or name, "")
            if not target or (place and place not in anchors(target)):
                yield f"{name}: {page}#{place}"


def test_the_pages_that_are_checked_in_are_those_of_the_models(
    repository: Path, request: pytest.FixtureRequest
) -> None:
    folder = repository / "docs" / "reference"
    if request.config.getoption("--golden"):
        rewrite(folder)
    written = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    changed = sorted(
        name for name in PAGES.keys() | written if PAGES.get(name) != written.get(name)
    )
    assert [] == changed, "run `make reference` and review the diff"


def rewrite(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_every_link_leads_to_a_heading() -> None:
    assert [] == list(broken_links(PAGES))


def test_a_broken_link_is_found() -> None:
    assert ["a.md: #there"] == list(broken_links({"a.md": "# Here\n\n[x](#there) [y](#here)"}))


@pytest.mark.parametrize("kind", step_kinds())
def test_every_step_has_a_page_with_a_sample(kind: str) -> None:
    assert "```yaml" in PAGES[f"step-{kind.replace('_', '-')}.md"]


@pytest.mark.parametrize("name", sections())
def test_every_section_has_a_page_with_a_sample(name: str) -> None:
    assert "```yaml" in PAGES[f"{name.replace('_', '-')}.md"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_but_the_index_is_in_the_index(name: str) -> None:
    assert name == "README.md" or f"]({name})" in PAGES["README.md"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_explained(outcome: str) -> None:
    assert f"| `{outcome}` | " in PAGES["values.md"]


def test_no_page_tells_of_python() -> None:
    suspect = re.compile(r"typing\.|<class|<function|Annotated|PydanticUndefined|schema\.[a-z]+\.")
    assert [] == [name for name, text in PAGES.items() if suspect.search(text)]


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0s"), (20, "20s"), (90, "1m30s"), (3600, "1h")]
)
def test_a_duration_is_told_as_it_is_written(seconds: int, expected: str) -> None:
    assert expected == duration_text(seconds)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ((), ""),
        (False, "false"),
        (("alaw", "ulaw"), "[alaw, ulaw]"),
        ({"a": 1}, "{a: 1}"),
    ],
)
def test_a_default_is_told_as_it_is_written(value: object, expected: str) -> None:
    assert expected == written_value(value)
