"""The registry of diagnostic codes, and the pages that `pbxc explain` shows.

A code of a rule is told by the rule's module: its `CODE`, its `NAME`, and its docstring, which is
the page. Codes that are raised elsewhere are `Code` values in the modules `compiler/codes_*.py`.
Both kinds are found by looking into the folder; nothing is registered by hand.

The first line of a page is its title. A page has a sample that is wrong and one that is right, in
fences marked `bad` and `good`; the tests run both.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType

import compiler
from compiler.diagnostics import Diagnostic, Place, Pointing, Severity
from schema.program import Origin

FENCE = re.compile(r"^```(\w+) (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to know about one code: a title, the prose, a wrong and a right sample.

    `language` is what the samples are written in: `yaml`, `csv`, or `text` for a picture of a
    folder. `bad` or `good` is empty where there is nothing to show.
    """

    code: str
    name: str
    title: str
    text: str
    language: str = ""
    bad: str = ""
    good: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A diagnostic code that no rule module owns: `YML103`, its name, and its page."""

    code: str
    name: str
    page: str

    def at(
        self,
        origin: Origin | Place,
        message: str,
        hint: str = "",
        related: tuple[tuple[str, Origin | Place], ...] = (),
        severity: Severity = "error",
        pointing: Pointing = "value",
    ) -> Diagnostic:
        """A finding with this code."""
        return Diagnostic(self.code, self.name, message, origin, related, hint, severity, pointing)


def page_of(code: str, name: str, docstring: str) -> Page:
    """The page that a docstring makes, with its samples taken out of their fences."""
    text = textwrap.dedent(docstring).strip() if docstring.startswith("\n") else _cleaned(docstring)
    samples = {kind: (language, body) for language, kind, body in FENCE.findall(text + "\n")}
    language, bad = samples.get("bad", ("", ""))
    _, good = samples.get("good", ("", ""))
    return Page(code, name, text.partition("\n")[0], text, language, bad, good)


def _cleaned(docstring: str) -> str:
    """A docstring without its indentation, its first line set aside as Python writes them."""
    first, _, rest = docstring.partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}".strip()


def codes_of(module: ModuleType) -> tuple[Code, ...]:
    """The codes that a module names, in their order."""
    return tuple(thing for thing in vars(module).values() if isinstance(thing, Code))


def modules_in(package: ModuleType, prefix: str = "") -> Iterator[ModuleType]:
    """The modules of a package whose names start with a prefix, sorted by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    for name in names:
        if name.startswith(prefix) and not name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{name}")


def rule_modules() -> tuple[ModuleType, ...]:
    """The rules, sorted by name: every module of `compiler/rules/`."""
    if not any(module.name == "rules" for module in pkgutil.iter_modules(compiler.__path__)):
        return ()
    return tuple(modules_in(importlib.import_module("compiler.rules")))


def _pages() -> Iterator[Page]:
    for module in modules_in(compiler, "codes_"):
        for code in codes_of(module):
            yield page_of(code.code, code.name, code.page)
    for module in rule_modules():
        yield page_of(module.CODE, module.NAME, module.__doc__ or "")


@cache
def explanations() -> Mapping[str, Page]:
    """All pages of the compiler, each under its code and under its name."""
    return merge_pages(_pages())


def merge_pages(*sources: Iterable[Page]) -> Mapping[str, Page]:
    """Pages of several places under their codes and names. ValueError where two want one."""
    merged: dict[str, Page] = {}
    for page in (page for pages in sources for page in pages):
        for key in (page.code, page.name):
            if key in merged:
                raise ValueError(f"{key} is the code or name of two diagnostics")
            merged[key] = page
    return MappingProxyType(dict(sorted(merged.items())))
