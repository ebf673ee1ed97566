"""The reference pages of diagnostics: a page for each area, made of the pages of its codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compiler.codes import Page

AREAS = {
    "YML": "what stands in the files",
    "REF": "references",
    "CALL": "the way of a call",
    "NUM": "telephone numbers and extensions",
    "TIME": "schedules and dates",
    "SEC": "secrets and rights",
    "EMG": "emergency calls",
    "LIM": "limits",
    "PHN": "phones",
    "PH": "provisioning of phones",
    "TGT": "what a switch can carry",
    "GIT": "the repository",
    "COST": "what calls cost",
    "MED": "recordings",
}

_FENCE = re.compile(r"```(?P<language>\w+) (?P<kind>bad|good)\n")
_EXPECTATION = re.compile(r" *# expect: .*$", re.MULTILINE)


def pages_by_area(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """The pages of each area, areas in the order of `AREAS`, pages by code. KeyError for a code of
    no area."""
    areas: dict[str, list[Page]] = {area: [] for area in AREAS}
    for page in sorted(pages, key=lambda page: page.code):
        areas[page.code.rstrip("0123456789")].append(page)
    return {area: told for area, told in areas.items() if told}


def area_page(area: str, pages: Iterable[Page]) -> str:
    """The page of an area."""
    listed = [f"## {page.code} `{page.name}`\n\n{_explained(page)}" for page in pages]
    return "\n\n".join([f"# Diagnostics {area}: {AREAS[area]}", *listed])


def _explained(page: Page) -> str:
    """A page with its samples under headings, without the marks that tests read."""

    def fence(found: re.Match[str]) -> str:
        word = "Wrong:" if found["kind"] == "bad" else "Right:"
        return f"{word}\n\n```{found['language']}\n"

    return _EXPECTATION.sub("", _FENCE.sub(fence, page.text))
