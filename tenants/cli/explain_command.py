"""`pbxc explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

import click

import schema.restrict
import tenants
from compiler.codes import Page, codes_of, explanations, merge_pages, modules_in, page_of
from compiler.reference import SINGLES, reference_pages
from schema.reading import did_you_mean
from schema.steps import step_kinds
from schema.things import sections
from tenants.cli.options import format_option, print_json
from tenants.cli.plain_pages import plain_page
from tenants.terminal import palette, say, table


@dataclass(frozen=True)
class Topic:
    """Something that can be explained: `kind` is code, step or thing, `page` its file."""

    kind: str
    name: str
    line: str
    page: str = ""


@click.command(
    "explain", epilog="Examples: pbxc explain REF101; pbxc explain ring; pbxc explain --list"
)
@click.argument("topic", required=False)
@click.option("--list", "listed", is_flag=True, help="All codes, steps and things, a line each.")
@format_option("text", "json")
def command(topic: str | None, listed: bool, form: str) -> None:
    """Explain a diagnostic (by code or name), a step, or a section of an account.

    Of a diagnostic: what is wrong, a sample that is wrong and one that is right. Of a step or a
    section: what it means, and its fields.
    """
    if listed or topic is None:
        _print_list(form)
    elif (page := _diagnostics().get(topic.upper()) or _diagnostics().get(topic)) is not None:
        _print_code(page, form)
    else:
        _print_topic(_topic(topic), form)


def _diagnostics() -> Mapping[str, Page]:
    """The pages of all codes, by code and by name; those of the world around the compiler too."""
    compilers = {page.code: page for page in explanations().values()}
    own = (
        page_of(code.code, code.name, code.page)
        for module in modules_in(tenants, "codes")
        for code in codes_of(module)
    )
    return merge_pages(compilers.values(), own)


def _topics() -> Iterator[Topic]:
    for page in sorted({page.code: page for page in _diagnostics().values()}.items()):
        yield Topic("code", page[0], f"{page[1].name}: {page[1].title}")
    for name, step in step_kinds().items():
        yield Topic("step", name, _purpose(step), f"step-{_file(name)}.md")
    things: dict[str, type] = {**sections(), **SINGLES}
    purposes = {name: _purpose(thing) for name, thing in things.items()}
    purposes["restrict"] = _said_by(schema.restrict)
    for name, line in sorted(purposes.items()):
        yield Topic("thing", name, line, f"{_file(name)}.md")


def _file(name: str) -> str:
    return name.replace("_", "-")


def _purpose(model: type) -> str:
    """What the module of a kind says it is for."""
    return _said_by(sys.modules[model.__module__])


def _said_by(module: ModuleType) -> str:
    first = (module.__doc__ or "").strip().partition("\n")[0]
    return (first.partition(": ")[2] or first).rstrip(".")


def _topic(name: str) -> Topic:
    """The step of a name, else the section, else the section whose things are called so."""
    asked = name.lower().replace("-", "_")
    singular = {thing.kind: section for section, thing in sections().items() if thing.kind}
    topics = {(one.kind, one.name): one for one in _topics()}
    for found in (("step", asked), ("thing", asked), ("thing", singular.get(asked, ""))):
        if found in topics:
            return topics[found]
    known = [one.name for one in topics.values()] + list(_diagnostics())
    hint = did_you_mean(name, known) or "pbxc explain --list names everything."
    raise click.UsageError(f"Nothing is called {name!r}. {hint}")


def _print_code(page: Page, form: str) -> None:
    if form == "json":
        told = {"kind": "code", "code": page.code, "name": page.name, "title": page.title}
        print_json({**told, "text": page.text, "bad": page.bad, "good": page.good})
        return
    colours = palette()
    text = page.text.replace(f"```{page.language} bad", "Wrong:\n\n```")
    text = text.replace(f"```{page.language} good", "Right:\n\n```")
    say(f"{colours.bold}{page.code} {page.name}{colours.end}\n\n{plain_page(text, colours)}")


def _print_topic(topic: Topic, form: str) -> None:
    markdown = reference_pages({page.code: page for page in _diagnostics().values()}.values())[
        topic.page
    ]
    if form == "json":
        print_json({"kind": topic.kind, "name": topic.name, "title": topic.line, "text": markdown})
    else:
        say(plain_page(markdown, palette()))


def _print_list(form: str) -> None:
    topics = list(_topics())
    if form == "json":
        print_json({"topics": [{"kind": t.kind, "name": t.name, "line": t.line} for t in topics]})
        return
    for kind, head in (("code", "Diagnostics"), ("step", "Steps"), ("thing", "Sections")):
        rows = [(one.name, one.line) for one in topics if one.kind == kind]
        say(f"{head}\n{table(rows)}\n")
